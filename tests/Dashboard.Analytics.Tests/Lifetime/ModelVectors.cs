using System.Globalization;
using System.Text.Json;
using Dashboard.Tests;

namespace Dashboard.Analytics.Tests.Lifetime;

/// <summary>Exact values of the models' formulas (60-digit arithmetic, 17 digits printed).</summary>
internal static class ModelVectors
{
    /// <summary>All cases of one model.</summary>
    public static IReadOnlyList<JsonElement> Of(string model)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Path("model_vectors/vectors.json")));
        return [.. document.RootElement.GetProperty("vectors").GetProperty(model).EnumerateArray().Select(e => e.Clone())];
    }

    /// <summary>A number, written as one or as text.</summary>
    public static double Number(this JsonElement element, string name)
    {
        var value = element.GetProperty(name);
        return value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();
    }

    /// <summary>Fails unless the numbers agree to a relative error; below 1e-300 both count as 0.</summary>
    public static void Agrees(double expected, double actual, double relative, string what)
    {
        if (Math.Abs(expected) < 1e-300 && Math.Abs(actual) < 1e-300) return;
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"{what}: expected {expected:r}, got {actual:r}, off by {Math.Abs(actual / expected - 1):e1}");
    }
}
