namespace Dashboard.Core.Exports;

/// <summary>The customers of an export as rows.</summary>
internal sealed class ExportRows : FileRows
{
    private readonly ExportSource _source;
    private readonly IEnumerator<int> _customers;
    private readonly IReadOnlyList<ExportColumn> _columns;
    private readonly ReadCell[] _cells;

    /// <param name="source">Where cells are read.</param>
    /// <param name="columns">Columns of the file.</param>
    /// <param name="customers">Indexes in the order of the file.</param>
    /// <param name="masked">Personal data is masked.</param>
    public ExportRows(ExportSource source, IReadOnlyList<ExportColumn> columns, IEnumerable<int> customers, bool masked)
    {
        (_source, _customers, _columns) = (source, customers.GetEnumerator(), columns);
        (Headings, _cells) = ([.. columns.Select(c => c.Name)], [.. columns.Select(c => masked ? PersonalMask.Over(c.Open(source), c.Personal) : c.Open(source))]);
    }

    public override string Name => "Customers";

    public override IReadOnlyList<string> Headings { get; }

    public override bool IsDay(int column) => _columns[column].IsDay;

    public override ExportCell Cell(int column) => _cells[column](_customers.Current);

    protected override bool Advance()
    {
        if (!_customers.MoveNext()) return false;
        _source.MoveTo(_customers.Current);
        return true;
    }
}
