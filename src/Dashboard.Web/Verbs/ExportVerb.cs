using System.CommandLine;
using System.Globalization;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;

namespace Dashboard.Web.Verbs;

/// <summary>Writes customers into a file, all of them or those of a segment, as the Export page does.</summary>
internal sealed class ExportVerb : ShopVerb
{
    private const string NoFilter = "none";

    private readonly Option<string> _out = new("--out") { Description = "File to write; one that is there is replaced", HelpName = "FILE", Required = true };
    private readonly Option<string?> _format = new("--format") { Description = "csv, xlsx or jsonl (default: by the ending of the file)", HelpName = "FORMAT" };
    private readonly Option<string?> _segment = new("--segment") { Description = "Number or name of a segment (default: everybody)", HelpName = "SEGMENT" };
    private readonly Option<string?> _columns = new("--columns") { Description = "Columns, divided by commas (default: the usual ones)", HelpName = "A,B,…" };
    private readonly Option<string> _consent = new("--consent")
    {
        Description = "Only who consented to this purpose, or none for everybody",
        HelpName = "PURPOSE",
        DefaultValueFactory = _ => ConsentFilter.Usual,
    };

    public ExportVerb() : base("export", "Write customers into a CSV, XLSX or JSON Lines file")
    {
        Add(_out);
        Add(_format);
        Add(_segment);
        Add(_columns);
        Add(_consent);
    }

    protected override string? Problem(VerbContext context) =>
        FormatOf(context) is null ? "Name a format: --format csv, xlsx or jsonl."
        : Path.GetDirectoryName(Path.GetFullPath(context.Value(_out)!)) is { } folder && !Directory.Exists(folder) ? $"There is no folder {folder}."
        : null;

    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        var facts = context.Get<SnapshotService>().Current;
        var known = ExportColumns.Of(facts, masked: false);
        var columns = context.Value(_columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [.. known.Where(c => c.IsUsual).Select(c => c.Name)];
        if (columns.FirstOrDefault(name => known.All(c => c.Name != name)) is { } unknown) return $"There is no column {unknown}. There are {string.Join(", ", known.Select(c => c.Name))}.";
        if (columns.Length == 0) return "Name at least one column.";
        var purpose = context.Value(_consent) is NoFilter ? null : context.Value(_consent);
        if (purpose is not null && !ConsentFilter.Purposes(facts).Contains(purpose)) return $"There is no consent to {purpose}. There are {string.Join(", ", ConsentFilter.Purposes(facts))}; none exports everybody.";

        Segment? segment = null;
        var members = CustomerSet.Everybody(facts.CustomerCount);
        if (context.Value(_segment) is { } asked)
        {
            var (found, problem) = await FindAsync(context, asked, cancellation);
            if (found is null) return problem;
            if (await context.Get<SegmentAnswers>().MembersAsync(facts, found.Id, cancellation) is not { } belonging) return $"The rule of segment {found.Name} has no answer at the moment; its page says why.";
            (segment, members) = (found, belonging);
        }

        var work = context.Get<ExportWork>();
        var request = new ExportRequest(facts, members, new(FormatOf(context)!.Value, [.. columns.Distinct()]))
        {
            Origin = segment is null ? ExportOrigin.Everybody : ExportOrigin.Segment,
            Segment = segment,
            Purpose = purpose,
        };
        var path = Path.GetFullPath(context.Value(_out)!);
        var export = (await work.RunAsync(await work.AskAsync(request, cancellation), new Line(context.Progress), cancellation, path))!;
        context.Progress.Clear();
        if (export.Status == ExportStatus.Stopped) return "Stopped. Nothing was written.";
        if (export.Status == ExportStatus.Failed) return $"{path} could not be written; see that the folder allows it and has room.";
        if (context.WantsJson) await context.WriteJsonAsync(new ExportJson(export.Rows, export.Selected, export.Purpose, export.Bytes, export.Hash!));
        else await context.Out.WriteLineAsync(Sentence(export, path));
        return null;
    }

    private ExportFormat? FormatOf(VerbContext context) => ExportFormats.Find(context.Value(_format) ?? Path.GetExtension(context.Value(_out))?.TrimStart('.').ToLowerInvariant());

    private static async Task<(Segment? Found, string? Problem)> FindAsync(VerbContext context, string asked, CancellationToken cancellation) =>
        await context.Get<SegmentCatalog>().NamedAsync(asked, cancellation) switch
        {
            [] => (null, $"There is no segment {asked}."),
            [var only] => (only, null),
            var several => (null, $"Several segments are called {asked}; give the number of one: {string.Join(", ", several.Select(s => s.Id))}."),
        };

    private static string Sentence(Export export, string path) => string.Create(CultureInfo.InvariantCulture,
        $"Wrote {CountWords.Of(export.Rows, "customer")}{(export.Purpose is { } purpose ? $" of {export.Selected:N0}, those who consented to {purpose}," : "")} to {path}. SHA-256 {export.Hash}");

    private sealed class Line(ProgressLine line) : IProgress<(double Share, int Rows)>
    {
        public void Report((double Share, int Rows) value) => line.Show(string.Create(CultureInfo.InvariantCulture, $"Writing: {value.Rows:N0} customers"), value.Share);
    }
}

/// <summary>The answer of <c>export --json</c>.</summary>
internal sealed record ExportJson(int Rows, int Selected, string? Consent, long Bytes, string Sha256);
