using System.CommandLine;
using System.CommandLine.Invocation;
using Dashboard.Web.Hosting;

namespace Dashboard.Web.Verbs;

/// <summary>The command line: <c>serve</c> when nothing else is said.</summary>
internal static class CommandLine
{
    /// <summary>Folder of the data, understood by every verb.</summary>
    public static Option<string?> Data { get; } = new("--data") { Description = "Folder of the data (default: data)", HelpName = "DIR", Recursive = true };

    /// <summary>Answer as JSON, understood by every verb that answers.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Answer as JSON", Recursive = true };

    private static Verb[] Verbs(ServeVerb serve) =>
    [
        serve,
        new DemoVerb(),
        new ImportVerb(),
        new RefreshVerb(),
        new KpisVerb(),
        new CohortsVerb(),
        new CustomersVerb(),
        new ExportVerb(),
        new ClvFitVerb(),
        new ClvShowVerb(),
        new ClvCompareVerb(),
        new ClvPredictVerb(),
        new ClvByVerb(),
        new CheckVerb(),
        new UserAddVerb(),
        new UserResetVerb(),
        new ModelsFitVerb(),
        new ModelsPredictVerb(),
    ];

    /// <summary>Runs what <paramref name="args"/> say. The result is the exit code, 0 for success.</summary>
    public static Task<int> RunAsync(string[] args, HostArguments? terminal = null)
    {
        var root = Build(terminal ?? new HostArguments());
        var words = root.Parse(args);
        if (words.Action is ParseErrorAction mistake) mistake.ShowHelp = false;   // the sentence on what is wrong would scroll away
        return words.InvokeAsync(new InvocationConfiguration
        {
            Output = terminal?.Console ?? Console.Out,
            Error = terminal?.Errors ?? Console.Error,
            EnableDefaultExceptionHandler = false,
            // The default of two seconds kills an import between its last batch and its refresh.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        });
    }

    private static RootCommand Build(HostArguments terminal)
    {
        var serve = new ServeVerb();
        var root = new RootCommand("Customer KPIs of a shop, from its order files, in your browser.") { Data, Json };
        var user = new Command("user", "Add people who may sign in, or give them a new link");
        var clv = new Command("clv", "Fit, show, compare and use the models of what customers will do and be worth");
        var models = new Command("models", "Fit purchase and spend models to a plain file and predict with them; needs no shop");
        foreach (var verb in Verbs(serve))
        {
            verb.Terminal = terminal;
            (verb is UserAddVerb or UserResetVerb ? user : verb is ClvVerb ? clv : verb is ModelsFitVerb or ModelsPredictVerb ? models : root).Add(verb);
        }
        root.Add(clv);
        root.Add(models);
        root.Add(user);
        root.Add(serve.Urls);
        root.Action = serve.Action;
        return root;
    }
}
