using Dashboard.Core.Imports;

namespace Dashboard.Core.Orders;

/// <summary>What became of what was written. Orders and refunds are counted alike in created, changed and unchanged.</summary>
public sealed class WriteCounts
{
    /// <summary>Rows of the file, rejected ones included.</summary>
    public long Rows { get; internal set; }

    public long Created { get; internal set; }
    public long Changed { get; internal set; }

    /// <summary>Already in the store with the same content; a row that stands twice in a file counts here the second time.</summary>
    public long Unchanged { get; internal set; }

    /// <summary>Rows that could not be taken.</summary>
    public long Rejected { get; internal set; }

    /// <summary>Distinct orders seen.</summary>
    public long Orders { get; internal set; }

    /// <summary>Distinct refunds seen.</summary>
    public long Refunds { get; internal set; }

    /// <summary>Orders among <see cref="Orders"/> that name no customer.</summary>
    public long AnonymousOrders { get; internal set; }

    /// <summary>Distinct customers named by the orders and refunds.</summary>
    public long Customers { get; internal set; }

    /// <summary>Rejected rows by fault, filled in a dry run; otherwise the rows themselves are kept.</summary>
    internal Dictionary<(RejectReason Reason, string? Column), (long Rows, long FirstLine)> Rejections { get; } = [];

    internal WriteCounts Copy() => (WriteCounts)MemberwiseClone();
}
