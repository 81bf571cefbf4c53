using Dashboard.Core.Exports;

namespace Dashboard.Web.Charts;

/// <summary>One row of a <see cref="HeatMap"/>; a null cell stays empty.</summary>
/// <param name="Name">What the row is.</param>
/// <param name="Cells">One per column.</param>
/// <param name="Quiet">Why the row is greyed; null for a row like the others.</param>
public sealed record HeatRow(string Name, IReadOnlyList<HeatCell?> Cells, string? Quiet = null)
{
    /// <summary>The figures of a heat map; a cell whose time has not passed has none.</summary>
    /// <param name="name">What the file is called.</param>
    /// <param name="corner">Heading over the row names.</param>
    /// <param name="columns">Headings of the cells.</param>
    /// <param name="rows">The rows.</param>
    public static FigureTable Table(string name, string corner, IEnumerable<string> columns, IEnumerable<HeatRow> rows) =>
        new FigureTable(name, [corner, .. columns]).AddAll(rows, r => [r.Name, .. r.Cells.Select(c => c is null or { Immature: true } ? null : (object?)c.Value ?? c.Text)]);
}

/// <summary>One cell.</summary>
/// <param name="Text">The figure in it.</param>
/// <param name="Heat">0 (palest) to 1; below 0 for a figure without colour.</param>
/// <param name="Title">The cell in words.</param>
/// <param name="Immature">Its time has not fully passed: hatched instead of coloured.</param>
/// <param name="Address">Where a click leads; null for nowhere.</param>
/// <param name="Note">Small words under the figure, shown where there is room.</param>
public sealed record HeatCell(string Text, double Heat, string Title, bool Immature = false, string? Address = null, string? Note = null)
{
    /// <summary>The figure as a number, in parts of one where it is a share.</summary>
    public double? Value { get; init; }

    /// <summary>How many customers <see cref="Address"/> lists, where a click offers more than to list them; null elsewhere.</summary>
    public string? Drill { get; init; }
}
