using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Statistics;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// What customers are expected to do together over the next H days, with intervals of 80 %: the sum of the customers' variances, which chance gives, and the
/// variance that the doubt about the parameters gives to the sum (delta method), in which customers' errors do not average out. Both say nothing of a future that
/// is unlike the past; how far totals were off in the hold-outs does.
/// </summary>
/// <param name="Purchases">Expected purchases.</param>
/// <param name="PurchasesLow">Lower end of their interval.</param>
/// <param name="PurchasesHigh">Upper end of it.</param>
/// <param name="Value">Customer equity: predicted value, discounted, in major units.</param>
/// <param name="ValueLow">Lower end of its interval.</param>
/// <param name="ValueHigh">Upper end of it.</param>
public sealed record TotalOutlook(double Purchases, double PurchasesLow, double PurchasesHigh, double Value, double ValueLow, double ValueHigh)
{
    /// <summary>Customers from whom variances are taken; beyond so many, every so many-th.</summary>
    private const int MostRead = 10_000;

    /// <summary>Those of them from whom derivatives are taken, which differ little in proportion to what is expected: every so many-th where somebody is left out anyway.</summary>
    private const int SlopesEvery = 4;

    private const int PartSize = 500;
    private const double Tail = 0.1;

    /// <summary>Adds customers up on all cores.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="members">Only these customers; null for all.</param>
    /// <returns>Null where no model serves, nobody has bought, or the fit is of a version that did not keep the doubt about its parameters.</returns>
    public static TotalOutlook? Of(CustomerFacts facts, CustomerSet? members)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Forecasts is not { } forecasts || ForecastRules.Parse(facts.Stamp.Forecast) is not { } rules || ForecastDoubt.Of(rules) is not { } doubt) return null;
        var forecaster = new Forecaster(facts, rules);
        if (!forecaster.HasModel) return null;
        var (buyers, thousandths, minor) = (0, 0L, 0L);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (facts.Customers.Purchases[i] == 0 || members is not null && !members[i]) continue;
            (buyers, thousandths, minor) = (buyers + 1, thousandths + forecasts.Purchases[i], minor + forecasts.Value[i]);
        }
        if (buyers == 0) return null;
        var (purchases, value) = (thousandths / ForecastColumns.Thousandth, minor / (double)facts.Stamp.MinorPerMajor);
        var every = (buyers - 1) / MostRead + 1;
        var read = Read(facts, members, buyers, every);
        var parts = new TotalSums[(read.Length - 1) / PartSize + 1];
        Parallel.For(0, parts.Length, p => forecaster.AddTotals(
            read.AsSpan(p * PartSize, Math.Min(PartSize, read.Length - p * PartSize)), doubt, every == 1 ? 1 : SlopesEvery, parts[p] = new(doubt.Parameters)));
        var sums = parts.Aggregate((all, part) => all.Add(part));

        var times = (double)buyers / read.Length;
        var (timesPurchases, timesValue) = (sums.SlopedPurchases > 0 ? purchases / sums.SlopedPurchases : 0, sums.SlopedValue > 0 ? value / sums.SlopedValue : 0);
        var (low, high) = Range(purchases, times * sums.PurchaseVariance + timesPurchases * timesPurchases * doubt.VarianceOf(sums.PurchaseSlopes));
        var bySpend = rules.Spend is null ? value * value * rules.MeanSpendDoubt : 0;
        var (valueLow, valueHigh) = Range(
            value, times * sums.ValueVariance + timesValue * timesValue * (doubt.VarianceOf(sums.ValueSlopes) + doubt.VarianceOfSpend(sums.SpendSlopes)) + bySpend);
        return new(purchases, low, high, value, valueLow, valueHigh);
    }

    private static int[] Read(CustomerFacts facts, CustomerSet? members, int buyers, int every)
    {
        var (read, n) = (new int[(buyers - 1) / every + 1], 0);
        for (var i = 0; i < facts.CustomerCount; i++)
        {
            if (facts.Customers.Purchases[i] == 0 || members is not null && !members[i]) continue;
            if (n % every == 0) read[n / every] = i;
            n++;
        }
        return read;
    }

    /// <summary>Quantiles of a gamma of this mean and variance, nearly normal for many customers and above 0 for few.</summary>
    private static (double Low, double High) Range(double mean, double variance)
    {
        if (mean <= 0) return (0, 0);
        var variation = variance / (mean * mean);
        return (Math.Min(mean, Quantile(Tail)), Quantile(1 - Tail));

        double Quantile(double level) => PearsonDistribution.Quantile(mean, variation, 2 * Math.Sqrt(variation), level);
    }
}

/// <summary>Sums over customers; not safe for two threads.</summary>
/// <param name="parameters">Parameters of the purchase model.</param>
internal sealed class TotalSums(int parameters)
{
    /// <summary>Expected purchases of those whose derivatives are summed.</summary>
    public double SlopedPurchases { get; set; }

    public double SlopedValue { get; set; }

    /// <summary>Variances that chance alone gives.</summary>
    public double PurchaseVariance { get; private set; }

    public double ValueVariance { get; private set; }

    /// <summary>Derivatives of the sum of purchases after the logs of the model's parameters.</summary>
    public double[] PurchaseSlopes { get; } = new double[parameters];

    public double[] ValueSlopes { get; } = new double[parameters];

    /// <summary>Derivatives of the sum of value after the logs of p, q and γ.</summary>
    public double[] SpendSlopes { get; } = new double[3];

    public void Add(double purchaseVariance, double valueVariance) => (PurchaseVariance, ValueVariance) = (PurchaseVariance + purchaseVariance, ValueVariance + valueVariance);

    public TotalSums Add(TotalSums other)
    {
        Add(other.PurchaseVariance, other.ValueVariance);
        (SlopedPurchases, SlopedValue) = (SlopedPurchases + other.SlopedPurchases, SlopedValue + other.SlopedValue);
        Sum(PurchaseSlopes, other.PurchaseSlopes);
        Sum(ValueSlopes, other.ValueSlopes);
        Sum(SpendSlopes, other.SpendSlopes);
        return this;

        static void Sum(double[] to, double[] from)
        {
            for (var i = 0; i < to.Length; i++) to[i] += from[i];
        }
    }
}
