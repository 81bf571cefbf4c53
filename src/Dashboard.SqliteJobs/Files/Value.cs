namespace Dashboard.SqliteJobs.Files;

/// <summary>One argument of a statement: nothing, a whole number, a number or text.</summary>
internal readonly struct Value
{
    private Value(ValueKind kind, long integer, double real, string? text) => (Kind, Integer, Real, Text) = (kind, integer, real, text);

    public ValueKind Kind { get; }
    public long Integer { get; }
    public double Real { get; }
    public string? Text { get; }

    public static implicit operator Value(long value) => new(ValueKind.Integer, value, 0, null);

    public static implicit operator Value(long? value) => value is { } given ? given : default(Value);

    public static implicit operator Value(double value) => new(ValueKind.Real, 0, value, null);

    public static implicit operator Value(string? value) => value is null ? default : new(ValueKind.Text, 0, 0, value);
}

internal enum ValueKind
{
    Nothing,
    Integer,
    Real,
    Text,
}
