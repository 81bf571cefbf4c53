namespace Dashboard.Analytics.Lifetime.Learning;

/// <summary>Customers at one day, what the models expected of them over some time, and what came; all columns have one row per customer.</summary>
/// <param name="Customers">Index in the snapshot.</param>
/// <param name="Features">Features at the day.</param>
/// <param name="Expected">Expected purchases, ≥ 0.</param>
/// <param name="Actual">Purchases that came.</param>
public sealed record Lesson(int[] Customers, CustomerFeatures Features, double[] Expected, double[] Actual);
