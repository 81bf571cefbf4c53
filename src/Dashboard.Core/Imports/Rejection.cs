namespace Dashboard.Core.Imports;

/// <summary>Rejected rows that have the same fault.</summary>
/// <param name="Column">Column at fault; null when the whole row is.</param>
/// <param name="Rows">How many.</param>
/// <param name="FirstLine">Line of the file on which the first begins.</param>
public sealed record Rejection(RejectReason Reason, string? Column, long Rows, long FirstLine);
