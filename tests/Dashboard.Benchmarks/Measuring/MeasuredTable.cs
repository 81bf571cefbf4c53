using System.Text;

namespace Dashboard.Benchmarks.Measuring;

/// <summary>Measured figures beside what they should reach, printed as Markdown.</summary>
internal sealed class MeasuredTable(string title)
{
    private readonly List<(string Name, string Measured, string Goal, bool? Met)> _rows = [];

    /// <summary>A figure that should be at least <paramref name="goal"/>.</summary>
    public void AtLeast(string name, double value, string unit, double goal) => Add(name, value, unit, $"≥ {Format(goal)} {unit}", value >= goal);

    /// <summary>A figure that should be at most <paramref name="goal"/>.</summary>
    public void AtMost(string name, double value, string unit, double goal, string? format = null) => Add(name, value, unit, $"≤ {Format(goal, format)} {unit}", value <= goal, format);

    /// <summary>A figure to compare others with.</summary>
    public void Plain(string name, double value, string unit) => Add(name, value, unit, "", null);

    /// <summary>A figure that could not be taken, and why.</summary>
    public void Skipped(string name, string reason) => _rows.Add((name, $"not measured: {reason}", "", null));

    public string ToMarkdown()
    {
        var text = new StringBuilder($"\n### {title}\n\n| | measured | goal | |\n|---|--:|--:|---|\n");
        foreach (var (name, measured, goal, met) in _rows)
            text.Append($"| {name} | {measured} | {goal} | {met switch { true => "reached", false => "**missed**", null => "" }} |\n");
        return text.ToString();
    }

    private void Add(string name, double value, string unit, string goal, bool? met, string? format = null)
    {
        _rows.Add((name, $"{Format(value, format)} {unit}", goal, met));
        Console.Error.WriteLine($"  {name}: {Format(value, format)} {unit}  {goal}");
    }

    private static string Format(double value, string? format = null) => value switch
    {
        _ when format is not null => value.ToString(format),
        >= 100 => value.ToString("#,0"),
        >= 10 => value.ToString("0.#"),
        _ => value.ToString("0.##"),
    };
}
