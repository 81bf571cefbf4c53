namespace Dashboard.Analytics.Forecasts;

/// <summary>What is forecast of one customer over the next H days; all 0 but the state without an accepted model and for prospects. Intervals hold 80 %.</summary>
/// <param name="State">Lifecycle state.</param>
/// <param name="Alive">P(alive).</param>
/// <param name="BuysAgain">Probability to buy within <see cref="LifecycleRules.Window"/> days.</param>
/// <param name="Purchases">Expected purchases.</param>
/// <param name="Low">Fewest purchases of the interval.</param>
/// <param name="High">Most purchases of the interval.</param>
/// <param name="Value">Predicted CLV: expected net revenue, discounted, in major units.</param>
/// <param name="ValueLow">Lower end of its interval.</param>
/// <param name="ValueHigh">Upper end of its interval.</param>
/// <param name="Risk">
/// Value at risk: predicted CLV if the customer were alive for certain, minus predicted CLV now, in major units. All that is expected is expected of the living, so it
/// is V (1 - P) / P with P = P(alive). What serves besides the model may expect more of somebody who is hardly alive; V is the lower of the two then. 0 where P is too
/// small for a number.
/// </param>
public readonly record struct CustomerForecast(
    LifecycleState State, double Alive, double BuysAgain, double Purchases, int Low, int High, double Value, double ValueLow, double ValueHigh, double Risk)
{
    private const double Certain = 0.99995;   // all that four decimals write as 1

    /// <summary>Whether P(alive) is a finding. Models of the BG kind let nobody leave before a second purchase: their 1 for who bought once is an assumption.</summary>
    /// <param name="purchases">Purchases of the customer so far.</param>
    public bool KnowsAlive(int purchases) => KnowsAlive(Alive, purchases);

    internal static bool KnowsAlive(double alive, int purchases) => purchases > 1 || (purchases == 1 && alive < Certain);
}

/// <summary>When a customer is expected to buy next.</summary>
/// <param name="Day">Median day, given that the customer comes back; null when that has no day within reach.</param>
/// <param name="Earliest">First day of the 80 % interval.</param>
/// <param name="Latest">Last day of the interval, or null when it is out of reach.</param>
public readonly record struct ExpectedPurchase(int? Day, int? Earliest, int? Latest);
