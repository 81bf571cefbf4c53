using Dashboard.Core.Data;
using Dashboard.Core.Sharing;

namespace Dashboard.Core.Segments;

/// <summary>What asks for a segment.</summary>
public enum SegmentUseKind
{
    /// <summary>The rule of another segment.</summary>
    Segment = 1,

    /// <summary>The address of a saved view.</summary>
    View = 2,

    /// <summary>A scheduled export.</summary>
    Export = 3,
}

/// <summary>Something that asks for a segment and would be without an answer if it were removed.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its own number.</param>
/// <param name="Name">Its name.</param>
/// <param name="OwnerId">Whose it is; null when that account is gone.</param>
/// <param name="IsShared">Everybody sees it.</param>
public sealed record SegmentUse(int Segment, SegmentUseKind Kind, int Id, string Name, int? OwnerId, bool IsShared)
{
    /// <summary>Address of a saved view; null for other kinds.</summary>
    public string? Address { get; init; }

    /// <summary>True for who may know its name. Scheduled exports are their owners' and the managers'.</summary>
    public bool MaySee(Actor actor) => IsShared || OwnerId == actor?.UserId || (Kind == SegmentUseKind.Export && actor?.IsManager == true);
}

/// <summary>Knows of one kind of things which segments they ask for.</summary>
public interface ISegmentUser
{
    /// <summary>All uses by things that were not removed and that somebody can still see.</summary>
    Task<IReadOnlyList<SegmentUse>> UsesAsync(DashboardDbContext db, CancellationToken cancellation);
}
