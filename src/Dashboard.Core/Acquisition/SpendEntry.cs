namespace Dashboard.Core.Acquisition;

/// <summary>Spend as somebody types it or a file has it.</summary>
/// <param name="Channel">Name of the channel; empty for customers of whom none is given.</param>
/// <param name="Month">Any day of the month.</param>
/// <param name="Amount">Minor units, 0 or more.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record SpendEntry(string Channel, DateOnly Month, long Amount, string Currency);

/// <summary>Why a line of a file with spend, or the whole file, was not taken.</summary>
public enum SpendReason
{
    /// <summary>No column for month, channel or spend was found in the first line.</summary>
    NoColumns = 1,

    /// <summary>Fewer fields than the columns need, or a quotation mark that is never closed.</summary>
    BrokenLine = 2,

    /// <summary>Neither a month nor a day.</summary>
    NotAMonth = 3,

    /// <summary>The channel is empty or longer than <see cref="AcquisitionSpend.MostChannel"/> letters.</summary>
    NoChannel = 4,

    /// <summary>Not a number of 0 or more.</summary>
    NotAnAmount = 5,

    /// <summary>No ISO 4217 code.</summary>
    UnknownCurrency = 6,

    /// <summary>An earlier line gives the same channel and month in another currency.</summary>
    OtherCurrency = 7,
}

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Counted from 1.</param>
public sealed record RejectedSpend(long Line, SpendReason Reason);

/// <summary>What came of a file.</summary>
/// <param name="Saved">Months of channels that are known now.</param>
/// <param name="Replaced">Those among them that had another amount before.</param>
/// <param name="Rejected">Lines that were not taken.</param>
/// <param name="Change">Number of the change, by which it is undone; null when nothing changed.</param>
public sealed record SpendImport(int Saved, int Replaced, IReadOnlyList<RejectedSpend> Rejected, int? Change);

/// <summary>What saving did.</summary>
/// <param name="Replaced">Months of channels that had another amount before.</param>
/// <param name="Change">Number of the change, by which it is undone; null when nothing changed.</param>
public sealed record SavedSpend(int Replaced, int? Change);

/// <summary>A change with what it speaks of.</summary>
/// <param name="Change">The change.</param>
/// <param name="By">Who did it; null when gone.</param>
/// <param name="Only">The month that changed; null where there are several.</param>
/// <param name="IsUndoable">It was not undone, and is young enough.</param>
public sealed record SpendChangeEntry(SpendChange Change, string? By, ChangedSpend? Only, bool IsUndoable);

/// <summary>Why a change was not undone.</summary>
public enum SpendUndoReason
{
    /// <summary>It is undone already, too old, or there is none.</summary>
    NotUndoable = 1,

    /// <summary>Something of it was changed since, which has to be undone first.</summary>
    ChangedSince = 2,
}
