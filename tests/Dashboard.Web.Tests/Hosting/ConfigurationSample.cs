using System.Collections;
using System.Globalization;
using System.Text.Json;
using Dashboard.Web.Hosting;

namespace Dashboard.Web.Tests.Hosting;

/// <summary>The keys and defaults of the options, and those of appsettings.sample.json.</summary>
internal sealed class ConfigurationSample
{
    public SortedDictionary<string, string> Expected { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Found { get; } = new(StringComparer.Ordinal);

    public ConfigurationSample()
    {
        Collect(new DashboardOptions(), DashboardOptions.Section);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "appsettings.sample.json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        Read(json.RootElement.GetProperty(DashboardOptions.Section), DashboardOptions.Section);
    }

    private void Collect(object options, string path)
    {
        foreach (var property in options.GetType().GetProperties())
        {
            var value = property.GetValue(options);
            if (value is JobOptions or ImportSources or ExportTargets or RequestLimits) Collect(value, $"{path}:{property.Name}");
            else Expected[$"{path}:{property.Name}"] = value is ICollection { Count: 0 } ? "" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
    }

    private void Read(JsonElement element, string path)
    {
        foreach (var property in element.EnumerateObject())
        {
            var key = $"{path}:{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Object) Read(property.Value, key);
            else Found[key] = property.Value.ValueKind is JsonValueKind.Array ? string.Join(';', property.Value.EnumerateArray()) : property.Value.ToString();
        }
    }
}
