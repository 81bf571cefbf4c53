using Dashboard.Analytics.Lifetime.BetaGeometric;
using Dashboard.Analytics.Lifetime.Discrete;
using Dashboard.Analytics.Lifetime.Pareto;

namespace Dashboard.Analytics.Lifetime;

/// <summary>All purchase models by name.</summary>
public static class PurchaseModels
{
    /// <summary>In the order in which they are shown: from the simplest on, the discrete one last.</summary>
    public static IReadOnlyList<IPurchaseFamily> All { get; } =
        [BgCnbdFamily.Nbd, BgCnbdFamily.BgNbd, BgCnbdFamily.MbgNbd, BgCnbdFamily.BgCnbdK, BgCnbdFamily.MbgCnbdK, ParetoNbdFamily.Instance, BgBbFamily.Instance];

    /// <summary>The family of this name, upper and lower case alike; null when there is none.</summary>
    public static IPurchaseFamily? Find(string name) => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
