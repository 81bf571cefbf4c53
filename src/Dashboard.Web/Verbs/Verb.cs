using System.CommandLine;
using Dashboard.Core.Data;
using Dashboard.Web.Hosting;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Verbs;

/// <summary>One word of the command line. It asks a class of the core to do the work and prints what came of it.</summary>
internal abstract class Verb : Command
{
    protected Verb(string name, string description) : base(name, description) => SetAction(RunAsync);

    /// <summary>Text streams that stand in for the terminal; the tests set them.</summary>
    internal HostArguments Terminal { get; set; } = new();

    /// <summary>Does the work. Null when it succeeded, otherwise one plain sentence that says what went wrong.</summary>
    protected abstract Task<string?> RunAsync(VerbContext context, CancellationToken cancellation);

    /// <summary>False for the verb that brings its own host, the server.</summary>
    protected virtual bool NeedsStore => true;

    /// <summary>What is wrong with the words after the verb, asked before anything is touched; null when they are right.</summary>
    protected virtual string? Problem(VerbContext context) => null;

    /// <summary>False for verbs that only read: they say that there is no shop instead of making an empty one where a folder was mistyped.</summary>
    protected virtual bool MakesStore => true;

    private async Task<int> RunAsync(ParseResult words, CancellationToken cancellation)
    {
        var arguments = Terminal with { Data = words.GetValue(CommandLine.Data) ?? Terminal.Data };
        try
        {
            var context = new VerbContext(words, arguments, null);
            var problem = Problem(context) ?? (NeedsStore ? await RunOnStoreAsync(words, arguments, cancellation) : await RunAsync(context, cancellation));
            if (problem is null) return 0;
            await arguments.Errors.WriteLineAsync(problem);
            return 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await arguments.Errors.WriteLineAsync("Stopped.");
            return 130;
        }
        catch (OptionsValidationException wrong)
        {
            await arguments.Errors.WriteLineAsync($"The settings are not right:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", wrong.Failures)}");
            return 1;
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            await arguments.Errors.WriteLineAsync(Sentence(bug));
            return 1;
        }
    }

    private async Task<string?> RunOnStoreAsync(ParseResult words, HostArguments arguments, CancellationToken cancellation)
    {
        using var host = DashboardHost.BuildVerb(arguments);
        var folder = host.Services.GetRequiredService<DataFolder>();
        if (!MakesStore && !File.Exists(folder.StoreFile)) return $"There is no shop in {folder.Root}. Import a file first, or name the folder with --data.";
        DashboardHost.Created(folder);
        return await host.Services.GetRequiredService<StoreMigrator>().MigrateAsync(cancellation)
            ?? await RunAsync(new VerbContext(words, arguments, host.Services), cancellation);
    }

    /// <summary>The first line of what broke: whoever types a verb is helped by a sentence, not by a stack.</summary>
    private static string Sentence(Exception bug) => bug switch
    {
        UnauthorizedAccessException or IOException or Features.Jobs.JobStoreException => bug.Message,
        Microsoft.Data.Sqlite.SqliteException => $"The store could not be used: {bug.Message}",
        SqliteJobs.SQLiteStorageException => $"The jobs could not be used: {bug.Message}",
        _ => $"Something went wrong that should not have ({bug.GetType().Name}: {bug.Message.ReplaceLineEndings(" ")})",
    };
}
