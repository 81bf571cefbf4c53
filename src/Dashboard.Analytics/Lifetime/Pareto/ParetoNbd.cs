using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Pareto;

/// <summary>
/// The Pareto/NBD of Schmittlein, Morrison, Colombo 1987 (Management Science 33(1)): while alive a customer buys at rate λ ~ gamma(r, α); he leaves at rate
/// μ ~ gamma(s, β), unseen. Notation of Fader, Hardie notes 008, 009. s = 0 is the limit in which nobody leaves, the NBD.
/// </summary>
/// <remarks>Times are in the unit of α and β.</remarks>
public sealed class ParetoNbd : IPurchaseModel
{
    private readonly double _r, _alpha, _s, _beta;

    private ParetoNbd(double r, double alpha, double s, double beta) => (_r, _alpha, _s, _beta, Parameters) = (r, alpha, s, beta, [r, alpha, s, beta]);

    public string Name => ParetoNbdFamily.ModelName;

    public IReadOnlyList<double> Parameters { get; }

    private ParetoNbdRates New => new(_r, _alpha, _s, _beta);

    /// <summary>Null unless r, α, β are positive and s is at least zero, all finite.</summary>
    public static ParetoNbd? Create(double r, double alpha, double s, double beta) =>
        IsPositive(r) && IsPositive(alpha) && (s == 0 || IsPositive(s)) && IsPositive(beta) ? new(r, alpha, s, beta) : null;

    /// <summary>Schmittlein, Morrison, Colombo 1987, as eq. 3 of Fader, Hardie, Lee 2005a, in logs.</summary>
    public double LogLikelihood(in PurchaseHistory customer) =>
        Gammas.LogRatio(_r, customer.X) - _r * LogSpace.Log1p(customer.T / _alpha) - customer.X * Math.Log(_alpha + customer.T) - _s * LogSpace.Log1p(customer.T / _beta)
        + LogSpace.Softplus(LogOddsGone(customer));

    /// <summary>Schmittlein, Morrison, Colombo 1987, eq. 11, as a logistic of log odds: never NaN, and its own size where it is below the smallest double.</summary>
    public double LogProbabilityAlive(in PurchaseHistory customer) => -LogSpace.Softplus(LogOddsGone(customer));

    public double ProbabilityAlive(in PurchaseHistory customer) => LogSpace.Logistic(-LogOddsGone(customer));

    /// <summary>Fader, Hardie note 009, eq. 41, over any part of the future.</summary>
    public double ExpectedPurchases(in PurchaseHistory customer, double from, double to) => ProbabilityAlive(customer) * Rates(customer).Purchases(from, to);

    /// <summary>Schmittlein, Morrison, Colombo 1987, eq. 17.</summary>
    public double ExpectedPurchases(double t) => New.Purchases(0, t);

    /// <summary>Fader, Hardie note 012.</summary>
    public double Probability(int n, double t) => n < 0 ? 0 : Math.Exp(New.LogPmf(n, t));

    /// <summary>Fader, Hardie note 013.</summary>
    public double Probability(in PurchaseHistory customer, int n, double t)
    {
        if (n < 0) return 0;
        var odds = LogOddsGone(customer);
        return LogSpace.Logistic(-odds) * Math.Exp(Rates(customer).LogPmf(n, t)) + (n == 0 ? LogSpace.Logistic(odds) : 0);
    }

    /// <summary>Variance over who is alive, how long he stays and how often he buys.</summary>
    public double PurchaseVariance(in PurchaseHistory customer, double t)
    {
        var (alive, (mean, square)) = (ProbabilityAlive(customer), Rates(customer).Moments(t));
        return alive * square - alive * mean * alive * mean;
    }

    /// <summary>Fader, Hardie, Lee 2005b (Journal of Marketing Research 42(4)), eq. 4.</summary>
    public double DiscountedPurchases(in PurchaseHistory customer, double rate, double horizon = double.PositiveInfinity)
    {
        var rates = Rates(customer);
        return ProbabilityAlive(customer) * (rate > 0 ? rates.Shape / rates.Rate * rates.DiscountedTimeAlive(rate, horizon) : rates.Purchases(0, horizon));
    }

    /// <summary>Quantiles of the waiting time by Newton's method on P(another purchase within t); a customer may leave before.</summary>
    public NextPurchase NextPurchase(in PurchaseHistory customer, double level)
    {
        var rates = Rates(customer);
        var ever = rates.AnyPurchase(double.PositiveInfinity);
        return new(ProbabilityAlive(customer) * ever, rates.Wait(ever / 2), rates.Wait(ever * (1 - level) / 2), rates.Wait(ever * (1 + level) / 2));
    }

    public void ExpectedPurchasesAndHalf(PurchaseSummary customers, double to, Span<double> whole, Span<double> half)
    {
        ArgumentNullException.ThrowIfNull(customers);
        for (var i = 0; i < whole.Length; i++)
        {
            var customer = customers[i];
            var (alive, rates) = (ProbabilityAlive(customer), Rates(customer));
            (whole[i], half[i]) = (alive * rates.Purchases(0, to), alive * rates.Purchases(0, to / 2));
        }
    }

    private ParetoNbdRates Rates(in PurchaseHistory customer) => new(_r + customer.X, _alpha + customer.T, _s, _beta + customer.T);

    /// <summary>
    /// ln of "gone" against "alive" at T: with the integrals of both taken over λ and μ, L = Γ(r+x)/Γ(r) α^r β^s [ (α+T)^-(r+x) (β+T)^-s
    /// + s ∫ (α+τ)^-(r+x) (β+τ)^-(s+1) dτ over (t_x, T] ]. It equals eq. 3 of Fader, Hardie, Lee 2005a with the integral not yet split in two hypergeometric functions.
    /// </summary>
    private double LogOddsGone(in PurchaseHistory customer)
    {
        var (x, t) = (customer.X, customer.T);
        return _s > 0 && customer.Tx < t
            ? Math.Log(_s) + new DropoutIntegral(_alpha, _beta, _r + x, _s + 1, customer.Tx, t).Log() + (_r + x) * Math.Log(_alpha + t) + _s * Math.Log(_beta + t)
            : double.NegativeInfinity;
    }

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
