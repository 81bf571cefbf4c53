using System.Globalization;
using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Core.Kpis;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Money;

namespace Dashboard.Web.Verbs;

/// <summary>A verb of the group <c>clv</c>.</summary>
internal abstract class ClvVerb(string name, string description) : ShopVerb(name, description)
{
    protected const string NoFit = "No model has been fitted yet. Run `clv fit` first.";

    /// <summary>Name in the answers: snake case, as the KPIs have it.</summary>
    protected static string Snake<T>(T value) where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (var letter in value.ToString())
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }

    protected static string Sentence(LifetimeRun run) => run.Reason switch
    {
        ChoiceReason.BestAccepted when Served(run).Model is { } model && model.Name != run.Served =>
            $"Serving purchases and value: {run.Served}, the best in {run.Holdouts} hold-outs of {run.HoldoutDays} days, better than every rule of thumb. P(alive), next purchase and lifecycle are by {model.Name}{(model.IsAccepted ? "" : $", which was not accepted by itself ({WhyNot(run, model)})")}.",
        ChoiceReason.BestAccepted => $"{run.Served} serves: the best in {run.Holdouts} hold-outs of {run.HoldoutDays} days, better than every rule of thumb.",
        ChoiceReason.NoCustomers => "No model serves: nobody has bought yet.",
        ChoiceReason.HistoryTooShort => "No model serves: the history is too short to hold a part of it out.",
        ChoiceReason.NothingFits => "No model serves: none could be fitted to be trusted.",
        ChoiceReason.NothingHoldsTotals => string.Create(CultureInfo.InvariantCulture, $"No model serves: what forecasts better than every rule of thumb was off by more than {HoldoutErrors.MostBias:P0} in total."),
        _ => "No model serves: none forecasts better than the rules of thumb.",
    };

    /// <summary>Why a candidate was not accepted.</summary>
    protected static string WhyNot(LifetimeRun run, LifetimeFit fit) =>
        FitTexts.Name(fit.Doubt)
        ?? (run.RulesNotBeatenBy(fit) is { Count: > 0 } rules ? $"not better than {string.Join(", ", rules)}"
            : fit.Errors is { HoldsTotals: false } ? string.Create(CultureInfo.InvariantCulture, $"totals are off by more than {HoldoutErrors.MostBias:P0}")
            : run.Holdouts == 0 ? "the history is too short to hold a part of it out" : "could not be fitted in every hold-out");

    /// <summary>The purchase model in service, and what expects purchases: the model itself or what is combined of several.</summary>
    protected static (LifetimeFit? Model, LifetimeFit? Forecast) Served(LifetimeRun run) =>
        (run.Model, run.Fits.FirstOrDefault(f => f.IsServed && f.Name == run.Served));

    /// <summary>The answer of <c>fit</c> and <c>show</c>.</summary>
    protected static async Task WriteAnswerAsync(VerbContext context, LifetimeRun run, CancellationToken cancellation)
    {
        var kpis = context.Get<KpiService>();
        var total = await kpis.TotalOutlookAsync(null, cancellation);
        if (context.WantsJson) await context.WriteJsonAsync(Answer(run, kpis.Facts, total));
        else await WriteAsync(context.Out, run, kpis.Facts, total);
    }

    private static object Answer(LifetimeRun run, CustomerFacts facts, TotalOutlook? total)
    {
        var (served, forecast) = Served(run);
        return new
        {
            forecast = run.Served,
            model = served?.Name,
            modelAccepted = served?.IsAccepted,
            parameters = served is null ? null : Parameters(served),
            standardErrors = served is null ? null : Errors(served),
            logLikelihood = served?.LogLikelihood,
            converged = served?.Converged,
            boundary = served is null ? null : FitTexts.Name(served.Boundary),
            iterations = served?.Iterations,
            spend = Spend(run),
            total = total is null ? null : new
            {
                days = Horizon(facts),
                purchases = Count(total.Purchases),
                purchasesLow = Count(total.PurchasesLow),
                purchasesHigh = Count(total.PurchasesHigh),
                customerEquity = Amount(facts, total.Value),
                customerEquityLow = Amount(facts, total.ValueLow),
                customerEquityHigh = Amount(facts, total.ValueHigh),
                facts.Stamp.Currency,
            },
            holdout = forecast is null ? null : new { days = run.HoldoutDays, count = run.Holdouts, forecast.Mae, forecast.Rmse, forecast.Bias, forecast.Gini, forecast.Deviance },
            reason = Snake(run.Reason),
            from = DateWords.Of(run.FirstDay),
            to = DateWords.Of(run.Day),
            run.Customers,
            run.Seconds,
        };
    }

    /// <summary>The spend model, whether it serves and why not; null when nobody has bought.</summary>
    protected static object? Spend(LifetimeRun run) => run.Fits.SingleOrDefault(f => f.Kind == CandidateKind.Spend) is not { } spend ? null : new
    {
        model = spend.Name,
        served = spend.IsServed,
        doubt = FitTexts.Name(spend.Doubt),
        boundary = FitTexts.Name(spend.Boundary),
        parameters = spend.Parameters is null ? null : Parameters(spend),
        standardErrors = spend.Parameters is null ? null : Errors(spend),
        spend.LogLikelihood,
        spend.Converged,
        correlation = run.SpendCorrelation,
        dependence = Snake(run.SpendDependence),
    };

    /// <summary>Why the spend model was refused; null when it serves or nobody has bought.</summary>
    protected static string? SpendRefusal(LifetimeRun run) => run.Fits.SingleOrDefault(f => f.Kind == CandidateKind.Spend && !f.IsServed) is { } spend
        ? $"{spend.Name} does not serve: {FitTexts.Name(spend.Doubt)}. Every purchase is expected to be worth the mean of all repeat purchases." : null;

    private static double Count(double purchases) => Math.Round(purchases, 3);

    private static double? Amount(CustomerFacts facts, double value) => facts.HasMoney ? Math.Round(value, Currencies.DecimalsOf(facts.Stamp.Currency)) : null;

    private static int? Horizon(CustomerFacts facts) => ForecastRules.Parse(facts.Stamp.Forecast)?.HorizonDays;

    private static async Task WriteAsync(TextWriter to, LifetimeRun run, CustomerFacts facts, TotalOutlook? total)
    {
        await to.WriteLineAsync(Sentence(run));
        await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Data from {DateWords.Of(run.FirstDay)} to {DateWords.Of(run.Day)}, {run.Customers:N0} customers, {run.Seconds:0.0} s."));
        if (Served(run).Forecast is { Mae: not null } forecast)
            await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"In the hold-outs: MAE {Number(forecast.Mae)}, RMSE {Number(forecast.Rmse)}, bias {Share(forecast.Bias)}, Gini {Number(forecast.Gini)}, deviance {Number(forecast.Deviance)}."));
        if (total is not null)
        {
            string Money(double value) => value.ToString($"N{Currencies.DecimalsOf(facts.Stamp.Currency)}", CultureInfo.InvariantCulture);
            var equity = facts.HasMoney ? $"; customer equity {Money(total.Value)} {facts.Stamp.Currency}, 80% between {Money(total.ValueLow)} and {Money(total.ValueHigh)}" : "";
            await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"All customers over {Horizon(facts)} days: {total.Purchases:N0} purchases, 80% between {total.PurchasesLow:N0} and {total.PurchasesHigh:N0}{equity}. The hold-outs' bias comes on top."));
        }
        foreach (var fit in run.Fits.Where(f => f.IsServed && f.Parameters is not null))
        {
            await to.WriteLineAsync();
            await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{fit.Name}, log-likelihood {fit.LogLikelihood:0.000}{(FitTexts.Name(fit.Boundary) is { } boundary ? $", {boundary}" : "")}"));
            var table = new TextTable("parameter", "estimate", "standard error");
            foreach (var p in FitParameters.Read(fit.Parameters)) table.Add(p.Name, Number(p.Value), p.AtBound ? "at bound" : p.StandardError is { } error ? Number(error) : "-");
            await table.WriteAsync(to);
        }
        if (SpendRefusal(run) is not { } refusal) return;
        await to.WriteLineAsync();
        await to.WriteLineAsync(refusal);
    }

    // What rounds to nothing has no sign.
    protected static string Number(double? value) => value is { } number ? (Math.Round(number, 5) + 0.0).ToString("0.#####", CultureInfo.InvariantCulture) : "-";

    protected static string Share(double? value) => value is { } share ? (Math.Round(share, 3) + 0.0).ToString("P1", CultureInfo.InvariantCulture) : "-";

    private static Dictionary<string, double> Parameters(LifetimeFit fit) => FitParameters.Read(fit.Parameters).ToDictionary(p => p.Name, p => p.Value);

    private static Dictionary<string, double?> Errors(LifetimeFit fit) => FitParameters.Read(fit.Parameters).ToDictionary(p => p.Name, p => p.StandardError);
}

/// <summary>Fits all models, lets the best serve and forecasts everybody.</summary>
internal sealed class ClvFitVerb() : ClvVerb("fit", "Fit all models, choose the one that serves and forecast every customer")
{
    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        var run = await context.Get<LifetimeWork>().RunAsync(new ShareLine(context.Progress, "Fitting the models"), cancellation);
        context.Progress.Clear();
        if (run is null) return "There is nothing to fit: no order belongs to a customer.";
        await WriteAnswerAsync(context, run, cancellation);
        return null;
    }
}

/// <summary>Prints which model serves.</summary>
internal sealed class ClvShowVerb() : ClvVerb("show", "Print the model that serves, its parameters and how well it forecast")
{
    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        if (await context.Get<LifetimeStore>().LatestAsync(cancellation) is not { } run) return NoFit;
        await WriteAnswerAsync(context, run, cancellation);
        return null;
    }
}

/// <summary>Prints how well every candidate forecast the hold-outs.</summary>
internal sealed class ClvCompareVerb() : ClvVerb("compare", "Print how well every model, combination and rule of thumb forecast the hold-outs")
{
    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        if (await context.Get<LifetimeStore>().LatestAsync(cancellation) is not { } run) return NoFit;
        var candidates = run.Fits.Where(f => f.Kind != CandidateKind.Spend).ToList();
        if (context.WantsJson)
        {
            await context.WriteJsonAsync(new
            {
                from = DateWords.Of(run.FirstDay),
                to = DateWords.Of(run.Day),
                run.Customers,
                holdoutDays = run.HoldoutDays,
                run.Holdouts,
                served = run.Served,
                reason = Snake(run.Reason),
                spend = Spend(run),
                candidates = candidates.Select(f => new
                {
                    f.Name,
                    kind = Kind(f.Kind),
                    f.LogLikelihood,
                    doubt = FitTexts.Name(f.Doubt),
                    boundary = FitTexts.Name(f.Boundary),
                    f.Mae,
                    f.Rmse,
                    f.Bias,
                    f.Gini,
                    f.Deviance,
                    error = f.Errors?.Combined,
                    calibration = f.Errors?.Calibration,
                    f.TopDecileShare,
                    deciles = f.Deciles is null ? null : f.Bins,
                    accepted = f.IsAccepted,
                    beatenBy = run.RulesNotBeatenBy(f),
                    served = f.Name == run.Served,
                }),
            });
            return null;
        }
        await context.Out.WriteLineAsync(Sentence(run));
        await context.Out.WriteLineAsync();
        var table = new TextTable("candidate", "MAE", "RMSE", "bias", "Gini", "deviance", "calibration", "error", "accepted", "log-likelihood");
        foreach (var f in candidates)
        {
            table.Add(f.Name == run.Served ? $"{f.Name} (serves)" : f.Name, Number(f.Mae), Number(f.Rmse), Share(f.Bias), Number(f.Gini), Number(f.Deviance), Share(f.Errors?.Calibration), Number(f.Errors?.Combined),
                Accepted(run, f), f.LogLikelihood?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-");
        }
        await table.WriteAsync(context.Out);
        await context.Out.WriteLineAsync();
        await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Error is the geometric mean of MAE, RMSE and deviance; calibration is by how much the totals of the tenths were off, as a share of all that came. Accepted is what can be trusted, is off by at most {HoldoutErrors.MostBias:P0} in total, and has less RMSE, less deviance and less error than every baseline and a Gini at most {HoldoutErrors.GiniSlack} below any; MAE alone decides nothing, as forecasting no purchase at all often has the least. Of what is accepted the least error serves, and of errors within {HoldoutErrors.ErrorSlack:P0} of it the best calibrated."));
        if (SpendRefusal(run) is { } refusal) await context.Out.WriteLineAsync(refusal);
        if (candidates.FirstOrDefault(f => f.Name == run.Served && f.Deciles is not null) is not { } forecast) return null;
        await context.Out.WriteLineAsync();
        await context.Out.WriteLineAsync($"{forecast.Name} in the hold-outs, by tenths of the customers from the lowest forecast to the highest:");
        var calibration = new TextTable("tenth", "customers", "forecast", "came");
        foreach (var (bin, tenth) in forecast.Bins.Select((b, i) => (b, i + 1)))
            calibration.Add($"{tenth}", bin.Customers.ToString("N0", CultureInfo.InvariantCulture), Number(bin.Predicted), Number(bin.Actual));
        await calibration.WriteAsync(context.Out);
        return null;
    }

    private static string Accepted(LifetimeRun run, LifetimeFit fit) => fit.Kind switch
    {
        CandidateKind.Baseline => "baseline",
        CandidateKind.Learner => "in the stack",
        _ => fit.IsAccepted ? "yes" : $"no, {WhyNot(run, fit)}",
    };

    private static string Kind(CandidateKind kind) => kind == CandidateKind.Purchases ? "model" : Snake(kind);
}
