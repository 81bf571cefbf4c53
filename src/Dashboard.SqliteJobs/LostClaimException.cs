namespace Dashboard.SqliteJobs;

/// <summary>
/// A lease or a lock ran out while its holder stood still, and somebody else has it now. The transaction that was to be written under it left no trace.
/// </summary>
public sealed class LostClaimException : InvalidOperationException
{
    public LostClaimException()
    {
    }

    public LostClaimException(string message) : base(message)
    {
    }

    public LostClaimException(string message, Exception inner) : base(message, inner)
    {
    }
}
