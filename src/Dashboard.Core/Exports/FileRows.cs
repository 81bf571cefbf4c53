namespace Dashboard.Core.Exports;

/// <summary>The rows of a file, one after the other.</summary>
internal abstract class FileRows
{
    /// <summary>Name of the workbook's sheet.</summary>
    public abstract string Name { get; }

    /// <summary>Headings, each once.</summary>
    public abstract IReadOnlyList<string> Headings { get; }

    /// <summary>True for columns whose values are days.</summary>
    public abstract bool IsDay(int column);

    /// <summary>Rows read so far.</summary>
    public int Read { get; private set; }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool MoveNext()
    {
        if (!Advance()) return false;
        Read++;
        return true;
    }

    public abstract ExportCell Cell(int column);

    protected abstract bool Advance();
}
