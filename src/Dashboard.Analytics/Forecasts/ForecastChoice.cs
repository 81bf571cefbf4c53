using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Analytics.Forecasts;

/// <summary>Why a model serves, or none does.</summary>
public enum ChoiceReason
{
    /// <summary>The model with the least hold-out error serves.</summary>
    BestAccepted = 0,

    /// <summary>Nobody has bought yet.</summary>
    NoCustomers = 1,

    /// <summary>The history is too short to hold a part of it out.</summary>
    HistoryTooShort = 2,

    /// <summary>Every fit was refused or is not to be trusted.</summary>
    NothingFits = 3,

    /// <summary>No model forecasts better than the rules of thumb.</summary>
    NothingBeatsBaselines = 4,
}

/// <summary>What stood for choice.</summary>
public enum CandidateKind
{
    /// <summary>A model of how often customers buy.</summary>
    Purchases = 0,

    /// <summary>A rule of thumb that a model has to beat; it never serves.</summary>
    Baseline = 1,

    /// <summary>The model of what a purchase is worth.</summary>
    Spend = 2,
}

/// <summary>One candidate for service.</summary>
/// <param name="Name">Name of the model or the rule of thumb.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Fit">The fit to all customers; null for a rule of thumb.</param>
/// <param name="Scores">Pooled over the hold-outs; null when there was none or a fit failed.</param>
/// <param name="IsAccepted">Trusted, and better in the hold-outs than every rule of thumb.</param>
public sealed record Candidate(string Name, CandidateKind Kind, FitResult? Fit, HoldoutScores? Scores, bool IsAccepted)
{
    /// <summary>Geometric mean of absolute error, squared error and deviance in the hold-outs, by which candidates are compared: none can be bought with another. +∞ without scores.</summary>
    public double Error => Scores is { } s ? Math.Cbrt(s.MeanAbsoluteError * s.RootMeanSquaredError * s.PoissonDeviance) : double.PositiveInfinity;
}

/// <summary>
/// Which purchase model serves. Each is fitted to the history up to earlier days and forecasts what came after them (rolling-origin hold-outs); the least
/// <see cref="Candidate.Error"/> of those that beat every rule of thumb is chosen and fitted to everything.
/// </summary>
public sealed record ForecastChoice
{
    /// <summary>Customers who take part in a hold-out; beyond so many, every so many-th.</summary>
    public const int MostHeldOut = 200_000;

    private const int ShortestHoldout = 28;

    public required ChoiceReason Reason { get; init; }

    /// <summary>Purchase models, then rules of thumb, then the spend model, which serves when its fit is to be trusted.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>The model that serves; null when none was accepted.</summary>
    public Candidate? Served { get; init; }

    /// <summary>How far spend depends on the number of purchases; null when there is nobody.</summary>
    public SpendIndependence? Independence { get; init; }

    /// <summary>Length of each hold-out in days.</summary>
    public int HoldoutDays { get; init; }

    /// <summary>Hold-outs taken.</summary>
    public int Holdouts { get; init; }

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
        var rules = new ForecastRules { Day = last, MeanSpend = MeanSpend(shop), Kept = Kept(facts) };
        if (shop.Count == 0) return new() { Reason = ChoiceReason.NoCustomers, Candidates = [], Rules = rules };

        var spend = GammaGamma.Fit(new(shop.Spends, shop.MeanSpend));
        var spends = spend.Result.IsTrusted && spend.Model is not null;
        if (spends) rules = rules with { Spend = [spend.Model!.P, spend.Model.Q, spend.Model.Gamma] };
        var origins = RollingOrigins.Of(first, last, horizonDays);
        // The latest, and one from the middle of the others: they are a twentieth of the history apart.
        var holdouts = (origins.Count == 0 || origins[0].Horizon < ShortestHoldout ? [] : new[] { 0, origins.Count / 2 }.Distinct())
            .Select(i => Holdout.Of(facts, origins[i])).Where(h => h.Actual.Length > 0).ToList();
        var families = PurchaseModels.All;
        var (fits, forecasts) = (new FitResult[families.Count], new double[]?[families.Count, holdouts.Count]);
        var (done, steps) = (0, families.Count * (holdouts.Count + 1));
        var work = Enumerable.Range(0, steps).Select(s => (Family: s % families.Count, Holdout: s / families.Count - 1));
        Parallel.ForEach(work, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, step =>
        {
            var family = families[step.Family];
            if (step.Holdout < 0) fits[step.Family] = family.Fit(shop.Histories).Result;
            else forecasts[step.Family, step.Holdout] = holdouts[step.Holdout].Forecast(family);
            progress?.Report(Interlocked.Increment(ref done) / (double)steps);
        });

        var naive = Baselines.All.Select(rule => new Candidate(rule.Name, CandidateKind.Baseline, null, Score(holdouts, h => rule.Forecast(h.Histories, h.Weeks)), false)).ToList();
        var models = families.Select((family, f) =>
        {
            var scores = Enumerable.Range(0, holdouts.Count).All(h => forecasts[f, h] is not null) ? Score(holdouts, h => forecasts[f, holdouts.IndexOf(h)]!) : null;
            var model = new Candidate(family.Name, CandidateKind.Purchases, fits[f], scores, false);
            return model with { IsAccepted = fits[f].IsTrusted && naive.All(n => model.Error < n.Error) };
        }).ToList();
        // Among equals, as at a common boundary, the fewest parameters.
        var served = models.Where(m => m.IsAccepted).OrderBy(m => Math.Round(m.Error, 6)).ThenBy(m => m.Fit!.Parameters.Count).FirstOrDefault();
        return new()
        {
            Reason = served is not null ? ChoiceReason.BestAccepted
                : holdouts.Count == 0 ? ChoiceReason.HistoryTooShort
                : models.Any(m => m.Fit!.IsTrusted && m.Scores is not null) ? ChoiceReason.NothingBeatsBaselines
                : ChoiceReason.NothingFits,
            Candidates = [.. models, .. naive, new(GammaGamma.ModelName, CandidateKind.Spend, spend.Result, null, spends)],
            Served = served,
            Independence = spend.Independence,
            HoldoutDays = holdouts.Count == 0 ? 0 : origins[0].Horizon,
            Holdouts = holdouts.Count,
            Customers = shop.Count,
            Rules = served is null ? rules : rules with { Model = served.Name, Parameters = [.. served.Fit!.Parameters.Select(p => p.Value)] },
        };
    }

    private static HoldoutScores? Score(List<Holdout> holdouts, Func<Holdout, double[]> forecast) =>
        holdouts.Count == 0 ? null : HoldoutScores.Of([.. holdouts.SelectMany(forecast)], [.. holdouts.SelectMany(h => h.Actual)]);

    private static double MeanSpend(ShopPurchases shop)
    {
        var (sum, n) = (0.0, 0);
        for (var i = 0; i < shop.Count; i++)
        {
            if (shop.Spends[i] == 0) continue;
            sum += shop.MeanSpend[i];
            n++;
        }
        if (n > 0) return sum / n;
        var c = shop.Facts.Customers;
        var purchases = c.Purchases.Sum(p => (double)p);
        return purchases == 0 ? 0 : Math.Max(0, c.Revenue.Sum(r => (double)r) / purchases / shop.Facts.Stamp.MinorPerMajor);
    }

    private static double Kept(CustomerFacts facts)
    {
        var (net, refunded) = (0.0, 0.0);
        for (var o = 0; o < facts.AnonymousStart; o++) net += facts.Orders.Net[o];
        for (var r = 0; r < facts.Customers.RefundStart[facts.CustomerCount]; r++) refunded += facts.Refunds.Amount[r];
        return net > 0 ? Math.Clamp(1 - refunded / net, 0, 1) : 1;
    }

    /// <summary>One hold-out: histories up to a day, and the purchases after it.</summary>
    private sealed record Holdout(PurchaseSummary Histories, double[] Actual, double Weeks)
    {
        public static Holdout Of(CustomerFacts facts, Origin origin)
        {
            var shop = ShopPurchases.At(facts, origin.Day, facts.CustomerCount / MostHeldOut + 1);
            return new(shop.Histories, Array.ConvertAll(shop.Until(origin.Until).Purchases, p => (double)p), origin.Horizon / ShopPurchases.DaysPerWeek);
        }

        /// <summary>Expected purchases of every customer; null when the model cannot be fitted.</summary>
        public double[]? Forecast(IPurchaseFamily family)
        {
            if (family.Fit(Histories).Model is not { } model) return null;
            var forecast = new double[Histories.Count];
            model.ExpectedPurchases(Histories, 0, Weeks, forecast);
            return forecast;
        }
    }
}
