using Dashboard.Core.Checks;

namespace Dashboard.Web.Verbs;

/// <summary>Checks the data folder; fails when anything is found.</summary>
internal sealed class CheckVerb() : Verb("check", "Check that store, snapshot and settings are whole; exit code 1 when something is found")
{
    protected override bool MakesStore => false;

    protected override async Task<string?> RunAsync(VerbContext context, CancellationToken cancellation)
    {
        var findings = await context.Get<StoreCheck>().RunAsync(new Line(context.Progress), cancellation);
        context.Progress.Clear();
        if (context.WantsJson)
            await context.WriteJsonAsync(new { findings = findings.Select(f => new { reason = f.Reason.ToString(), f.Count, f.Sentence }) });
        else if (findings.Count == 0)
            await context.Out.WriteLineAsync("Everything is in order.");
        foreach (var finding in context.WantsJson ? [] : findings)
            await context.Out.WriteLineAsync($"{finding.Reason}: {finding.Sentence}");
        return findings.Count switch { 0 => null, 1 => "One check failed.", var count => $"{count} checks failed." };
    }

    private sealed class Line(ProgressLine line) : IProgress<CheckProgress>
    {
        public void Report(CheckProgress value) => line.Show($"Checking {value.Name}", value.Done / (double)value.Total);
    }
}
