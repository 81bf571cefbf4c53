using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Contracts;
using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Web.Verbs;

/// <summary>Fits one model to a plain file of customer histories; needs no shop.</summary>
internal sealed class ModelsFitVerb : Verb
{
    private readonly Argument<string> _file = ModelWords.File();
    private readonly Option<string> _model = ModelWords.Model();
    private readonly Option<string> _unit = ModelWords.Unit();

    public ModelsFitVerb() : base("fit", "Fit a model to a file of x, t_x and T")
    {
        Add(_file);
        Add(_model);
        Add(_unit);
    }

    protected override bool NeedsStore => false;

    protected override string? Problem(VerbContext context) => ModelWords.Problem(context.Value(_model)!, context.Value(_unit)!);

    protected override async Task<string?> RunAsync(VerbContext context, CancellationToken cancellation)
    {
        var (file, problem) = await SummaryFile.ReadAsync(context.Value(_file)!, cancellation);
        if (file is null) return problem;
        var model = context.Value(_model)!;
        if (ModelWords.Lacks(file, model, fits: true) is { } lack) return lack;
        var fit = Fit(file, model);
        var start = Stopwatch.GetTimestamp();
        var result = fit();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (result.IsRefused) return $"{result.Model} cannot be fitted: {FitTexts.Name(result.Doubt)}.{file.Flaw(result.Doubt)}";
        if (context.WantsJson) await context.WriteJsonAsync(FitJson.Of(result, seconds));
        else await WriteTextAsync(context.Out, result, context.Value(_unit)!);
        return null;
    }

    private static Func<FitResult> Fit(SummaryFile file, string model)
    {
        if (ModelWords.IsSpend(model))
        {
            var spend = file.Spend;
            return () => GammaGamma.Fit(spend).Result;
        }
        if (ModelWords.IsContract(model))
        {
            var tenures = file.Tenures;
            return () => Sbg.Fit(tenures).Result;
        }
        var purchases = file.Purchases;
        return () => PurchaseModels.Find(model)!.Fit(purchases).Result;
    }

    private static async Task WriteTextAsync(TextWriter to, FitResult result, string unit)
    {
        await to.WriteLineAsync($"{result.Model}, times in {unit}, log-likelihood {Text(result.LogLikelihood)}{(FitTexts.Name(result.Boundary) is { } boundary ? $", {boundary}" : "")}");
        var table = new TextTable("parameter", "value", "standard error");
        foreach (var parameter in result.Parameters) table.Add(parameter.Name, Text(parameter.Value), parameter.AtBound ? "at bound" : parameter.StandardError is { } error ? Text(error) : "-");
        await table.WriteAsync(to);
        if (FitTexts.Name(result.Doubt) is { } doubt) await to.WriteLineAsync($"Not to be relied on: {doubt}.");
    }

    private static string Text(double value) => value.ToString("G8", CultureInfo.InvariantCulture);
}

/// <summary>The answer of <c>models fit --json</c>. Others build on its names: they are never changed, only added to.</summary>
/// <param name="Parameters">By the papers' letters.</param>
/// <param name="StandardErrors">By the same letters; null where the data do not determine the parameter.</param>
/// <param name="Boundary">Name of the simpler model that the fit amounts to; null inside.</param>
/// <param name="Doubt">Why not to rely on the fit; null when it can be.</param>
/// <param name="AtBound">Letters of the parameters that are no estimates: at the end of what was searched, or without a meaning in the simpler model.</param>
internal sealed record FitJson(
    string Model, IReadOnlyDictionary<string, double> Parameters, IReadOnlyDictionary<string, double?> StandardErrors, double LogLikelihood, bool Converged, string? Boundary,
    int Iterations, double Seconds, string? Doubt, IReadOnlyList<string> AtBound)
{
    public static FitJson Of(FitResult result, double seconds) => new(
        result.Model, result.Parameters.ToDictionary(p => p.Name, p => p.Value), result.Parameters.ToDictionary(p => p.Name, p => p.StandardError), result.LogLikelihood, result.Converged,
        FitTexts.Name(result.Boundary), result.Iterations, seconds, FitTexts.Name(result.Doubt), [.. result.Parameters.Where(p => p.AtBound).Select(p => p.Name)]);
}
