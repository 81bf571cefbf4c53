namespace Dashboard.Core.Sharing;

/// <summary>What one person keeps, alone or for everybody.</summary>
public interface IOwned
{
    int Id { get; }

    /// <summary>Who made it; null when that account is gone, or when the program did.</summary>
    int? OwnerId { get; }

    /// <summary>Everybody sees it; otherwise the owner alone.</summary>
    bool IsShared { get; }

    /// <summary>When it was removed; it can be brought back until housekeeping forgets it.</summary>
    DateTime? RemovedAt { get; set; }
}

/// <summary>Who acts on what people keep, as the store knows them at that moment.</summary>
/// <param name="UserId">Account.</param>
/// <param name="IsManager">May change what others shared.</param>
public sealed record Actor(int UserId, bool IsManager)
{
    public bool MaySee(IOwned kept) => kept.IsShared || kept.OwnerId == UserId;

    /// <summary>One's own, or shared ones as a manager.</summary>
    public bool MayChange(IOwned kept) => kept.OwnerId == UserId || kept.IsShared && IsManager;
}
