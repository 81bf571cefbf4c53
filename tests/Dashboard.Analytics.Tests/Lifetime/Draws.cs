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
}
