using System.Text;
using System.Text.Json;

namespace Dashboard.Core.Customers;

/// <summary>The free attributes of one customer as the store keeps them, an object of texts. What another program wrote otherwise is passed over.</summary>
internal static class FreeAttributes
{
    /// <summary>Gives each attribute that has a value to <paramref name="take"/>; of several values of one name the last counts.</summary>
    public static void Read(ReadOnlySpan<byte> json, Action<string, string> take)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            string? name = null;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName) name = reader.GetString();
                else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth > 0) reader.Skip();
                else if (reader.TokenType == JsonTokenType.String && name is not null) take(name, reader.GetString()!);
                else if (reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False && name is not null) take(name, Encoding.UTF8.GetString(reader.ValueSpan));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
        }
    }
}
