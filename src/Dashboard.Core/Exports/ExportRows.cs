namespace Dashboard.Core.Exports;

/// <summary>The rows of an export, one after the other.</summary>
internal sealed class ExportRows
{
    private readonly ExportSource _source;
    private readonly IEnumerator<int> _customers;
    private readonly ReadCell[] _cells;

    /// <param name="source">Where cells are read.</param>
    /// <param name="columns">Columns of the file.</param>
    /// <param name="customers">Indexes in the order of the file.</param>
    /// <param name="masked">Personal data is masked.</param>
    public ExportRows(ExportSource source, IReadOnlyList<ExportColumn> columns, IEnumerable<int> customers, bool masked)
    {
        (_source, _customers, Columns) = (source, customers.GetEnumerator(), columns);
        _cells = [.. columns.Select(c => masked ? PersonalMask.Over(c.Open(source), c.Personal) : c.Open(source))];
    }

    public IReadOnlyList<ExportColumn> Columns { get; }

    /// <summary>Rows read so far.</summary>
    public int Read { get; private set; }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool MoveNext()
    {
        if (!_customers.MoveNext()) return false;
        _source.MoveTo(_customers.Current);
        Read++;
        return true;
    }

    public ExportCell Cell(int column) => _cells[column](_customers.Current);
}
