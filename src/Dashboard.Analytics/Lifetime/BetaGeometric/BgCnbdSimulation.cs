using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.BetaGeometric;

/// <summary>Draws customers as the (M)BG/CNBD-k tells the story.</summary>
internal static class BgCnbdSimulation
{
    public static SimulatedCustomer Draw(BgCnbd model, double age, double holdout, Random random)
    {
        var rate = random.Gamma(model.R) / model.Alpha;
        var dropout = model.A == 0 ? 0 : random.Beta(model.A, model.B);
        var isAlive = !model.DropsAtZero || random.NextDouble() >= dropout;
        var (x, last, litt, later) = (0, 0.0, 0.0, 0);
        var (aliveAtAge, time) = (isAlive, 0.0);
        while (isAlive && rate > 0)
        {
            var gap = random.Gamma(model.K) / rate;
            time += gap;
            if (!(time <= age + holdout)) break;
            isAlive = random.NextDouble() >= dropout;
            if (time > age)
            {
                later++;
                continue;
            }
            (x, last, litt, aliveAtAge) = (x + 1, time, litt + Math.Log(gap), isAlive);
        }
        return new(new(x, last, age, litt), aliveAtAge, later);
    }
}
