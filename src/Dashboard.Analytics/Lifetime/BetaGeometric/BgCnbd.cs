using System.Runtime.CompilerServices;
using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.BetaGeometric;

/// <summary>
/// The (M)BG/CNBD-k at given parameters: while alive a customer buys at every k-th event of a Poisson process of rate λ ~ Gamma(r, α); after each purchase
/// (of the modified models also after the first) the customer leaves with probability p ~ Beta(a, b). k = 1 is the BG/NBD (Fader, Hardie, Lee 2005) or
/// the MBG/NBD (Batislam, Denizel, Filiztekin 2007); a = 0 is the NBD. Expectations and probabilities are the exact series of positive terms
/// that follow from λ and p being independent given a living customer, so no case is removable, no digits cancel, and k &gt; 1 needs no approximation.
/// </summary>
public sealed class BgCnbd : IPurchaseModel
{
    private const int MostTerms = 200_000_000;
    private const double Large = 1e250;

    /// <summary>Below this, products may round back to themselves instead of falling to 0.</summary>
    private const double Tiny = 1e-300;

    private readonly double _r;
    private readonly double _alpha;
    private readonly double _a;
    private readonly double _b;
    private readonly int _k;
    private readonly int _d;

    internal BgCnbd(string name, double r, double alpha, double a, double b, int k, bool dropsAtZero, IReadOnlyList<double> parameters) =>
        (Name, _r, _alpha, _a, _b, _k, _d, Parameters) = (name, r, alpha, a, b, k, dropsAtZero ? 1 : 0, parameters);

    public string Name { get; }

    public IReadOnlyList<double> Parameters { get; }

    internal double R => _r;
    internal double Alpha => _alpha;
    internal double A => _a;
    internal double B => _b;
    internal int K => _k;
    internal bool DropsAtZero => _d == 1;

    /// <summary>Eq. 6 of Fader, Hardie, Lee 2005 for k = 1; see <see cref="BgCnbdLikelihood"/>.</summary>
    public double LogLikelihood(in PurchaseHistory customer)
    {
        var dropout = _a == 0 ? 0 : Gammas.LogRatio(_b, customer.X + _d) - Gammas.LogRatio(_a + _b, customer.X + _d);
        return (_k - 1) * customer.Litt - customer.X * Gammas.Log(_k) + Gammas.LogRatio(_r, _k * customer.X)
            - _r * LogSpace.Log1p(customer.T / _alpha) - (double)_k * customer.X * Math.Log(_alpha + customer.T) + dropout + LogSpace.Add(LogLeft(customer), Math.Log(Stays(customer)));
    }

    /// <summary>ln S₂/(S₁ + S₂).</summary>
    public double LogProbabilityAlive(in PurchaseHistory customer) => -LogSpace.Softplus(LogLeft(customer) - Math.Log(Stays(customer)));

    /// <summary>P(alive) of Fader, Hardie note 021 for k = 1, as a logistic of log odds: never NaN.</summary>
    public double ProbabilityAlive(in PurchaseHistory customer) => LogSpace.Logistic(Math.Log(Stays(customer)) - LogLeft(customer));

    /// <summary>P(alive) times what a living customer is expected to buy; eq. 10 of Fader, Hardie, Lee 2005 for k = 1 as a series of positive terms.</summary>
    public double ExpectedPurchases(in PurchaseHistory customer, double from, double to) =>
        ProbabilityAlive(customer) * (WhileAlive(customer, to) - (from > 0 ? WhileAlive(customer, from) : 0));

    /// <summary>E[X(t)], eq. 9 of Fader, Hardie, Lee 2005 for k = 1.</summary>
    public double ExpectedPurchases(double t) => ExpectedPurchases(new PurchaseHistory(0, 0, 0), 0, t);

    /// <summary>P(X(t) = n), eq. 8 of Fader, Hardie, Lee 2005 for k = 1.</summary>
    public double Probability(int n, double t) => Probability(new PurchaseHistory(0, 0, 0), n, t);

    /// <summary>P(n purchases in (T, T + t] | history): a living customer's count, and for n = 0 all who have left.</summary>
    public double Probability(in PurchaseHistory customer, int n, double t)
    {
        if (n < 0) return 0;
        var alive = ProbabilityAlive(customer);
        if (t <= 0) return n == 0 ? 1 : 0;
        var sum = 0.0;
        var kept = Kept(customer);
        // P(still a customer after n purchases), and after n - 1 but not after n.
        var logStays = _a == 0 ? 0 : Gammas.LogRatio(kept, n) - Gammas.LogRatio(_a + kept, n);
        var logLeaves = n == 0 || _a == 0 ? double.NegativeInfinity
            : Gammas.LogRatio(kept, n - 1) - Gammas.LogRatio(_a + kept, n - 1) + Math.Log(_a / (_a + kept + n - 1));
        for (var j = 0; j < _k; j++)
        {
            var weight = Phase(customer, j);
            if (weight == 0) continue;
            var count = new EventCount(Shape(customer) + j, _alpha + customer.T, t);
            var exactly = count.Between(n == 0 ? 0 : n * _k - j, (n + 1) * _k - j - 1);
            sum += weight * (Math.Exp(logStays) * exactly + (n == 0 ? 0 : Math.Exp(logLeaves) * count.AtLeast(n * _k - j)));
        }
        return alive * sum + (n == 0 ? LogSpace.Logistic(LogLeft(customer) - Math.Log(Stays(customer))) : 0);
    }

    /// <summary>E[X²] - E[X]², both series over the events of a living customer.</summary>
    public double PurchaseVariance(in PurchaseHistory customer, double t)
    {
        var alive = ProbabilityAlive(customer);
        var mean = alive * WhileAlive(customer, t);
        return Math.Max(0, alive * SquareWhileAlive(customer, t) - mean * mean);
    }

    public void PurchaseVariance(PurchaseSummary customers, double t, Span<double> into) => BgCnbdBatch.PurchaseVariance(this, customers, t, into);

    /// <summary>E ∫ e^(-δu) dX(u) = Σⱼ wⱼ E_λ[g^(k-j) ₂F₁(1, b'; a+b'; gᵏ)] with g = λ/(λ + δ), integrated over ln λ by the trapezoidal rule.</summary>
    public double DiscountedPurchases(in PurchaseHistory customer, double rate, double horizon = double.PositiveInfinity)
    {
        if (horizon <= 0) return 0;
        if (double.IsPositiveInfinity(horizon)) return ProbabilityAlive(customer) * Forever(customer, rate);
        // By parts: e^(-δh) E(h) + δ ∫ e^(-δu) E(u) du, on panels that halve towards 0.
        var history = customer;
        var integral = 0.0;
        for (var (panel, high) = (0, horizon); panel < 24; panel++, high /= 2)
            integral += Quadrature.GaussLegendre(u => Math.Exp(-rate * u) * WhileAlive(history, u), panel == 23 ? 0 : high / 2, high);
        return ProbabilityAlive(customer) * (Math.Exp(-rate * horizon) * WhileAlive(customer, horizon) + rate * integral);
    }

    /// <summary>Time to the k-th event since the last purchase, of a living customer: a gamma mixed over his rate, whose quantiles have a closed form for k = 1.</summary>
    public NextPurchase NextPurchase(in PurchaseHistory customer, double level) =>
        new(ProbabilityAlive(customer), Wait(customer, 0.5), Wait(customer, (1 - level) / 2), Wait(customer, (1 + level) / 2));

    public void ProbabilityAlive(PurchaseSummary customers, Span<double> into) => BgCnbdBatch.ProbabilityAlive(this, customers, into);

    public void ExpectedPurchases(PurchaseSummary customers, double from, double to, Span<double> into) => BgCnbdBatch.ExpectedPurchases(this, customers, from, to, into);

    public void ExpectedPurchasesAndHalf(PurchaseSummary customers, double to, Span<double> whole, Span<double> half) => BgCnbdBatch.ExpectedPurchasesAndHalf(this, customers, to, whole, half);

    /// <summary>Expected purchases in (T, T + t] of a customer who is alive at T: Σⱼ wⱼ Σₙ P(n events in t) S₍ₙ₊ⱼ₎÷ₖ with Sₘ = Σ_{i&lt;m} B(a, b'+i)/B(a, b').</summary>
    internal double WhileAlive(in PurchaseHistory customer, double t) => _a == 0 && _k == 1 ? Shape(customer) / (_alpha + customer.T) * t : Moment(customer, t, squared: false);

    /// <summary>Expected square of the same count: Sₘ sums (2i + 1) B(a, b'+i)/B(a, b').</summary>
    internal double SquareWhileAlive(in PurchaseHistory customer, double t) => Moment(customer, t, squared: true);

    private double Moment(in PurchaseHistory customer, double t, bool squared)
    {
        if (t <= 0) return 0;
        var kept = Kept(customer);
        var expected = 0.0;
        for (var j = 0; j < _k; j++)
        {
            var weight = Phase(customer, j);
            if (weight > 0) expected += weight * Series(Shape(customer) + j, _alpha + customer.T, t, j, kept, squared);
        }
        return expected;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Series(double shape, double rate, double t, int phase, double kept, bool squared)
    {
        var z = t / (rate + t);
        var scale = -shape * LogSpace.Log1p(t / rate);
        var (term, sum, purchases, stays) = (1.0, 0.0, 0.0, 1.0);
        var (untilNext, bought) = (_k - phase, 0);
        for (var n = 0; n < MostTerms; n++)
        {
            sum += term * purchases;
            if (sum > Large || term > Large)
            {
                (sum, term) = (sum / Large, term / Large);
                scale += Math.Log(Large);
            }
            var ratio = z * (shape + n) / (n + 1);
            if (term < Tiny) break;
            if (term * (purchases + 1) <= sum * 1e-16 && ratio < 1 && n >= _k)
            {
                // The purchases of later terms grow no faster than their number, squares than its square.
                var growth = (n + 2.0) / (n + 1);
                if (term * (purchases + 1) <= sum * 1e-16 * (1 - Math.Max(ratio, z) * growth * growth)) break;
            }
            term *= ratio;
            if (--untilNext > 0) continue;
            untilNext = _k;
            purchases += squared ? stays * (2 * bought + 1) : stays;
            stays *= (kept + bought) / (_a + kept + bought);
            bought++;
        }
        return sum * Math.Exp(scale);
    }

    private double Forever(PurchaseHistory customer, double rate)
    {
        const double step = 0.125;
        var kept = Kept(customer);
        var age = _alpha + customer.T;
        var sum = 0.0;
        for (var j = 0; j < _k; j++)
        {
            var weight = Phase(customer, j);
            if (weight == 0) continue;
            var shape = Shape(customer) + j;
            // The density of ln λ about its middle by Stirling's formula: without numbers as great as the shape may be.
            var norm = 0.5 * Math.Log(shape / (2 * Math.PI)) - Gammas.StirlingError(shape);
            var middle = Math.Log(shape / age);
            // Narrower steps where the density of ln λ is narrow.
            var h = Math.Min(step, 0.35 / Math.Sqrt(shape));
            var part = 0.0;
            foreach (var direction in (ReadOnlySpan<int>)[1, -1])
            {
                for (var i = direction > 0 ? 0 : 1; i < 100_000; i++)
                {
                    var from = direction * i * h;
                    var lambda = Math.Exp(middle + from);
                    // e^w - 1 - w.
                    var bend = Math.Abs(from) < 1 ? LogSpace.MinusLog1p(LogSpace.Expm1(from)) : LogSpace.Expm1(from) - from;
                    var logG = -LogSpace.Log1p(rate / lambda);
                    var complement = LogSpace.Complement(_k * logG);
                    var value = (_k - j) * logG + (_a == 0 ? -complement : Hypergeometric.LogOfOne(kept, _a + kept, Math.Exp(_k * logG), complement));
                    var term = Math.Exp(norm - shape * bend + value);
                    part += term;
                    if (term < part * 1e-16 && (direction > 0 ? from > 0 : from < -Math.Min(1, 8 * h))) break;
                }
            }
            sum += weight * part * h;
        }
        return sum;
    }

    /// <summary>Time by which a living customer's next purchase has come with the given probability; null when it has no finite value.</summary>
    private double? Wait(PurchaseHistory customer, double probability)
    {
        var age = _alpha + customer.T;
        if (_k == 1)
        {
            var wait = age * LogSpace.Expm1(-LogSpace.Log1p(-probability) / Shape(customer));
            return double.IsFinite(wait) ? wait : null;
        }
        var (low, high) = (Math.Log(age) - 30, Math.Log(age) + 60);
        for (var i = 0; i < 100 && high - low > 1e-13; i++)
        {
            var middle = 0.5 * (low + high);
            if (Bought(customer, Math.Exp(middle)) < probability) low = middle;
            else high = middle;
        }
        return high >= Math.Log(age) + 59.9 ? null : Math.Exp(0.5 * (low + high));
    }

    private double Bought(PurchaseHistory customer, double t)
    {
        var sum = 0.0;
        for (var j = 0; j < _k; j++)
        {
            var weight = Phase(customer, j);
            if (weight > 0) sum += weight * new EventCount(Shape(customer) + j, _alpha + customer.T, t).AtLeast(_k - j);
        }
        return sum;
    }

    /// <summary>c = r + kx.</summary>
    private double Shape(in PurchaseHistory customer) => _r + (double)_k * customer.X;

    /// <summary>b' of the dropout probability of a customer who is alive.</summary>
    private double Kept(in PurchaseHistory customer) => _b + customer.X + _d;

    /// <summary>ln S₁.</summary>
    private double LogLeft(in PurchaseHistory customer)
    {
        if (_a == 0 || customer.X + _d == 0) return double.NegativeInfinity;
        return Math.Log(_a / (_b + customer.X - 1 + _d)) + Shape(customer) * LogSpace.Log1p((customer.T - customer.Tx) / (_alpha + customer.Tx));
    }

    /// <summary>S₂ ≥ 1: that k events have not come since the last purchase.</summary>
    private double Stays(in PurchaseHistory customer)
    {
        var sum = 1.0;
        for (var (j, term) = (1, 1.0); j < _k; j++) sum += term *= Step(customer, j);
        return sum;
    }

    /// <summary>wⱼ: that j events have come since the last purchase, given a living customer.</summary>
    private double Phase(in PurchaseHistory customer, int j)
    {
        var term = 1.0;
        for (var i = 1; i <= j; i++) term *= Step(customer, i);
        return term / Stays(customer);
    }

    private double Step(in PurchaseHistory customer, int j) => (Shape(customer) + j - 1) / j * ((customer.T - customer.Tx) / (_alpha + customer.T));
}
