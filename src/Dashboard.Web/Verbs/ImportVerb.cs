using System.CommandLine;
using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Core.Imports;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Money;
using Dashboard.Core.Snapshots;

namespace Dashboard.Web.Verbs;

/// <summary>Imports an order file and brings the figures up to it.</summary>
internal sealed class ImportVerb : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "CSV file of orders or of order lines, plain or gzip" };
    private readonly Option<string?> _mapping = new("--mapping") { Description = "JSON file that says what the columns mean (default: recognised)", HelpName = "FILE" };
    private readonly Option<string?> _profile = new("--profile") { Description = "Name of a mapping saved on the Imports page", HelpName = "NAME" };
    private readonly Option<string?> _source = new("--source") { Description = "Name of the source; numbers of two sources never meet (default: shop)", HelpName = "NAME" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Check everything and count, write nothing" };

    public ImportVerb() : base("import", "Import an order file")
    {
        Add(_file);
        Add(_mapping);
        Add(_profile);
        Add(_source);
        Add(_dryRun);
    }

    protected override string? Problem(VerbContext context) => context switch
    {
        _ when !File.Exists(context.Value(_file)) => $"There is no file {context.Value(_file)}.",
        _ when context.Value(_mapping) is not null && context.Value(_profile) is not null => "Give --mapping or --profile, not both.",
        _ when context.Value(_mapping) is { } mapping && !File.Exists(mapping) => $"There is no file {mapping}.",
        _ when string.IsNullOrWhiteSpace(context.Value(_source) ?? "shop") => "--source needs a name.",
        _ => null,
    };

    protected override async Task<string?> RunAsync(VerbContext context, CancellationToken cancellation)
    {
        OrderMapping? mapping = null;
        if (context.Value(_mapping) is { } file && (mapping = OrderMapping.FromJson(await File.ReadAllTextAsync(file, cancellation), out var wrong)) is null)
            return $"The mapping in {file} cannot be used: {wrong}";

        var request = new ImportRequest(Path.GetFullPath(context.Value(_file)!))
        {
            Mapping = mapping,
            Profile = context.Value(_profile),
            Source = context.Value(_source),
            DryRun = context.Value(_dryRun),
        };
        var result = await context.Get<OrderImporter>().ImportAsync(request, new Line(context.Progress), cancellation);
        context.Progress.Clear();
        if (!result.DryRun && result.ImportId is not null && result.Status != ImportStatus.Failed)
        {
            // Also after Ctrl+C: what was committed stays, and the figures have to show it.
            await context.Get<SnapshotService>().RefreshAsync(null, CancellationToken.None);
            // A large shop waits for the night or for `clv fit`: an import shall not take the memory that fitting does.
            if (context.Get<LifetimeWork>() is { IsQuick: true } lifetime) await FitAsync(lifetime, cancellation);
            await context.Get<KpiHistoryRecorder>().RecordAsync(CancellationToken.None);
            await TellMissingRatesAsync(context);
        }
        foreach (var warning in result.Warnings) await context.Arguments.Errors.WriteLineAsync(warning.Text);
        if (result.Status == ImportStatus.Failed) return result.Error;

        if (context.WantsJson) await context.WriteJsonAsync(ImportJson.Of(result));
        else await context.Out.WriteLineAsync(Sentence(result) + Assumed(result));
        return result.Status switch
        {
            ImportStatus.Completed => null,
            ImportStatus.Cancelled => "Stopped. What was written stays; importing the file again adds the rest.",
            _ => result.Error,
        };
    }

    // Who stops it has the import all the same; the night fits.
    private static async Task FitAsync(LifetimeWork lifetime, CancellationToken cancellation)
    {
        try
        {
            await lifetime.RunAsync(null, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private static string Sentence(ImportResult result) => string.Create(CultureInfo.InvariantCulture, $"""
        {(result.DryRun ? "Would import" : "Imported")} {CountWords.Of(result.Rows, "row")} in {result.Seconds:N1} s: {CountWords.Of(result.Orders, "order")} and {CountWords.Of(result.Refunds, "refund")} of {CountWords.Of(result.Customers, "customer")}{Anonymous(result)}.
        Created {result.Created:N0}, changed {result.Changed:N0}, unchanged {result.Unchanged:N0}, rejected {CountWords.Of(result.Rejected, "row")}{(result.Rejected > 0 && !result.DryRun ? "; the Imports page lists them with their repair" : "")}.
        """);

    private static string Anonymous(ImportResult result) => result.AnonymousOrders == 0 ? "" : $", {CountWords.Of(result.AnonymousOrders, "order")} without a customer";

    private static string Assumed(ImportResult result) =>
        result.AssumedCurrency is { } currency ? $"{Environment.NewLine}No currency in the file: its amounts count as {currency}, the shop's." : "";

    // Not of this file alone: whoever adds the rates wants to know of all.
    private static async Task TellMissingRatesAsync(VerbContext context)
    {
        if (!context.Get<SnapshotService>().Current.LeftOut.Reason.Contains((byte)LeftOutReason.NoExchangeRate)) return;
        foreach (var missing in await context.Get<MissingRates>().ListAsync(CancellationToken.None))
            await context.Arguments.Errors.WriteLineAsync(
                $"No exchange rate for {missing.Currency}: {(missing.Orders + missing.Refunds).ToString("N0", CultureInfo.InvariantCulture)} (orders and refunds) from {DateWords.Of(missing.FirstDay)} to {DateWords.Of(missing.LastDay)} are left out of every figure until an admin adds one on the Settings page.");
    }

    private sealed class Line(ProgressLine line) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) =>
            line.Show(string.Create(CultureInfo.InvariantCulture, $"{value.Step}: {value.Rows:N0} rows, {value.Rejected:N0} rejected, {value.RowsPerSecond:N0} rows/s"), value.Fraction);
    }
}

/// <summary>The answer of <c>import --json</c>. Others build on its names: they are never changed, only added to.</summary>
internal sealed record ImportJson(long Rows, long Created, long Changed, long Unchanged, long Rejected, long Orders, long Customers, long Refunds, double Seconds)
{
    public static ImportJson Of(ImportResult r) =>
        new(r.Rows, r.Created, r.Changed, r.Unchanged, r.Rejected, r.Orders, r.Customers, r.Refunds, Math.Round(r.Seconds, 3));
}
