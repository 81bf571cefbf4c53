using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Dashboard.Analytics.Segments;

/// <summary>
/// Rules as compact JSON: <c>{"version":1,"rule":{"all":[{"orders":{"measure":"revenue","atLeast":100}},{"none":[…]}]}}</c>. A rule is an object with one member that names
/// its kind. A kind, member or value that this version does not know is kept as it stands, as an <see cref="UnknownRule"/>.
/// </summary>
public static class SegmentJson
{
    public const int Version = 1;

    private static readonly (string Name, Type Type)[] Kinds =
    [
        ("orders", typeof(OrderTotalRule)), ("order", typeof(OrderRule)), ("prospect", typeof(ProspectRule)), ("country", typeof(CountryRule)),
        ("score", typeof(RfmScoreRule)), ("group", typeof(RfmGroupRule)), ("state", typeof(LifecycleRule)), ("stateChange", typeof(LifecycleChangeRule)),
        ("bought", typeof(BoughtRule)), ("profile", typeof(ProfileRule)), ("attribute", typeof(AttributeRule)), ("onFile", typeof(OnFileRule)), ("onFileSince", typeof(OnFileSinceRule)),
        ("consent", typeof(ConsentRule)), ("birthday", typeof(BirthdayRule)), ("age", typeof(AgeRule)), ("forecast", typeof(ForecastRule)), ("silence", typeof(SilenceRule)), ("segment", typeof(MemberRule)),
        ("acquired", typeof(AcquiredRule)), ("cohort", typeof(CohortRule)), ("second", typeof(SecondPurchaseRule)),
        ("stateOn", typeof(StateOnRule)), ("stateFlow", typeof(StateFlowRule)), ("lost", typeof(LostRule)), ("mark", typeof(MarkRule)), ("moved", typeof(MovedRule)),
        ("sealed", typeof(SealedRule)),
    ];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new RuleConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatIsEmpty } },
    };

    /// <summary>A rule as text.</summary>
    public static string Write(SegmentRule rule) => $$"""{"version":{{Version}},"rule":{{JsonSerializer.Serialize(rule, Options)}}}""";

    /// <summary>A rule from its text; null when that is not JSON of a segment at all, with the reason.</summary>
    public static SegmentRule? Read(string text, out string? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 64 });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("rule", out var rule) && rule.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("version", out var version) && version.TryGetInt32(out var number))
                return number == Version ? rule.Deserialize<SegmentRule>(Options) : new UnknownRule(rule.Clone());
            problem = """A segment is written as {"version":1,"rule":{…}}.""";
        }
        catch (JsonException e)
        {
            problem = e.Message;
        }
        return null;
    }

    private static void LeaveOutWhatIsEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: false })
            {
                property.ShouldSerialize = (_, _) => true;   // what the rule is about is always said
                continue;
            }
            if (typeof(IEnumerable).IsAssignableFrom(property.PropertyType) && property.PropertyType != typeof(string))
                property.ShouldSerialize = (_, value) => value is ICollection { Count: > 0 } || value is IEnumerable many && many.GetEnumerator().MoveNext();
            else if (property.PropertyType == typeof(OrderFilter))
                property.ShouldSerialize = (_, value) => value is OrderFilter { IsNone: false };
        }
    }

    private sealed class RuleConverter : JsonConverter<SegmentRule>
    {
        public override SegmentRule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var element = JsonElement.ParseValue(ref reader);
            try
            {
                if (element.ValueKind == JsonValueKind.Object && element.EnumerateObject().ToList() is [var only] && Of(only, options) is { } rule) return rule;
            }
            catch (JsonException)
            {
                // Kept below as it stands: a value this version does not know must not be lost.
            }
            return new UnknownRule(element.Clone());
        }

        public override void Write(Utf8JsonWriter writer, SegmentRule value, JsonSerializerOptions options)
        {
            if (value is UnknownRule unknown)
            {
                unknown.Json.WriteTo(writer);
                return;
            }
            writer.WriteStartObject();
            if (value is RuleGroup group)
            {
                writer.WritePropertyName(NameOf(group.Mode));
                JsonSerializer.Serialize(writer, group.Rules, options);
            }
            else
            {
                writer.WritePropertyName(Array.Find(Kinds, k => k.Type == value.GetType()).Name);
                JsonSerializer.Serialize(writer, value, value.GetType(), options);
            }
            writer.WriteEndObject();
        }

        private static SegmentRule? Of(JsonProperty property, JsonSerializerOptions options)
        {
            foreach (var mode in Enum.GetValues<GroupMode>())
            {
                if (property.Name == NameOf(mode)) return new RuleGroup(mode, property.Value.Deserialize<SegmentRule[]>(options) ?? []);
            }
            return Array.Find(Kinds, k => k.Name == property.Name) is { Type: { } type } ? (SegmentRule?)property.Value.Deserialize(type, options) : null;
        }

        private static string NameOf(GroupMode mode) => JsonNamingPolicy.CamelCase.ConvertName(mode.ToString());
    }
}
