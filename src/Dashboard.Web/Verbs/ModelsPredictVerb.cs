using System.CommandLine;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Contracts;
using Dashboard.Analytics.Lifetime.Discrete;
using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Web.Verbs;

/// <summary>Answers of a model at given parameters for every row of a plain file; needs no shop.</summary>
internal sealed class ModelsPredictVerb : Verb
{
    private const double Level = 0.8;
    private const int MostCounted = 10_000;

    /// <summary>A hundred years.</summary>
    private const int MostDays = 36_525;

    private readonly Argument<string> _file = ModelWords.File();
    private readonly Option<string> _model = ModelWords.Model();
    private readonly Option<string> _unit = ModelWords.Unit();
    private readonly Option<string> _parameters = new("--parameters") { Description = "Parameters by their letters, or the answer of models fit --json", HelpName = "JSON", Required = true };
    private readonly Option<int> _days = new("--days") { Description = "Length of the time after T", HelpName = "N", Required = true };

    public ModelsPredictVerb() : base("predict", "Predict from a file of x, t_x and T with a model's parameters: JSON lines")
    {
        Add(_file);
        Add(_model);
        Add(_unit);
        Add(_parameters);
        Add(_days);
    }

    protected override bool NeedsStore => false;

    protected override string? Problem(VerbContext context) =>
        ModelWords.Problem(context.Value(_model)!, context.Value(_unit)!)
        ?? ModelWords.Parameters(context.Value(_parameters)!, ModelWords.Letters(context.Value(_model)!)).Problem
        ?? (context.Value(_days) is < 1 or > MostDays ? $"--days needs a number from 1 to {MostDays}." : null);

    protected override async Task<string?> RunAsync(VerbContext context, CancellationToken cancellation)
    {
        var (file, problem) = await SummaryFile.ReadAsync(context.Value(_file)!, cancellation);
        if (file is null) return problem;
        var name = context.Value(_model)!;
        var values = ModelWords.Parameters(context.Value(_parameters)!, ModelWords.Letters(name)).Values!;
        if (ModelWords.Lacks(file, name, fits: false) is { } lack) return lack;
        return ModelWords.IsSpend(name) ? await SpendAsync(context, file, values)
            : ModelWords.IsContract(name) ? await ContractsAsync(context, file, values, cancellation)
            : await PurchasesAsync(context, file, name, values, cancellation);
    }

    private async Task<string?> PurchasesAsync(VerbContext context, SummaryFile file, string name, double[] values, CancellationToken cancellation)
    {
        if (PurchaseModels.Find(name)!.Create(values) is not { } model) return $"--parameters is out of the range of {name}.";
        var customers = file.Purchases;
        for (var i = 0; i < customers.Count; i++)
        {
            if (HistoryWords.Flaw(customers, i) is { } flaw) return $"Customer {file.Id(i)}: a history is impossible: {flaw}.";
            if (model is BgBb && !BgBb.IsDiscrete(customers[i])) return $"Customer {file.Id(i)}: {FitTexts.Name(FitDoubt.NotDiscrete)}.";
        }
        var t = context.Value(_days) / ModelWords.Days(context.Value(_unit)!);
        // Years and months are no whole days, and this model counts whole periods.
        if (model is BgBb && (t = Math.Round(t)) < 1) return $"{name} counts whole periods: --days {context.Value(_days)} is none in {context.Value(_unit)}.";
        var (alive, expected) = (new double[customers.Count], new double[customers.Count]);
        model.ProbabilityAlive(customers, alive);
        model.ExpectedPurchases(customers, 0, t, expected);
        for (var i = 0; i < customers.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (low, high) = expected[i] <= MostCounted ? Counts(model, customers[i], t) : default;
            await context.WriteJsonAsync(new PurchasePredictionJson(file.Id(i), alive[i], expected[i], low, high, model.Probability(customers[i], 0, t)));
        }
        return null;
    }

    private static async Task<string?> SpendAsync(VerbContext context, SummaryFile file, double[] values)
    {
        if (GammaGamma.Create(values[0], values[1], values[2]) is not { } model) return $"--parameters is out of the range of {GammaGamma.ModelName}.";
        var spend = file.Spend;
        for (var i = 0; i < spend.Count; i++)
            if (spend.X[i] < 0 || spend.MeanSpend[i] < 0) return $"Customer {file.Id(i)}: {FitTexts.Name(FitDoubt.ImpossibleSpend)}.";
        // Without a positive amount nothing is known of a customer's own spend.
        for (var i = 0; i < spend.Count; i++) await context.WriteJsonAsync(new SpendPredictionJson(file.Id(i), model.ExpectedSpend(spend.MeanSpend[i] > 0 ? spend.X[i] : 0, spend.MeanSpend[i])));
        return null;
    }

    private async Task<string?> ContractsAsync(VerbContext context, SummaryFile file, double[] values, CancellationToken cancellation)
    {
        if (Sbg.Create(values[0], values[1]) is not { } model) return $"--parameters is out of the range of {Sbg.ModelName}.";
        var (tenures, unit) = (file.Tenures, context.Value(_unit)!);
        if (Math.Round(context.Value(_days) / ModelWords.Days(unit)) is not (>= 1 and var periods)) return $"{Sbg.ModelName} counts whole periods: --days {context.Value(_days)} is none in {unit}.";
        for (var i = 0; i < tenures.Length; i++)
            if (HistoryWords.Flaw(tenures[i].Time, tenures[i].Ended) is { } flaw) return $"Customer {file.Id(i)}: {flaw}.";
        for (var i = 0; i < tenures.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (renewals, survival, time) = (0.0, 1.0, (int)tenures[i].Time);
            for (var t = 1; t <= periods; t++) renewals += survival *= model.Retention(time + t);
            await context.WriteJsonAsync(tenures[i].Ended ? new ContractPredictionJson(file.Id(i), 0, 0, 0, null) : new(file.Id(i), 1, renewals, survival, model.Retention(time + 1)));
        }
        return null;
    }

    /// <summary>Least counts that P(X ≤ n) reaches the ends of the interval with; null where so many are not counted one by one.</summary>
    private static (int? Low, int? High) Counts(IPurchaseModel model, PurchaseHistory customer, double t)
    {
        var (sum, low) = (0.0, default(int?));
        for (var n = 0; n < 10 * MostCounted; n++)
        {
            sum += model.Probability(customer, n, t);
            if (low is null && sum >= (1 - Level) / 2) low = n;
            if (sum >= (1 + Level) / 2) return (low, n);
        }
        return (low, null);
    }
}

/// <summary>A line of <c>models predict</c>.</summary>
/// <param name="ExternalId">The file's customer_id, or the number of the row from 1.</param>
/// <param name="PAlive">P(alive at T).</param>
/// <param name="ExpectedPurchases">In the days asked for.</param>
/// <param name="Low">Lower end of the interval that holds the number of purchases with 80 %; null beyond ten thousand expected.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="PNoPurchase">P(no purchase in these days).</param>
internal sealed record PurchasePredictionJson(string ExternalId, double PAlive, double ExpectedPurchases, int? Low, int? High, double PNoPurchase);

/// <summary>A line of <c>models predict --model Gamma-Gamma</c>; the spend is null where it is infinite.</summary>
internal sealed record SpendPredictionJson(string ExternalId, double? ExpectedSpend);

/// <summary>A line of <c>models predict --model sBG</c>.</summary>
/// <param name="ExternalId">The file's customer_id, or the number of the row from 1.</param>
/// <param name="PAlive">1 for who is still there, 0 for who was lost.</param>
/// <param name="ExpectedRenewals">In the days asked for, rounded to whole periods.</param>
/// <param name="Survival">Probability to renew every time in these days.</param>
/// <param name="Retention">Probability of the next renewal; null for who was lost.</param>
internal sealed record ContractPredictionJson(string ExternalId, double PAlive, double ExpectedRenewals, double Survival, double? Retention);
