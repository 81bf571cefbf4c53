namespace Dashboard.Core.Exports;

internal enum CellKind : byte
{
    /// <summary>No value.</summary>
    None,
    Text,
    Number,
    Day,
}

/// <summary>One value on its way into a file. Text may lie in the store's own memory and holds until the next row.</summary>
internal readonly ref struct ExportCell
{
    private const int MostDecimals = 12;
    private const double MostDigits = 1e15;
    private const double Largest = 1e18;

    private ExportCell(CellKind kind, long value, byte decimals, ReadOnlySpan<byte> utf8)
    {
        (Kind, Value, Decimals) = (kind, value, decimals);
        Utf8 = utf8;
    }

    public CellKind Kind { get; }

    /// <summary>A number in units of its last decimal, or a day counted from 1970-01-01.</summary>
    public long Value { get; }

    /// <summary>Decimals of a number.</summary>
    public byte Decimals { get; }

    public ReadOnlySpan<byte> Utf8 { get; }

    public static ExportCell Nothing => default;

    public static ExportCell Number(long value, int decimals = 0) => new(CellKind.Number, value, (byte)decimals, default);

    /// <summary>A number with as many decimals as it needs, up to twelve and fifteen digits in all; no value for what is no number or beyond a million million million.</summary>
    public static ExportCell Number(double value)
    {
        if (!(Math.Abs(value) < Largest)) return default;
        var decimals = MostDecimals;
        while (decimals > 0 && Math.Abs(value) * Math.Pow(10, decimals) > MostDigits) decimals--;
        var scaled = (long)Math.Round(value * Math.Pow(10, decimals));
        for (; decimals > 0 && scaled % 10 == 0; decimals--) scaled /= 10;
        return Number(scaled, decimals);
    }

    public static ExportCell Day(int day) => new(CellKind.Day, day, 0, default);

    /// <summary>Empty text is no value.</summary>
    public static ExportCell Text(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? default : new(CellKind.Text, 0, 0, utf8);

    public decimal ToDecimal() => new((int)(ulong)Math.Abs(Value), (int)((ulong)Math.Abs(Value) >> 32), 0, Value < 0, Decimals);
}

/// <summary>Reads one column of the customer at an index of the snapshot.</summary>
internal delegate ExportCell ReadCell(int customer);
