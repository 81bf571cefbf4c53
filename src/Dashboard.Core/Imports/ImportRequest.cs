namespace Dashboard.Core.Imports;

/// <summary>What is to be imported, and how.</summary>
/// <param name="Path">The file, plain or gzip. A file inside the data folder's uploads is removed when its import has ended.</param>
public sealed record ImportRequest(string Path)
{
    /// <summary>Name to show in the history; null takes the path's.</summary>
    public string? FileName { get; init; }

    /// <summary>How to read the file; null with a null <see cref="Profile"/> reads it as <see cref="FileInspector"/> suggests.</summary>
    public OrderMapping? Mapping { get; init; }

    /// <summary>Name of a saved mapping.</summary>
    public string? Profile { get; init; }

    /// <summary>Name of the source; null takes the mapping's.</summary>
    public string? Source { get; init; }

    /// <summary>User who asks; null for the command line and schedules.</summary>
    public int? UserId { get; init; }

    /// <summary>Number of an import of this file that somebody stopped, to go on with; an interrupted one is found by itself.</summary>
    public long? ResumeId { get; init; }

    /// <summary>Run of a schedule that asks; null for people and the command line.</summary>
    public long? ScheduleRunId { get; init; }

    /// <summary>Check everything and count, write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Wait while another import runs, instead of failing at once.</summary>
    public bool WaitForTurn { get; init; }
}

/// <summary>What an import is doing.</summary>
public enum ImportStep
{
    Reading,

    /// <summary>Lines were put together; orders go into the store.</summary>
    Writing,
    Finishing,
}

/// <param name="Step">What is being done.</param>
/// <param name="Fraction">0 to 1 over all steps.</param>
/// <param name="Bytes">Bytes of the file read.</param>
/// <param name="TotalBytes">Size of the file.</param>
/// <param name="Rows">Rows written or rejected so far.</param>
public sealed record ImportProgress(
    ImportStep Step, double Fraction, long Bytes, long TotalBytes, long Rows, long Created, long Changed, long Unchanged, long Rejected, double RowsPerSecond)
{
    /// <summary>Number in the history; null in a dry run.</summary>
    public long? ImportId { get; init; }

    /// <summary>Rows put together to orders so far, where a row is a line; writing begins when all are.</summary>
    public long RowsRead { get; init; }
}

/// <summary>How an import ended.</summary>
public sealed record ImportResult
{
    /// <summary>Number in the history; null for a dry run and for a refusal before anything began.</summary>
    public long? ImportId { get; init; }

    /// <summary><see cref="ImportStatus.Completed"/>, <see cref="ImportStatus.Cancelled"/>, <see cref="ImportStatus.Failed"/> (nothing was taken) or <see cref="ImportStatus.Interrupted"/> (importing the file again goes on).</summary>
    public required ImportStatus Status { get; init; }

    /// <summary>Why it did not complete: what, where, what to do.</summary>
    public string? Error { get; init; }

    public bool DryRun { get; init; }
    public long Rows { get; init; }

    /// <summary>New orders and refunds.</summary>
    public long Created { get; init; }
    public long Changed { get; init; }
    public long Unchanged { get; init; }

    /// <summary>Rows that could not be taken; see <see cref="RejectedRows"/>.</summary>
    public long Rejected { get; init; }

    /// <summary>What is wrong with <see cref="Rejected"/>, most rows first; in a dry run only, see <see cref="RejectedRows.SummaryAsync"/> else.</summary>
    public IReadOnlyList<Rejection> Rejections { get; init; } = [];

    /// <summary>Distinct orders in the file.</summary>
    public long Orders { get; init; }

    /// <summary>Distinct customers named by them.</summary>
    public long Customers { get; init; }

    /// <summary>Distinct refunds in the file.</summary>
    public long Refunds { get; init; }

    /// <summary>Orders among <see cref="Orders"/> without any identity.</summary>
    public long AnonymousOrders { get; init; }

    /// <summary>Over all attempts.</summary>
    public double Seconds { get; init; }

    /// <summary>How the file was read.</summary>
    public OrderMapping? Mapping { get; init; }

    /// <summary>ISO code of the amounts, where neither file nor mapping names one; null otherwise, and where there are no amounts.</summary>
    public string? AssumedCurrency { get; init; }

    /// <summary>What a person should look at although the file was read.</summary>
    public IReadOnlyList<InspectionProblem> Warnings { get; init; } = [];

    public bool IsCompleted => Status == ImportStatus.Completed;
}

/// <summary>An import that waits or was interrupted.</summary>
/// <param name="Id">Number in the history.</param>
/// <param name="ScheduleId">Schedule that asked for it; null for people and the command line.</param>
public sealed record OpenImport(long Id, string FileName, int? ScheduleId);
