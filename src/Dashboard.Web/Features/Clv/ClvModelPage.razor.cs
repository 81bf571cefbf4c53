using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Lifetime.Spend;
using Dashboard.Core.Exports;
using Dashboard.Core.Lifetime;
using Dashboard.Web.Charts;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Clv;

/// <summary>Which forecast serves and why, how its rivals fared, and how far to believe it.</summary>
public sealed partial class ClvModelPage(
    LifetimeStore store, Figures figures, IStringLocalizer<ClvText> text)
{
    private const int MostRuns = 30;
    private const double LargeBias = 0.1;
    private const int FewCustomers = 500;

    private LifetimeRun? _run;
    private IReadOnlyList<LifetimeRun> _runs = [];
    private IReadOnlyList<CalibrationBin> _bins = [];
    private IReadOnlyList<ChartPoint> _forecast = [];
    private IReadOnlyList<ChartPoint> _came = [];
    private IReadOnlyList<HoldoutWeek> _weeks = [];
    private LifetimeRun? _watched;
    private IReadOnlyList<NaiveFigure> _naive = [];
    private PageAddress _bar = new();
    private string _binsOf = "";
    private int _horizon;

    private Figures Figures => figures;
    private IStringLocalizer<ClvText> Text => text;
    private string MostBias => figures.Percent(HoldoutErrors.MostBias, 0);
    private LifetimeFit? Model => _run?.Model;
    private LifetimeFit? Spend => _run?.Fits.SingleOrDefault(f => f.Kind == CandidateKind.Spend);

    // The page asks for nothing but what serves; the other tabs know whom they were about.
    protected override void Take(string uri) => _bar = PageAddress.Parse(uri);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        _horizon = Shop.PredictionDays;
        (_run, _runs) = (await store.LatestAsync(cancellation), await store.HistoryAsync(MostRuns, cancellation));
        _watched = await store.WatchedAsync(cancellation);
        _naive = _run is { Served: null, Customers: > 0 } && Snapshots.Current is { OrderCount: > 0 } facts && ForecastRules.Parse(facts.Stamp.Forecast) is { } rules
            ? await Task.Run(() => NaiveFigure.Of(facts, rules), cancellation) : [];
        Calibrate();
    }

    // Where nothing serves, the best rule of thumb shows what there is to go by.
    private void Calibrate()
    {
        var shown = _run is null ? null : Serving(_run) ?? BestRule(_run);
        (_binsOf, _bins, _weeks) = (shown?.Name ?? "", shown?.Bins ?? [], _run?.TrackedWeeks ?? []);
        _forecast = [.. _bins.Select((b, i) => Point(i, b.Predicted))];
        _came = [.. _bins.Select((b, i) => Point(i, b.Actual))];
    }

    private ChartPoint Point(int at, double value) => new(text["Deciles.Point", at + 1], value, Score(value), AxisLabel: figures.Count(at + 1));

    private static LifetimeFit? Serving(LifetimeRun run) => run.Served is null ? null : run.Fits.FirstOrDefault(f => f.Name == run.Served);

    private static LifetimeFit? BestRule(LifetimeRun run) => run.Fits.Where(f => f.Kind == CandidateKind.Baseline && f.Errors is not null).MinBy(f => f.Errors!.Value.Combined);

    private static IEnumerable<LifetimeFit> Rivals(LifetimeRun run) => run.Fits.Where(f => f.Kind != CandidateKind.Spend).OrderBy(f => f.Errors?.Combined ?? double.PositiveInfinity);

    private string Lead(LifetimeRun run) =>
        Serving(run) is { } served ? text["Model.Finding", served.Name, figures.Count(run.Holdouts), figures.Count(run.HoldoutDays), figures.Percent(served.Bias ?? 0)]
        : BestRule(run) is { } rule ? $"{Reason(run)} {text["Model.BestRule", rule.Name, Score(rule.Errors?.Combined), figures.Percent(rule.Bias ?? 0)]}"
        : Reason(run);

    private string Reason(LifetimeRun run) => text[$"Reason.{run.Reason}", MostBias];

    private FigureTable RivalTable(LifetimeRun run) =>
        new FigureTable("forecasts", Text["Rivals.Name"], Text["Rivals.Error"], "MAE", "RMSE", Text["Rivals.Deviance"], Text["Rivals.Bias"], "Gini", Text["Rivals.Calibration"], Text["Rivals.Verdict"])
            .AddAll(Rivals(run), f => [f.Name, f.Errors?.Combined, f.Mae, f.Rmse, f.Deviance, f.Bias, f.Gini, f.Errors?.Calibration, Verdict(run, f)]);

    private FigureTable NaiveTable() => new FigureTable("naive-figures", Text["Naive.Rule"], Text["Naive.Purchases"], Text["Naive.Revenue"])
        .AddAll(_naive, n => [n.Name, n.Purchases, n.Revenue]);

    private FigureTable FitTable() => new FigureTable("fits", Text["Model.Fitted"], Text["Fits.Until"], Text["Column.Customers"], Text["Model.Serves"], Text["Rivals.Error"], Text["Fits.Watched", Figures.Count(ForecastWatch.Days)])
        .AddAll(_runs, r => [Figures.Instant(r.ComputedAt, Zone), r.Day, r.Customers, r.Served ?? Text[$"Reason.{r.Reason}"].Value, r.Fits.FirstOrDefault(f => f.Name == r.Served)?.Errors?.Combined, Watch(r)]);

    private FigureTable DecileTable() => new FigureTable("calibration-deciles", Text["Deciles.Tenth"], Text["Column.Customers"], Text["Deciles.Forecast"], Text["Deciles.Came"])
        .AddAll(_bins.Index(), b => [b.Index + 1, b.Item.Customers, b.Item.Predicted, b.Item.Actual]);

    private FigureTable ParameterTable(LifetimeFit fit) => new FigureTable(fit == Spend ? "parameters-spend" : "parameters", Text["Parameters.Name"], Text["Parameters.Value"], Text["Parameters.Error"])
        .AddAll(FitParameters.Read(fit.Parameters), p => [p.Name, p.Value, p.StandardError]);

    private string Verdict(LifetimeRun run, LifetimeFit fit) =>
        fit.Name == run.Served ? text["Verdict.Serves"]
        : fit.Kind == CandidateKind.Baseline ? text["Verdict.Rule"]
        : fit.Doubt != FitDoubt.None ? text["Verdict.Doubt", text[$"Doubt.{fit.Doubt}"]]
        : fit.IsAccepted ? text[fit.Kind == CandidateKind.Learner ? "Verdict.Learner" : "Verdict.Accepted"]
        : WhyNot(run, fit);

    private string WhyNot(LifetimeRun run, LifetimeFit fit) =>
        run.RulesNotBeatenBy(fit) is { Count: > 0 } rules ? text["Verdict.NotBetter", string.Join(", ", rules)]
        : fit.Errors is { HoldsTotals: false } ? text["Verdict.TotalsOff", MostBias]
        : text["Verdict.NotScored"];

    private IEnumerable<string> Warnings(LifetimeRun run)
    {
        if (run.Served is null) yield return text["Warning.Nothing"];
        if (Serving(run) is { Bias: { } bias } && Math.Abs(bias) > LargeBias) yield return text[bias > 0 ? "Warning.TooMuch" : "Warning.TooLittle", figures.Percent(Math.Abs(bias))];
        if (run.Model is { IsAccepted: false } model) yield return text["Warning.Model", model.Name, WhyNot(run, model)];
        if (run.Served is not null && _horizon > run.HoldoutDays) yield return text["Warning.Horizon", figures.Count(_horizon), figures.Count(run.HoldoutDays)];
        if (_watched is { Drift: ForecastDrift.Fewer or ForecastDrift.More }) yield return text["Warning.Drift"];
        if (run.Customers < FewCustomers) yield return text["Warning.Few", figures.Count(run.Customers)];
        if (Spend is { IsServed: false }) yield return text["Warning.Spend"];
        if (run.SpendDependence == SpendDependence.Strong) yield return text["Warning.Dependence", figures.Number(run.SpendCorrelation ?? 0, 2)];
        yield return text["Warning.New"];
        yield return text["Warning.Single"];
        yield return text["Warning.Change"];
    }

    private string Watch(LifetimeRun run) => run.WatchExpected is not { } expected ? text[run.Served is null ? "Fits.Watch.Nothing" : "Fits.Watch.Unwritten"]
        : text[$"Fits.Watch.{run.Drift}", figures.Count(run.WatchCame ?? 0), figures.Count(expected), figures.Count(run.WatchLow ?? 0), figures.Count(run.WatchHigh ?? 0)];

    private string Score(double? value) => value is { } known ? figures.Number(Math.Round(known, 4) + 0.0, 4) : Figures.None;
}
