using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// How long customers may be silent until they are lost. By the model it depends on the number of purchases and on the days from the first to the last of them
/// alone, so that each such pair is solved once however many customers share it.
/// </summary>
internal sealed class Silence(CustomerFacts facts, ForecastRules rules)
{
    private const int Never = ushort.MaxValue;
    private const int MostRemembered = 256;

    private readonly IPurchaseModel? _model = rules.CreateModel();
    private readonly int _days = facts.Span.Last - facts.Span.First + 1;
    private readonly ushort[]?[] _known = new ushort[]?[MostRemembered];

    /// <summary>Days since the last purchase on the first day in the Lost state, 0 for whom one purchase after a long silence leaves there; beyond every history when that day never comes.</summary>
    /// <param name="purchases">Purchases so far, at least 1.</param>
    /// <param name="between">Days from the first to the last of them.</param>
    /// <param name="longest">Most days between two of them, which decides where no model serves.</param>
    public int DaysUntilLost(int purchases, int between, int longest)
    {
        if (purchases == 1) return rules.Lifecycle.LostDays + 1;
        if (_model is null) return longest + 1;
        if (purchases >= MostRemembered) return Solve(_model, purchases, between);
        // Written twice at most, and then the same; the rare 0 days are found anew each time.
        var known = _known[purchases] ??= new ushort[_days];
        if (known[between] == 0) known[between] = (ushort)Solve(_model, purchases, between);
        return known[between];
    }

    /// <summary>By doubling and halving: the longer the silence, the less likely is another purchase.</summary>
    private int Solve(IPurchaseModel model, int purchases, int between)
    {
        if (IsLost(model, purchases, between, 0)) return 0;
        var (kept, lost) = (0, 1);
        for (; !IsLost(model, purchases, between, lost); lost *= 2)
        {
            if (lost >= _days) return Never;
            kept = lost;
        }
        while (lost - kept > 1)
        {
            var middle = (kept + lost) / 2;
            if (IsLost(model, purchases, between, middle)) lost = middle; else kept = middle;
        }
        return lost;
    }

    private bool IsLost(IPurchaseModel model, int purchases, int between, int days)
    {
        var history = new PurchaseHistory(purchases - 1, between / ShopPurchases.DaysPerWeek, (between + days) / ShopPurchases.DaysPerWeek);
        return rules.Lifecycle.OfRepeatBuyer(1 - model.ProbabilityOfNone(history, LifecycleRules.Window / ShopPurchases.DaysPerWeek)) == LifecycleState.Lost;
    }
}
