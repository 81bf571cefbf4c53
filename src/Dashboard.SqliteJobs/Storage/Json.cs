using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dashboard.SqliteJobs.Storage;

/// <summary>Parameters and state data are one JSON object of texts per row.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IEnumerable<KeyValuePair<string, string?>>? values) =>
        values is null ? "{}" : JsonSerializer.Serialize(new Dictionary<string, string?>(values, StringComparer.Ordinal), Compact);

    public static Dictionary<string, string> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json, Compact)!;

    public static string WriteList(string[]? values) => JsonSerializer.Serialize(values ?? [], Compact);

    public static string[] ReadList(string json) => JsonSerializer.Deserialize<string[]>(json, Compact)!;
}
