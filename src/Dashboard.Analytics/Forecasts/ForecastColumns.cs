namespace Dashboard.Analytics.Forecasts;

/// <summary>Forecasts of a snapshot's customers, one element per customer, in whole numbers so that they are small and equal on every way to a snapshot.</summary>
/// <param name="State">A <see cref="LifecycleState"/>.</param>
/// <param name="Alive">P(alive) in ten-thousandths.</param>
/// <param name="BuysAgain">Probability to buy within a year in ten-thousandths.</param>
/// <param name="Purchases">Expected purchases in thousandths.</param>
/// <param name="Low">Fewest purchases of the 80 % interval.</param>
/// <param name="High">Most purchases of it.</param>
/// <param name="Value">Predicted CLV in minor units.</param>
/// <param name="ValueLow">Lower end of its 80 % interval.</param>
/// <param name="ValueHigh">Upper end of it.</param>
/// <param name="Risk">Value at risk in minor units.</param>
public sealed record ForecastColumns(
    byte[] State, ushort[] Alive, ushort[] BuysAgain, int[] Purchases, ushort[] Low, ushort[] High, long[] Value, long[] ValueLow, long[] ValueHigh, long[] Risk)
{
    private const double Probability = 10_000;
    internal const double Thousandth = 1_000;

    /// <summary>Columns of this length with nothing in them yet.</summary>
    public static ForecastColumns New(int n) => new(
        New<byte>(n), New<ushort>(n), New<ushort>(n), New<int>(n), New<ushort>(n), New<ushort>(n), New<long>(n), New<long>(n), New<long>(n), New<long>(n));

    public int Count => State.Length;

    /// <summary>Whether P(alive) of a customer is a finding, as <see cref="CustomerForecast.KnowsAlive"/> says.</summary>
    /// <param name="customer">The customer's index.</param>
    /// <param name="purchases">Purchases of the customer so far.</param>
    public bool KnowsAlive(int customer, int purchases) => CustomerForecast.KnowsAlive(Alive[customer] / Probability, purchases);

    /// <summary>One customer's forecast with money in major units.</summary>
    public CustomerForecast Of(int customer, long minorPerMajor) => new(
        (LifecycleState)State[customer], Alive[customer] / Probability, BuysAgain[customer] / Probability, Purchases[customer] / Thousandth, Low[customer], High[customer],
        Value[customer] / (double)minorPerMajor, ValueLow[customer] / (double)minorPerMajor, ValueHigh[customer] / (double)minorPerMajor,
        Risk[customer] / (double)minorPerMajor);

    internal void Set(int customer, in CustomerForecast forecast, long minorPerMajor)
    {
        State[customer] = (byte)forecast.State;
        Alive[customer] = (ushort)Math.Round(forecast.Alive * Probability);
        BuysAgain[customer] = (ushort)Math.Round(forecast.BuysAgain * Probability);
        Purchases[customer] = (int)Math.Min(int.MaxValue, Math.Round(forecast.Purchases * Thousandth));
        Low[customer] = (ushort)Math.Min(ushort.MaxValue, forecast.Low);
        High[customer] = (ushort)Math.Min(ushort.MaxValue, forecast.High);
        Value[customer] = Minor(forecast.Value, minorPerMajor);
        ValueLow[customer] = Minor(forecast.ValueLow, minorPerMajor);
        ValueHigh[customer] = Minor(forecast.ValueHigh, minorPerMajor);
        Risk[customer] = Minor(forecast.Risk, minorPerMajor);
    }

    /// <summary>Money as it is kept.</summary>
    internal static long Minor(double major, long minorPerMajor) => (long)Math.Min(1e15, Math.Round(major * minorPerMajor));

    internal void CopyTo(ForecastColumns other)
    {
        State.CopyTo(other.State, 0);
        Alive.CopyTo(other.Alive, 0);
        BuysAgain.CopyTo(other.BuysAgain, 0);
        Purchases.CopyTo(other.Purchases, 0);
        Low.CopyTo(other.Low, 0);
        High.CopyTo(other.High, 0);
        Value.CopyTo(other.Value, 0);
        ValueLow.CopyTo(other.ValueLow, 0);
        ValueHigh.CopyTo(other.ValueHigh, 0);
        Risk.CopyTo(other.Risk, 0);
    }

    private static T[] New<T>(int n) => GC.AllocateUninitializedArray<T>(n);
}
