using Dashboard.Analytics.Lifetime.Numerics;
using Dashboard.Analytics.Lifetime.Survival;

namespace Dashboard.Analytics.Lifetime.Contracts;

/// <summary>
/// The shifted beta-geometric of contracts (Fader, Hardie 2007, Journal of Interactive Marketing 21(1)): before each renewal a customer leaves with his own probability
/// θ ~ beta(α, β), so that the retention of a cohort rises although nobody's does.
/// </summary>
public sealed class Sbg
{
    /// <summary>Name in answers.</summary>
    public const string ModelName = "sBG";

    /// <summary>Longest contract in periods.</summary>
    public const int MostPeriods = 100_000;

    private Sbg(double alpha, double beta) => (Alpha, Beta) = (alpha, beta);

    /// <summary>α of θ ~ beta(α, β), above 0.</summary>
    public double Alpha { get; }

    /// <summary>β of θ ~ beta(α, β), above 0.</summary>
    public double Beta { get; }

    /// <summary>Letters of the paper, in order.</summary>
    public static IReadOnlyList<string> ParameterNames { get; } = ["alpha", "beta"];

    /// <summary>Null unless both are positive and finite.</summary>
    public static Sbg? Create(double alpha, double beta) => alpha > 0 && double.IsFinite(alpha) && beta > 0 && double.IsFinite(beta) ? new(alpha, beta) : null;

    /// <summary>Maximum likelihood: eq. 5 to 7, with each customer's own time under observation.</summary>
    /// <param name="tenures">Whole periods: left before renewal <see cref="Tenure.Time"/> (1 or more), or renewed so many times and still there.</param>
    public static ContractFit Fit(ReadOnlySpan<Tenure> tenures)
    {
        var (ended, running, customers, all) = (new SortedDictionary<int, double>(), new SortedDictionary<int, double>(), 0.0, 0.0);
        foreach (var (time, left, weight) in tenures)
        {
            if (!IsWhole(time, left)) return new(FitResult.Refuse(ModelName, FitDoubt.NotDiscrete, tenures.Length), null);
            if (!(weight > 0 && double.IsFinite(weight))) return new(FitResult.Refuse(ModelName, FitDoubt.ImpossibleWeight, tenures.Length), null);
            all += weight;
            if (time == 0) continue;
            customers += weight;
            var into = left ? ended : running;
            into[(int)time] = into.GetValueOrDefault((int)time) + weight;
        }
        if (customers == 0) return new(FitResult.Refuse(ModelName, FitDoubt.NoCustomers, all), null);
        var likelihood = new Likelihood([.. ended.Select(e => (e.Key, e.Value))], [.. running.Select(r => (r.Key, r.Value))]);
        if (new Maximiser(likelihood, FitLimits.Lower(2), FitLimits.Upper(2)) { Unit = Math.Min(1, customers / (ended.Count + running.Count)) }.Best([[0, 0], [-1, 1], [2, 4]]) is not { } best) return new(FitResult.Refuse(ModelName, FitDoubt.NotConverged, all), null);
        var boundary = FitLimits.OfChance(best.Theta[0], best.Theta[1], ended.Concat(running).Sum(t => t.Key * t.Value) / customers);
        bool[] known = [!best.AtBound[0], !best.AtBound[1]];
        FitLimits.Hold(known, boundary, 0);
        if (boundary == FitBoundary.NobodyLeaves) boundary = FitBoundary.NobodyCancels;
        var result = FitResult.From(ModelName, ParameterNames, best, isKnown: known) with { Customers = all, Boundary = boundary };
        return new(result with { Doubt = result.Judge(ended.Values.Sum()) }, Create(result["alpha"], result["beta"]));
    }

    /// <summary>Whether a time is one of whole periods: 1 or more for who left before so many-th renewal, 0 or more for who renewed so often and is still there.</summary>
    public static bool IsWhole(double time, bool left) => time >= (left ? 1 : 0) && time <= MostPeriods && time == Math.Floor(time);

    /// <summary>S(t) = B(α, β+t)/B(α, β): share still there after <paramref name="t"/> renewals: eq. 6.</summary>
    public double Survival(int t) => t <= 0 ? 1 : Math.Exp(Gammas.LogRatio(Beta, t) - Gammas.LogRatio(Alpha + Beta, t));

    /// <summary>Share of those there after t - 1 renewals who renew once more: eq. 8.</summary>
    public double Retention(int t) => (Beta + t - 1) / (Alpha + Beta + t - 1);

    /// <summary>Probability to leave before renewal <paramref name="t"/> ≥ 1: eq. 5.</summary>
    public double LeavesAt(int t) => Survival(t - 1) * Alpha / (Alpha + Beta + t - 1);

    /// <summary>Renewals to be expected after <paramref name="tenure"/>, without discount; null when infinite (α ≤ 1).</summary>
    public double? ExpectedRenewals(int tenure) => Alpha > 1 ? (Beta + tenure) / (Alpha - 1) : null;

    /// <summary>
    /// Discounted expected residual lifetime: Σ S(tenure + t)/S(tenure) (1+d)^-t over t ≥ 0, the running period counted whole (Fader, Hardie 2010, "Customer-base
    /// valuation in a contractual setting", eq. 6).
    /// </summary>
    /// <param name="tenure">Renewals so far.</param>
    /// <param name="discount">d > 0 per period.</param>
    public double DiscountedLifetime(int tenure, double discount) =>
        Math.Exp(Hypergeometric.LogOfOne(Beta + tenure, Alpha + Beta + tenure, 1 / (1 + discount), Math.Log(discount) - Math.Log(1 + discount)));

    /// <summary>Draws a customer's tenure, seen for at most so many periods.</summary>
    public Tenure Simulate(int periods, Random random)
    {
        var leaves = random.Beta(Alpha, Beta);
        for (var t = 1; t <= periods; t++)
        {
            if (random.NextDouble() < leaves) return new(t, true);
        }
        return new(periods, false);
    }

    /// <summary>By (ln α, ln β).</summary>
    private sealed class Likelihood((int T, double Weight)[] ended, (int T, double Weight)[] running) : ILogLikelihood
    {
        public int Dimension => 2;

        public bool HasHessian => true;

        public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian)
        {
            var (alpha, beta, most) = (Math.Exp(theta[0]), Math.Exp(theta[1]), ended.Concat(running).Max(r => r.T));
            var (later, both) = (new RisingLogs(beta, most), new RisingLogs(alpha + beta, most));
            var (sum, a, b, aa, ab, bb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            // Leaving at t: B(α+1, β+t-1)/B(α, β); running after t: B(α, β+t)/B(α, β).
            foreach (var (t, w) in ended)
            {
                Add(w, t - 1, t);
                sum += w * theta[0];
                a += w / alpha;
                aa -= w / (alpha * alpha);
            }
            foreach (var (t, w) in running) Add(w, t, t);
            (gradient[0], gradient[1]) = (alpha * a, beta * b);
            if (hessian.IsEmpty) return sum;
            (hessian[0], hessian[1], hessian[2], hessian[3]) = (alpha * alpha * aa + alpha * a, alpha * beta * ab, alpha * beta * ab, beta * beta * bb + beta * b);
            return sum;

            void Add(double w, int steps, int all)
            {
                sum += w * (later[steps] - both[all]);
                a -= w * both.First(all);
                b += w * (later.First(steps) - both.First(all));
                aa -= w * both.Second(all);
                ab -= w * both.Second(all);
                bb += w * (later.Second(steps) - both.Second(all));
            }
        }
    }
}

/// <summary>A fit of contracts and the model at its parameters.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Model">Null when the fit was refused.</param>
public sealed record ContractFit(FitResult Result, Sbg? Model);
