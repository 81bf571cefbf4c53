using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Pareto;

/// <summary>
/// What is known of one customer's purchase rate λ ~ gamma(<paramref name="Shape"/>, <paramref name="Rate"/>) and dropout rate μ ~ gamma(<paramref name="S"/>,
/// <paramref name="B"/>), given that he is alive now. A new customer has (r, α, s, β); after x purchases until T it is (r+x, α+T, s, β+T): Fader, Hardie note 009.
/// </summary>
/// <remarks>Whatever is asked about the future is thus one formula for new and known customers. Times are from now on.</remarks>
internal readonly record struct ParetoNbdRates(double Shape, double Rate, double S, double B)
{
    /// <summary>ln of the chance to be alive still at <paramref name="t"/>.</summary>
    public double LogAlive(double t) => -S * LogSpace.Log1p(t / B);

    /// <summary>∫ P(alive at u) du over (from, to], the time alive that can be expected: Schmittlein, Morrison, Colombo 1987, eq. 22, safe at s = 1.</summary>
    public double TimeAlive(double from, double to)
    {
        var length = LogSpace.Log1p((to - from) / (B + from));
        return Math.Exp(LogAlive(from)) * (B + from) * Power(1 - S, length);
    }

    /// <summary>Purchases that can be expected in (from, to]; <paramref name="to"/> may be infinite, and the value too, then only if s ≤ 1.</summary>
    public double Purchases(double from, double to) =>
        Shape / Rate * (double.IsInfinity(to) ? S > 1 ? Math.Exp(LogAlive(from)) * (B + from) / (S - 1) : double.PositiveInfinity : TimeAlive(from, to));

    /// <summary>E[X] and E[X²] of the purchases X in (0, t]: X is Poisson of λ times the time alive, which is independent of λ.</summary>
    public (double Mean, double Square) Moments(double t)
    {
        var (mean, rate) = (TimeAlive(0, t), Shape / Rate);
        return (rate * mean, rate * mean + rate * (Shape + 1) / Rate * SquaredTimeAlive(t));
    }

    /// <summary>
    /// ∫ P(alive at u) e^(-δu) du over (0, to]: Fader, Hardie, Lee 2005b, eq. 4, where it is a confluent hypergeometric function of the second kind that
    /// underflows for large β; the integral itself does not.
    /// </summary>
    /// <param name="rate">δ > 0.</param>
    /// <param name="to">May be infinite.</param>
    public double DiscountedTimeAlive(double rate, double to) =>
        B * Math.Exp(LogConcave.Integral(new Discounted(S, rate * B), 0, LogSpace.Log1p(to / B)));

    /// <summary>ln P(no purchase within t).</summary>
    public double LogNoPurchase(double t)
    {
        if (t <= 0) return 0;
        var alive = -Shape * LogSpace.Log1p(t / Rate) + LogAlive(t);
        return S == 0 ? alive : LogSpace.Add(alive, Math.Log(S) + Shape * Math.Log(Rate) + S * Math.Log(B) + new DropoutIntegral(Rate, B, Shape, S + 1, 0, t).Log());
    }

    /// <summary>P(another purchase within t); t may be infinite: a customer may leave before.</summary>
    public double AnyPurchase(double t) => t <= 0 ? 0 : S == 0 ? -LogSpace.Expm1(-Shape * LogSpace.Log1p(t / Rate))
        : Math.Min(1, Math.Exp(Math.Log(Shape) + Shape * Math.Log(Rate) + S * Math.Log(B) + new DropoutIntegral(Rate, B, Shape + 1, S, 0, t).Log()));

    /// <summary>Time within which there is another purchase with this probability; null when there is none at so great a chance, or beyond 1e300.</summary>
    public double? Wait(double probability)
    {
        // Safeguarded Newton on ln t; the density of the waiting time is at hand.
        var (low, high, v) = (Math.Log(double.Epsilon), Math.Log(1e300), Math.Log(Rate / Shape));
        for (var i = 0; i < 200 && high - low > 1e-12; i++)
        {
            var t = Math.Exp(v);
            var excess = AnyPurchase(t) - probability;
            if (excess < 0) low = v;
            else high = v;
            var density = Shape / Rate * Math.Exp(-(Shape + 1) * LogSpace.Log1p(t / Rate) + LogAlive(t)) * t;
            var next = v - excess / density;
            if (Math.Abs(next - v) < 1e-11) return Math.Exp(next);
            v = next > low && next < high ? next : (low + high) / 2;
        }
        return v < Math.Log(1e299) ? Math.Exp(v) : null;
    }

    /// <summary>ln P(k purchases within t): Fader, Hardie note 012, as one integral over the time of leaving.</summary>
    public double LogPmf(int k, double t)
    {
        if (k == 0) return LogNoPurchase(t);
        if (t <= 0) return double.NegativeInfinity;
        var ways = Gammas.LogRatio(Shape, k) - Gammas.Log(k + 1.0);
        var alive = ways - Shape * LogSpace.Log1p(t / Rate) - k * LogSpace.Log1p(Rate / t) + LogAlive(t);
        return S == 0 ? alive : LogSpace.Add(alive, ways + Math.Log(S / B) + LogConcave.Integral(new Left(k, Shape, Rate, S, B), double.NegativeInfinity, Math.Log(t)));
    }

    /// <summary>E[L²] = 2 ∫ u P(alive at u) du of the time L alive in (0, t].</summary>
    private double SquaredTimeAlive(double t)
    {
        var v = t / B;
        // The difference of two powers leaves few digits where t is short.
        if (v < 1e-4) return t * t * (1 - 2 * S * v / 3 + S * (S + 1) * v * v / 4);
        var length = LogSpace.Log1p(v);
        return 2 * B * B * (Power(2 - S, length) - Power(1 - S, length));
    }

    /// <summary>(e^(kx) - 1)/k, x at k = 0.</summary>
    private static double Power(double k, double x) => Math.Abs(k * x) < 1e-300 ? x : LogSpace.Expm1(k * x) / k;

    /// <summary>In w = ln(1 + u/β): (1+u/β)^-s e^(-δu).</summary>
    private readonly struct Discounted(double s, double c) : ILogConcave
    {
        public double Log(double w) => (1 - s) * w - c * LogSpace.Expm1(w);
        public double Slope(double w) => 1 - s - c * Math.Exp(w);
    }

    /// <summary>In v = ln τ: k purchases until τ and then leaving, without the factors that do not depend on τ.</summary>
    private readonly struct Left(int k, double shape, double rate, double s, double b) : ILogConcave
    {
        public double Log(double v)
        {
            var t = Math.Exp(v);
            return v - shape * LogSpace.Log1p(t / rate) - k * LogSpace.Log1p(rate / t) - (s + 1) * LogSpace.Log1p(t / b);
        }

        public double Slope(double v)
        {
            var t = Math.Exp(v);
            return 1 + (k * rate - shape * t) / (rate + t) - (s + 1) * t / (b + t);
        }
    }
}
