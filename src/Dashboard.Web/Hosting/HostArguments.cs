namespace Dashboard.Web.Hosting;

/// <summary>What the command line, or a test, decides about the program.</summary>
public sealed record HostArguments
{
    /// <summary>Folder of the data; null for the configured one.</summary>
    public string? Data { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons; null for the configured ones.</summary>
    public string? Urls { get; init; }

    /// <summary>Where people are told things: addresses and one-time links. Never a log.</summary>
    public TextWriter Console { get; init; } = System.Console.Out;

    /// <summary>Where problems and progress are told.</summary>
    public TextWriter Errors { get; init; } = System.Console.Error;

    /// <summary>Settings that win over files and environment, by full key such as <c>Dashboard:Jobs:Workers</c>.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Last word on the services, for tests.</summary>
    public Action<IServiceCollection>? Adjust { get; init; }

    internal IEnumerable<KeyValuePair<string, string?>> AllSettings()
    {
        foreach (var setting in Settings) yield return setting;
        if (Data is not null) yield return new($"{DashboardOptions.Section}:{nameof(DashboardOptions.Data)}", Data);
        if (Urls is not null) yield return new($"{DashboardOptions.Section}:{nameof(DashboardOptions.Urls)}", Urls);
    }
}
