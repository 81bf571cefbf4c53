using System.CommandLine;
using System.Text.Json;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Contracts;
using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Web.Verbs;

/// <summary>What the verbs <c>models fit</c> and <c>models predict</c> have in common.</summary>
internal static class ModelWords
{
    private static readonly Dictionary<string, double> DaysPerUnit = new() { ["days"] = 1, ["weeks"] = 7, ["months"] = 365.25 / 12, ["years"] = 365.25 };

    /// <summary>Names of all models, those of purchases first.</summary>
    public static IReadOnlyList<string> Models { get; } = [.. PurchaseModels.All.Select(f => f.Name), GammaGamma.ModelName, Sbg.ModelName];

    public static Argument<string> File() => new("file")
    {
        Description = $"CSV with the columns x, t_x, T, and where known litt, m_x, weight, customer_id; for {Sbg.ModelName} T (renewal before which a customer was lost, or renewals so far) and lost (1 or 0); may be gzip",
        HelpName = "FILE",
    };

    public static Option<string> Model() => new("--model") { Description = string.Join(", ", Models), HelpName = "M", Required = true };

    public static Option<string> Unit() => new("--unit") { Description = $"Unit of the file's times: {string.Join(", ", DaysPerUnit.Keys)}", HelpName = "UNIT", DefaultValueFactory = _ => "weeks" };

    public static bool IsSpend(string model) => model.Equals(GammaGamma.ModelName, StringComparison.OrdinalIgnoreCase);

    public static bool IsContract(string model) => model.Equals(Sbg.ModelName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Letters of a model's parameters.</summary>
    public static IReadOnlyList<string> Letters(string model) => IsSpend(model) ? GammaGamma.ParameterNames : IsContract(model) ? Sbg.ParameterNames : PurchaseModels.Find(model)!.ParameterNames;

    /// <summary>What the file lacks for a model, as a sentence; null when nothing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <param name="fits">Whether to fit, for which it must be known who was lost.</param>
    public static string? Lacks(SummaryFile file, string model, bool fits) =>
        IsSpend(model) ? file.Lacks(GammaGamma.ModelName, "x", "m_x")
        : !IsContract(model) ? file.Lacks(PurchaseModels.Find(model)!.Name, "x", "t_x", "T")
        : fits ? file.Lacks(Sbg.ModelName, "T", "lost") : file.Lacks(Sbg.ModelName, "T");

    /// <summary>Days of one unit of time.</summary>
    public static double Days(string unit) => DaysPerUnit[unit];

    /// <summary>What is wrong with model or unit; null when both are known.</summary>
    public static string? Problem(string model, string unit) =>
        !Models.Contains(model, StringComparer.OrdinalIgnoreCase) ? $"--model has \"{model}\"; models are {string.Join(", ", Models)}."
        : !DaysPerUnit.ContainsKey(unit) ? $"--unit has \"{unit}\"; units are {string.Join(", ", DaysPerUnit.Keys)}."
        : null;

    /// <summary>Parameters from a JSON object of letters and numbers, or from the whole answer of <c>models fit</c>; the values in the order of the names.</summary>
    public static (double[]? Values, string? Problem) Parameters(string json, IReadOnlyList<string> names)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("parameters", out var inner)) root = inner;
            var values = new double[names.Count];
            for (var i = 0; i < values.Length; i++)
            {
                if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(names[i], out var value) || value.ValueKind != JsonValueKind.Number)
                    return (null, $"--parameters needs the numbers {string.Join(", ", names)}; {names[i]} is missing.");
                values[i] = value.GetDouble();
            }
            return (values, null);
        }
        catch (JsonException)
        {
            return (null, $"--parameters is not JSON; it looks like {{{string.Join(",", names.Select(n => $"\"{n}\":1"))}}}.");
        }
    }
}
