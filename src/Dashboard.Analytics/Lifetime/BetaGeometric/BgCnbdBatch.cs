using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.BetaGeometric;

/// <summary>Answers for many customers at once: P(alive) in vectors, expectations once per distinct (x, T).</summary>
internal static class BgCnbdBatch
{
    private const double MostExponent = 690;

    /// <summary>P(alive) of every customer.</summary>
    public static void ProbabilityAlive(BgCnbd model, PurchaseSummary customers, Span<double> into)
    {
        var i = 0;
        if (model.K == 1 && model.A > 0) i = AliveInVectors(model, customers, into);
        for (; i < into.Length; i++) into[i] = model.ProbabilityAlive(customers[i]);
    }

    /// <summary>Expected purchases of every customer in (T + from, T + to].</summary>
    public static void ExpectedPurchases(BgCnbd model, PurchaseSummary customers, double from, double to, Span<double> into)
    {
        ProbabilityAlive(model, customers, into);
        using var known = new Distinct(model, customers);
        var values = new List<double>();
        for (var i = 0; i < into.Length; i++)
        {
            var (at, customer) = known[i];
            if (at == values.Count) values.Add(model.WhileAlive(customer, to) - (from > 0 ? model.WhileAlive(customer, from) : 0));
            into[i] *= values[at];
        }
    }

    /// <summary>Expected purchases of every customer in (T, T + to] and in the first half of that time.</summary>
    public static void ExpectedPurchasesAndHalf(BgCnbd model, PurchaseSummary customers, double to, Span<double> whole, Span<double> half)
    {
        ProbabilityAlive(model, customers, whole);
        using var known = new Distinct(model, customers);
        var values = new List<(double Whole, double Half)>();
        for (var i = 0; i < whole.Length; i++)
        {
            var (at, customer) = known[i];
            if (at == values.Count) values.Add((model.WhileAlive(customer, to), model.WhileAlive(customer, to / 2)));
            (whole[i], half[i]) = (whole[i] * values[at].Whole, whole[i] * values[at].Half);
        }
    }

    /// <summary>Variance of every customer's purchases in (T, T + t].</summary>
    public static void PurchaseVariance(BgCnbd model, PurchaseSummary customers, double t, Span<double> into)
    {
        ProbabilityAlive(model, customers, into);
        using var known = new Distinct(model, customers);
        var values = new List<(double Mean, double Square)>();
        for (var i = 0; i < into.Length; i++)
        {
            var (at, customer) = known[i];
            if (at == values.Count) values.Add((model.WhileAlive(customer, t), model.SquareWhileAlive(customer, t)));
            var (alive, mean) = (into[i], into[i] * values[at].Mean);
            into[i] = Math.Max(0, alive * values[at].Square - mean * mean);
        }
    }

    /// <summary>Numbers the histories that answer alike while the customer is alive: silence matters only where gaps are regular.</summary>
    private sealed class Distinct(BgCnbd model, PurchaseSummary customers) : IDisposable
    {
        private readonly GroupTable _table = new(Math.Min(customers.Count, 1 << 12));

        public (int At, PurchaseHistory Customer) this[int i]
        {
            get
            {
                var customer = model.K > 1 ? customers[i] : new PurchaseHistory(customers.X[i], 0, customers.T[i]);
                return (_table.Add(customer.X, customer.Tx, customer.T, 0), customer);
            }
        }

        public void Dispose() => _table.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AliveInVectors(BgCnbd model, PurchaseSummary customers, Span<double> into)
    {
        var (zero, one) = (Vector512<double>.Zero, Vector512<double>.One);
        var limit = Vector512.Create(MostExponent);
        var (r, alpha, a) = (Vector512.Create(model.R), Vector512.Create(model.Alpha), Vector512.Create(model.A));
        var before = Vector512.Create(model.B - 1 + (model.DropsAtZero ? 1 : 0));
        var whole = into.Length - into.Length % Vector512<double>.Count;
        for (var i = 0; i < whole; i += Vector512<double>.Count)
        {
            var x = Vector512.ConvertToDouble(Vector512.Create(Vector256.WidenLower(Vector256.LoadUnsafe(ref customers.X[i])), Vector256.WidenUpper(Vector256.LoadUnsafe(ref customers.X[i]))));
            var tx = Vector512.LoadUnsafe(ref customers.Tx[i]);
            var t = Vector512.LoadUnsafe(ref customers.T[i]);
            var exponent = (r + x) * Vectors.Log1p((t - tx) / (alpha + tx));
            var beta = a / (before + x);
            if (!model.DropsAtZero) beta = Vector512.ConditionalSelect(Vector512.GreaterThan(x, zero), beta, zero);
            // Beyond the limit P(alive) is below 1e-299; the exponential of the rest brings it down further.
            var capped = Vector512.Min(exponent, limit);
            var alive = one / (one + beta * Vector512.Exp(capped));
            if (Vector512.GreaterThanAny(exponent, limit)) alive *= Vector512.Exp(capped - exponent);
            alive.CopyTo(into[i..]);
        }
        return whole;
    }
}
