using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Web.Hosting;

namespace Dashboard.Web.Verbs;

/// <summary>What a verb works with: the words after it, the product's services, and the terminal.</summary>
internal sealed class VerbContext(ParseResult words, HostArguments arguments, IServiceProvider? services)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // For a terminal or a file, never for a page: names keep their letters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.Strict,
    };

    private ProgressLine? _progress;

    /// <summary>Services of the verb's own host; its store is migrated.</summary>
    public IServiceProvider Services => services ?? throw new InvalidOperationException("This verb has no store.");

    /// <summary>True when the answer is to be JSON.</summary>
    public bool WantsJson => words.GetValue(CommandLine.Json);

    public HostArguments Arguments => arguments;

    public TextWriter Out => arguments.Console;

    /// <summary>A line on the terminal that is written over; silent where nobody watches.</summary>
    public ProgressLine Progress => _progress ??= new ProgressLine(arguments.Errors, ReferenceEquals(arguments.Errors, Console.Error) && !Console.IsErrorRedirected);

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public T? Value<T>(Option<T> option) => words.GetValue(option);

    public T? Value<T>(Argument<T> argument) => words.GetValue(argument);

    /// <summary>One JSON value on one line, names in snake case, "no value" as null.</summary>
    public Task WriteJsonAsync<T>(T value) => Out.WriteLineAsync(JsonSerializer.Serialize(value, Json));
}
