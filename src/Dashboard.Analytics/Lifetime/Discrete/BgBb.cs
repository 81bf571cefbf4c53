namespace Dashboard.Analytics.Lifetime.Discrete;

/// <summary>
/// The BG/BB of Fader, Hardie, Shang 2010 (Marketing Science 29(6)): periods with one opportunity each, as years of donations or monthly boxes. While there a customer buys
/// with probability p ~ beta(α, β); before each period he leaves with probability θ ~ beta(γ, δ).
/// </summary>
/// <remarks>Times are whole periods: T is n, t_x the period of the last purchase, and x ≤ t_x. Ends of forecasts are rounded down to whole periods.</remarks>
public sealed class BgBb : IPurchaseModel
{
    private readonly BgBbOdds _new;

    private BgBb(double alpha, double beta, double gamma, double delta) => (_new, Parameters) = (new(alpha, beta, gamma, delta), [alpha, beta, gamma, delta]);

    public string Name => BgBbFamily.ModelName;

    public IReadOnlyList<double> Parameters { get; }

    /// <summary>Null unless all are positive and finite.</summary>
    public static BgBb? Create(double alpha, double beta, double gamma, double delta) =>
        new[] { alpha, beta, gamma, delta }.All(p => p > 0 && double.IsFinite(p)) ? new(alpha, beta, gamma, delta) : null;

    /// <summary>Whether a history is of whole periods with at most one purchase each; others have likelihood 0 and nothing to come.</summary>
    public static bool IsDiscrete(in PurchaseHistory h) =>
        h.IsPossible && h.T <= 100_000 && h.T == Math.Floor(h.T) && h.Tx == Math.Floor(h.Tx) && h.X <= h.Tx;

    /// <summary>Eq. 5.</summary>
    public double LogLikelihood(in PurchaseHistory customer) => !IsDiscrete(customer) ? double.NegativeInfinity
        : BgBbLikelihood.One(_new.A, _new.B, _new.C, _new.D, customer.X, (int)customer.Tx, (int)customer.T);

    /// <summary>ln of the probability of being there in period n + 1: eq. 11. It is below 1 also for who bought in period n, because he may leave before the next.</summary>
    public double LogProbabilityAlive(in PurchaseHistory customer) => LogThere(customer) + Math.Log(Odds(customer).Alive(1));

    /// <summary>Eq. 13, over any part of the future.</summary>
    public double ExpectedPurchases(in PurchaseHistory customer, double from, double to)
    {
        var odds = Odds(customer);
        return There(customer) * odds.A / (odds.A + odds.B) * odds.PeriodsAlive(Math.Floor(from), Math.Floor(to));
    }

    /// <summary>Eq. 8.</summary>
    public double ExpectedPurchases(double t) => _new.A / (_new.A + _new.B) * _new.PeriodsAlive(0, Math.Floor(t));

    /// <summary>Eq. 7.</summary>
    public double Probability(int n, double t) => n < 0 ? 0 : _new.Pmf(n, (int)t);

    /// <summary>Eq. 12.</summary>
    public double Probability(in PurchaseHistory customer, int n, double t)
    {
        if (n < 0) return 0;
        var there = There(customer);
        return there * Odds(customer).Pmf(n, (int)t) + (n == 0 ? 1 - there : 0);
    }

    /// <summary>Variance over who is there, how long he stays and how often he buys.</summary>
    public double PurchaseVariance(in PurchaseHistory customer, double t)
    {
        var (there, (mean, square)) = (There(customer), Odds(customer).Moments((int)t));
        return there * square - there * mean * there * mean;
    }

    /// <summary>Eq. 14 with 1 + d = e^rate: DERT.</summary>
    public double DiscountedPurchases(in PurchaseHistory customer, double rate, double horizon = double.PositiveInfinity)
    {
        var odds = Odds(customer);
        return There(customer) * odds.A / (odds.A + odds.B) * (rate > 0 ? odds.DiscountedPeriodsAlive(rate, Math.Floor(horizon)) : odds.PeriodsAlive(0, Math.Floor(horizon)));
    }

    /// <summary>Periods until a purchase has come with so much probability: a sum over the period it comes in.</summary>
    public NextPurchase NextPurchase(in PurchaseHistory customer, double level)
    {
        var odds = Odds(customer);
        var ever = odds.Ever();
        return new(There(customer) * ever, odds.Wait(ever / 2), odds.Wait(ever * (1 - level) / 2), odds.Wait(ever * (1 + level) / 2));
    }

    private BgBbOdds Odds(in PurchaseHistory customer) => new(_new.A + customer.X, _new.B + Math.Max(0, customer.T - customer.X), _new.C, _new.D + customer.T);

    private double There(in PurchaseHistory customer) => Math.Exp(LogThere(customer));

    /// <summary>ln P(there in period n | history), where the future begins.</summary>
    private double LogThere(in PurchaseHistory customer)
    {
        if (!IsDiscrete(customer)) return double.NegativeInfinity;
        var (x, n) = (customer.X, (int)customer.T);
        return Math.Min(0, Gammas.LogRatio(_new.A, x) + Gammas.LogRatio(_new.B, n - x) - Gammas.LogRatio(_new.A + _new.B, n)
            + Gammas.LogRatio(_new.D, n) - Gammas.LogRatio(_new.C + _new.D, n) - LogLikelihood(customer));
    }
}
