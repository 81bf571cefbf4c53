using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Tests.Lifetime;

/// <summary>Shops drawn from a model at known parameters.</summary>
internal static class Draws
{
    /// <summary>Customers of one age, or of ages between half and all of it.</summary>
    public static PurchaseSummary Shop(string model, double[] parameters, int customers, double age, int seed, bool sameAge = false)
    {
        var random = new Random(seed);
        return Summary(Customers(model, parameters, customers, age, 0, random, sameAge));
    }

    /// <summary>The same with what each customer did afterwards.</summary>
    public static List<SimulatedCustomer> Customers(string model, double[] parameters, int customers, double age, double holdout, Random random, bool sameAge = false)
    {
        var family = PurchaseModels.Find(model)!;
        var made = family.Create(parameters)!;
        return [.. Enumerable.Range(0, customers).Select(_ => family.Simulate(made, sameAge ? age : age * (0.5 + 0.5 * random.NextDouble()), holdout, random))];
    }

    public static PurchaseSummary Summary(IReadOnlyList<SimulatedCustomer> customers) => new(
        [.. customers.Select(c => c.History.X)], [.. customers.Select(c => c.History.Tx)], [.. customers.Select(c => c.History.T)], [.. customers.Select(c => c.History.Litt)]);

    /// <summary>Equal histories as one row of their weight.</summary>
    public static PurchaseSummary Merged(IReadOnlyList<SimulatedCustomer> customers)
    {
        var rows = customers.GroupBy(c => c.History with { Litt = 0 }).ToList();
        return new([.. rows.Select(r => r.Key.X)], [.. rows.Select(r => r.Key.Tx)], [.. rows.Select(r => r.Key.T)], null, [.. rows.Select(r => (double)r.Count())]);
    }
}
