using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// Which forecast serves. Every purchase model, the best few of them times the season, a learner, the stack of models and learner, and the latter two with the
/// season's calendar look at the history up to earlier days alone and forecast what came after them (rolling-origin hold-outs). Accepted is what can be trusted,
/// whose totals hold (<see cref="HoldoutErrors.HoldsTotals"/>: bias) and which beats every rule of thumb (<see cref="HoldoutErrors.Beats"/>: RMSE, Poisson deviance,
/// normalised Gini, and the geometric mean of MAE, RMSE and deviance). Of those the best (<see cref="HoldoutErrors.BestFirst"/>: that mean, and decile calibration
/// where it is within 1 % of the least) is chosen and made from everything. Expected purchases and value are the chosen one's; where that is no model itself, the
/// best model, an accepted one if there is any, gives P(alive), next purchase, lifecycle and intervals. The learner alone is judged beside the stack but never
/// serves: hold-outs inside a history are shorter than what is forecast from its end, so that they say too much for what was learned over a short time.
/// </summary>
public sealed record ForecastChoice
{
    /// <summary>Customers who take part in a hold-out; beyond so many, every so many-th.</summary>
    public const int MostHeldOut = 200_000;

    private const int ShortestHoldout = 28;

    public required ChoiceReason Reason { get; init; }

    /// <summary>Purchase models, then what is combined of them, then rules of thumb, then the spend model, which serves when its fit is to be trusted.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>What expects purchases; null when nothing was accepted.</summary>
    public Candidate? Served { get; init; }

    /// <summary>The model that gives P(alive), next purchase, lifecycle and intervals: <see cref="Served"/> itself or the best one, accepted if any is; null when nothing was accepted.</summary>
    public Candidate? Model { get; init; }

    /// <summary>How far spend depends on the number of purchases; null when there is nobody.</summary>
    public SpendIndependence? Independence { get; init; }

    /// <summary>Length of each hold-out in days.</summary>
    public int HoldoutDays { get; init; }

    /// <summary>Hold-outs taken.</summary>
    public int Holdouts { get; init; }

    /// <summary>The latest hold-out week by week, of what serves or else of the best rule of thumb; empty without a hold-out.</summary>
    public IReadOnlyList<HoldoutWeek> Weeks { get; init; } = [];

    /// <summary>Customers who had bought.</summary>
    public int Customers { get; init; }

    /// <summary>What is to serve, without the shop's own settings.</summary>
    public required ForecastRules Rules { get; init; }

    /// <summary>Fits and compares all models on all cores.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="horizonDays">Longest hold-out: what will be forecast.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellation">Looked at between two fits.</param>
    public static ForecastChoice Run(CustomerFacts facts, int horizonDays, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (first, last) = facts.Span;
        var shop = ShopPurchases.At(facts, last);
        var (mean, meanDoubt) = MeanSpend(shop);
        var rules = new ForecastRules { Day = last, Counting = facts.Stamp.Rules, MeanSpend = mean, MeanSpendDoubt = meanDoubt, Kept = Kept(facts) };
        if (shop.Count == 0) return new() { Reason = ChoiceReason.NoCustomers, Candidates = [], Rules = rules };

        var spend = GammaGamma.Fit(new(shop.Spends, shop.MeanSpend));
        // Repeat purchases without an amount are none to the spend model, but the shop has them.
        var hasRepeats = Enumerable.Range(0, shop.Count).Any(i => shop.Histories[i].X > 0);
        var spendFit = hasRepeats && spend.Result.Doubt == FitDoubt.NoRepeatPurchases ? spend.Result with { Doubt = FitDoubt.NoAmounts } : spend.Result;
        var spends = spend.Result.IsTrusted && spend.Model is not null;
        if (spends) rules = rules with { Spend = [spend.Model!.P, spend.Model.Q, spend.Model.Gamma], SpendCovariance = Covariance(spend.Result) };
        var origins = RollingOrigins.Of(first, last, horizonDays);
        // The latest, and one from the middle of the others: they are a twentieth of the history apart.
        var holdouts = (origins.Count == 0 || origins[0].Horizon < ShortestHoldout ? [] : new[] { 0, origins.Count / 2 }.Distinct())
            .Select(i => Holdout.Of(facts, origins[i])).Where(h => h.Actual.Length > 0).ToList();
        var families = PurchaseModels.All;
        var fits = new PurchaseFit[families.Count];
        var (done, steps) = (0, families.Count * (holdouts.Count + 1) + BlendRecipe.Most * holdouts.Count);
        void InParallel(int count, Action<int> step) =>
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, s =>
            {
                step(s);
                progress?.Report(Math.Min(1, Interlocked.Increment(ref done) / (double)steps));
            });
        InParallel(families.Count * (holdouts.Count + 1), s =>
        {
            var (family, holdout) = (s % families.Count, s / families.Count - 1);
            if (holdout < 0) fits[family] = families[family].Fit(shop.Histories);
            else holdouts[holdout].Fit(families[family]);
        });

        var naive = Baselines.All.Select(rule => new Candidate(rule.Name, CandidateKind.Baseline, null, Score(holdouts, h => rule.Forecast(h.Known.Shop.Histories, h.Weeks)), false)).ToList();
        bool BeatsNaive(HoldoutErrors errors) => naive.All(n => errors.Beats(n.Scores!.Errors));
        Candidate Judged(string name, CandidateKind kind, FitResult? fit)
        {
            var candidate = new Candidate(name, kind, fit, Score(holdouts, h => h[name]), false);
            return candidate with { IsAccepted = fit is not { IsTrusted: false } && candidate.Scores?.Errors is { HoldsTotals: true } errors && BeatsNaive(errors) };
        }
        var models = families.Select((family, f) => Judged(family.Name, CandidateKind.Purchases, fits[f].Result)).ToList();
        var best = models.Where(m => m.Fit!.IsTrusted && m.Scores is not null).OrderBy(m => Math.Round(m.Error, 6)).ThenBy(Parameters).ToList();
        var recipes = BlendRecipe.For(best);
        InParallel(recipes.Count * holdouts.Count, s => holdouts[s % holdouts.Count].Forecast(recipes[s / holdouts.Count]));
        var blends = recipes.Select(r => Judged(r.Name, r.Kind, null)).Where(b => b.Scores is not null).ToList();

        var served = Best(models.Concat(blends).Where(c => c.IsAccepted && c.Kind != CandidateKind.Learner));
        // A model may err in how much is bought and still be what an accepted combination stands on: who is there, and when he comes, is its own.
        var accepted = Best(best.Where(m => m.IsAccepted));
        // What is best depends on whom it is compared with: a model that serves is the model, whatever the best of the models alone.
        var model = served is { IsBlend: false } ? served : accepted ?? (served is null ? null : best[0]);
        if (model is not null) rules = rules with { Model = model.Name, Parameters = [.. model.Fit!.Parameters.Select(p => p.Value)], IsModelAccepted = model.IsAccepted, Covariance = Covariance(model.Fit!) };
        if (served is { IsBlend: true })
        {
            var known = new KnownShop(shop, horizonDays, fits.Where(f => f.Model is not null).Select(f => f.Model!));
            rules = rules with { Blend = recipes.First(r => r.Name == served.Name).Make(known) };
            // What could be learned twice from less can be learned from all; should it not, the best model serves.
            if (rules.Blend is null) served = model = accepted;
        }
        var shown = served ?? naive.Where(n => n.Scores is not null).MinBy(n => n.Error);
        return new()
        {
            Weeks = shown is null ? [] : HoldoutWeeks.Of(holdouts[0], shown, recipes.FirstOrDefault(r => r.Name == shown.Name)),
            Reason = served is not null ? ChoiceReason.BestAccepted
                : holdouts.Count == 0 ? ChoiceReason.HistoryTooShort
                : models.Concat(blends).Any(c => c is { Fit: not { IsTrusted: false }, Kind: not CandidateKind.Learner, Scores: { } scores } && BeatsNaive(scores.Errors)) ? ChoiceReason.NothingHoldsTotals
                : best.Count > 0 ? ChoiceReason.NothingBeatsBaselines
                : ChoiceReason.NothingFits,
            Candidates = [.. models, .. blends, .. naive, new(GammaGamma.ModelName, CandidateKind.Spend, spendFit, null, spends)],
            Served = served,
            Model = model,
            Independence = spend.Independence,
            HoldoutDays = holdouts.Count == 0 ? 0 : origins[0].Horizon,
            Holdouts = holdouts.Count,
            Customers = shop.Count,
            Rules = served is null ? rules with { Model = null, Parameters = [], Covariance = null } : rules,
        };
    }

    private static Candidate? Best(IEnumerable<Candidate> accepted) => HoldoutErrors.BestFirst([.. accepted], c => c.Scores?.Errors, Parameters).FirstOrDefault();

    // Among equals, as at a common boundary, the fewest.
    private static int Parameters(Candidate candidate) => candidate.Fit?.Parameters.Count ?? int.MaxValue;

    private static double[] Covariance(FitResult fit) => Array.ConvertAll(fit.LogCovariance, c => double.IsFinite(c) ? c : 0);

    private static HoldoutScores? Score(List<Holdout> holdouts, Func<Holdout, double[]?> forecast)
    {
        var forecasts = holdouts.ConvertAll(h => forecast(h));
        return forecasts.Count == 0 || forecasts.Contains(null) ? null : HoldoutScores.Of([.. forecasts.SelectMany(f => f!)], [.. holdouts.SelectMany(h => h.Actual)]);
    }

    // Amounts of one customer go together, so that customers, not purchases, tell how far the mean is known.
    private static (double Mean, double Doubt) MeanSpend(ShopPurchases shop)
    {
        var (sum, n) = (0.0, 0L);
        for (var i = 0; i < shop.Count; i++)
        {
            if (shop.Spends[i] == 0) continue;
            sum += shop.MeanSpend[i] * shop.Spends[i];
            n += shop.Spends[i];
        }
        if (n > 0)
        {
            var (mean, squares) = (sum / n, 0.0);
            for (var i = 0; i < shop.Count; i++) squares += Math.Pow((shop.MeanSpend[i] - mean) * shop.Spends[i], 2);
            return (mean, squares / (sum * sum));
        }
        var c = shop.Facts.Customers;
        var purchases = c.Purchases.Sum(p => (double)p);
        return (purchases == 0 ? 0 : Math.Max(0, c.Revenue.Sum(r => (double)r) / purchases / shop.Facts.Stamp.MinorPerMajor), 0);
    }

    private static double Kept(CustomerFacts facts)
    {
        var (net, refunded) = (0.0, 0.0);
        for (var o = 0; o < facts.AnonymousStart; o++) net += facts.Orders.Net[o];
        for (var r = 0; r < facts.Customers.RefundStart[facts.CustomerCount]; r++) refunded += facts.Refunds.Amount[r];
        return net > 0 ? Math.Clamp(1 - refunded / net, 0, 1) : 1;
    }
}
