using Dashboard.Core.Orders;

namespace Dashboard.Core.Imports;

/// <summary>What stands in the way of reading a file as orders, or what a person should look at before.</summary>
public enum FileProblem
{
    NotFound,
    Empty,

    /// <summary>A spreadsheet or another packed file.</summary>
    Spreadsheet,
    Binary,

    /// <summary>A packed file that is damaged or ends in the middle.</summary>
    Damaged,
    NoRows,
    NoDate,

    /// <summary>The mapping names columns that the file lacks.</summary>
    UnknownColumns,
    UnknownEncoding,
    UnknownCurrency,
    UnknownTimeZone,

    /// <summary>A list of a payment service's payouts to the bank.</summary>
    PayoutFile,

    /// <summary>WooCommerce's own order report, which names no customer.</summary>
    WooCommerceOrderReport,

    /// <summary>A list of customers without orders.</summary>
    CustomerFile,

    /// <summary>No number, e-mail or phone: all orders would be anonymous.</summary>
    NoIdentity,
    NoAmount,

    /// <summary>Every date can be read with the day or with the month first.</summary>
    AmbiguousDates,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">The sentence to show: what, where, what to do.</param>
/// <param name="IsFatal">The file cannot be imported like this.</param>
public sealed record InspectionProblem(FileProblem Kind, string Text, bool IsFatal);

/// <param name="Name">Header, or <c>#n</c>.</param>
/// <param name="Samples">Up to five different values.</param>
/// <param name="Field">Suggested meaning; <see cref="OrderField.Ignore"/> when nothing fits.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record InspectedColumn(string Name, IReadOnlyList<string> Samples, OrderField Field, double Confidence);

/// <summary>One row as it would be taken. Money in major units.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Order">Order number; empty when the file has none.</param>
/// <param name="Customer">The strongest identity given.</param>
/// <param name="PlacedAt">UTC.</param>
/// <param name="Amount">Items after discount; what is given back for a refund.</param>
/// <param name="Product">SKU or name.</param>
/// <param name="Reason">Why it would be rejected; null when it would be taken.</param>
/// <param name="Column">Column at fault.</param>
public sealed record PreviewRow(
    long Line, string Order, string? Customer, DateTime? PlacedAt, string? Currency, decimal? Amount, bool IsRefund, double? Quantity, string? Product,
    string? Country, string? Channel, OrderStatus? Status, RejectReason? Reason, string? Column);

/// <summary>What was found out about a file, and how it would be read.</summary>
/// <param name="Mapping">The suggestion, complete: importing with it does what importing without any mapping does.</param>
/// <param name="Columns">All columns in their order.</param>
/// <param name="Problems">Fatal ones first.</param>
/// <param name="Preview">The first 20 rows under <paramref name="Mapping"/>.</param>
/// <param name="FileBytes">Size of the file.</param>
/// <param name="IsPacked">True for gzip.</param>
/// <param name="EstimatedRows">About how many rows the file has.</param>
public sealed record FileInspection(
    OrderMapping Mapping, IReadOnlyList<InspectedColumn> Columns, IReadOnlyList<InspectionProblem> Problems, IReadOnlyList<PreviewRow> Preview,
    long FileBytes, bool IsPacked, long EstimatedRows)
{
    /// <summary>The first reason why the file cannot be imported; null when it can.</summary>
    public InspectionProblem? Fatal => Problems.FirstOrDefault(p => p.IsFatal);

    internal string[] Header { get; init; } = [];

    /// <summary>Currency that the file's amounts seem to be in; null when it does not say.</summary>
    internal string? FileCurrency { get; init; }
}
