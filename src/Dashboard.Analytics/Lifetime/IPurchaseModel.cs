namespace Dashboard.Analytics.Lifetime;

/// <summary>When the next purchase comes.</summary>
/// <param name="Ever">Probability that there is one.</param>
/// <param name="Median">Median time from now, given that the customer is alive and does buy; null when it has no finite value.</param>
/// <param name="Low">Lower end of the interval, same condition.</param>
/// <param name="High">Upper end of the interval, same condition; null when it has no finite value.</param>
public readonly record struct NextPurchase(double Ever, double? Median, double? Low, double? High);

/// <summary>A purchase model at given parameters. Times are in the unit of the parameters; every answer is a number, never NaN, for a possible history.</summary>
public interface IPurchaseModel
{
    /// <summary>Name as in <see cref="PurchaseModels"/>.</summary>
    string Name { get; }

    /// <summary>Values in the order of the family's parameter names.</summary>
    IReadOnlyList<double> Parameters { get; }

    /// <summary>ln of the likelihood of one history, without combinatorial constants.</summary>
    double LogLikelihood(in PurchaseHistory customer);

    /// <summary>ln P(alive at T | history).</summary>
    double LogProbabilityAlive(in PurchaseHistory customer);

    /// <summary>P(alive at T | history), 0 … 1.</summary>
    double ProbabilityAlive(in PurchaseHistory customer) => Math.Exp(LogProbabilityAlive(customer));

    /// <summary>Expected purchases in (T + from, T + to]; 0 ≤ from ≤ to.</summary>
    double ExpectedPurchases(in PurchaseHistory customer, double from, double to);

    /// <summary>Expected repeat purchases of a new customer in (0, t].</summary>
    double ExpectedPurchases(double t);

    /// <summary>P(X(t) = n): n repeat purchases of a new customer in (0, t].</summary>
    double Probability(int n, double t);

    /// <summary>P(n purchases in (T, T + t] | history).</summary>
    double Probability(in PurchaseHistory customer, int n, double t);

    /// <summary>Variance of the purchases in (T, T + t] given the history.</summary>
    double PurchaseVariance(in PurchaseHistory customer, double t)
    {
        var (sum, mean, square) = (0.0, 0.0, 0.0);
        for (var n = 0; n < 1_000_000 && sum < 1 - 1e-12; n++)
        {
            var p = Probability(customer, n, t);
            sum += p;
            mean += n * p;
            square += (double)n * n * p;
            if (n > mean && p < 1e-15) break;
        }
        return square - mean * mean;
    }

    /// <summary>Expected purchases after T, each discounted continuously at <paramref name="rate"/> per unit of time: DERT, or DET up to a horizon.</summary>
    /// <param name="customer">The history.</param>
    /// <param name="rate">Discount rate, above 0 (0 is allowed with a finite horizon).</param>
    /// <param name="horizon">Length of the time counted; +∞ for all.</param>
    double DiscountedPurchases(in PurchaseHistory customer, double rate, double horizon = double.PositiveInfinity);

    /// <summary>When the next purchase comes.</summary>
    /// <param name="customer">The history.</param>
    /// <param name="level">Probability that the interval holds, as 0.8.</param>
    NextPurchase NextPurchase(in PurchaseHistory customer, double level);

    /// <summary>P(alive) of many customers; <paramref name="into"/> is as long as the summary.</summary>
    void ProbabilityAlive(PurchaseSummary customers, Span<double> into)
    {
        for (var i = 0; i < into.Length; i++) into[i] = ProbabilityAlive(customers[i]);
    }

    /// <summary>Expected purchases in (T + from, T + to] of many customers; <paramref name="into"/> is as long as the summary.</summary>
    void ExpectedPurchases(PurchaseSummary customers, double from, double to, Span<double> into)
    {
        for (var i = 0; i < into.Length; i++) into[i] = ExpectedPurchases(customers[i], from, to);
    }

    /// <summary>Expected purchases in (T, T + to] and in the first half of that time; both receivers are as long as the summary.</summary>
    void ExpectedPurchasesAndHalf(PurchaseSummary customers, double to, Span<double> whole, Span<double> half)
    {
        ExpectedPurchases(customers, 0, to, whole);
        ExpectedPurchases(customers, 0, to / 2, half);
    }

    /// <summary>Variances of the purchases in (T, T + t] of many customers; <paramref name="into"/> is as long as the summary.</summary>
    void PurchaseVariance(PurchaseSummary customers, double t, Span<double> into)
    {
        for (var i = 0; i < into.Length; i++) into[i] = PurchaseVariance(customers[i], t);
    }
}

/// <summary>A fit and the model at its parameters.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Model">Null when the fit was refused.</param>
public sealed record PurchaseFit(FitResult Result, IPurchaseModel? Model);

/// <summary>A kind of purchase model: fits data, or takes parameters as they are.</summary>
public interface IPurchaseFamily
{
    /// <summary>Name as in the papers: BG/NBD, Pareto/NBD, …</summary>
    string Name { get; }

    /// <summary>Letters of the papers, in order.</summary>
    IReadOnlyList<string> ParameterNames { get; }

    /// <summary>Maximum likelihood; a refusal with its reason where the data cannot carry the model.</summary>
    PurchaseFit Fit(PurchaseSummary customers);

    /// <summary>The model at these parameters, in the order of <see cref="ParameterNames"/>; null when one is out of range: all are above 0, but a or s may be 0 where nobody leaves.</summary>
    IPurchaseModel? Create(ReadOnlySpan<double> parameters);

    /// <summary>Draws one customer's history of length T and the purchases in (T, T + holdout] from the model.</summary>
    /// <param name="model">A model of this family.</param>
    /// <param name="age">T.</param>
    /// <param name="holdout">Length of the time after T.</param>
    /// <param name="random">Source of chance; the same seed gives the same customers.</param>
    SimulatedCustomer Simulate(IPurchaseModel model, double age, double holdout, Random random);
}

/// <summary>A customer drawn from a model.</summary>
/// <param name="History">Purchases up to T.</param>
/// <param name="IsAlive">Whether still a customer at T.</param>
/// <param name="Holdout">Purchases in (T, T + holdout].</param>
public readonly record struct SimulatedCustomer(PurchaseHistory History, bool IsAlive, int Holdout);
