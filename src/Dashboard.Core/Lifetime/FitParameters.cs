using System.Text.Json;
using Dashboard.Analytics.Lifetime;

namespace Dashboard.Core.Lifetime;

/// <summary>Parameters of a fit as the store keeps them.</summary>
public static class FitParameters
{
    internal static string Write(IReadOnlyList<FittedParameter> parameters) => JsonSerializer.Serialize(parameters);

    /// <summary>In the model's order; empty for null.</summary>
    public static IReadOnlyList<FittedParameter> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<FittedParameter[]>(json)!;
}
