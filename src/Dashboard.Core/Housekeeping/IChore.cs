namespace Dashboard.Core.Housekeeping;

/// <summary>One thing that is thrown away when nobody needs it any more. Safe to run at any time and again.</summary>
public interface IChore
{
    /// <summary>What goes, in a few words for logs and the jobs page.</summary>
    string Name { get; }

    /// <summary>Does it and says how much went.</summary>
    Task<long> RunAsync(CancellationToken cancellation);
}
