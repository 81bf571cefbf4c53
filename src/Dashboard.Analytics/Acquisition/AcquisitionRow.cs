namespace Dashboard.Analytics.Acquisition;

/// <summary>
/// What winning customers cost and whether it paid, over some channels and months: those alone whose spend is known and whose month is over, in numerator and
/// denominator. Money in major units.
/// </summary>
public sealed record AcquisitionRow
{
    /// <summary>The cells that count.</summary>
    public required IReadOnlyList<AcquisitionCell> Cells { get; init; }

    /// <summary>Months with spend that are left out because they are not over, or their currency has no rate.</summary>
    public int LeftOut { get; init; }

    /// <summary>Spend; null where none counts.</summary>
    public double? Spend { get; init; }

    /// <summary>Customers won with it.</summary>
    public int Customers { get; init; }

    /// <summary>CAC: spend / new customers.</summary>
    public double? Cost { get; init; }

    public AcquisitionGap CostGap { get; init; }

    /// <summary>The day that orders have to reach for the first month to be over, where that is what is missing; else null.</summary>
    public DateOnly? OverOn { get; init; }

    /// <summary>Mean total CLV of these customers after margin: what came and what is expected; null without margin or forecast.</summary>
    public double? Value { get; init; }

    /// <summary>LTV:CAC.</summary>
    public double? Ratio { get; init; }

    public AcquisitionGap RatioGap { get; init; }

    /// <summary>First month k, 0 being that of the first purchase, by whose end the margin came to the spend, over the cells for which month k is over.</summary>
    public int? PaybackMonth { get; init; }

    public AcquisitionGap PaybackGap { get; init; }

    /// <summary>Where it has not been paid back: the last month k looked at, and the share of the spend that came back by then.</summary>
    public (int Month, double Share)? PaidSoFar { get; init; }

    /// <summary>Adds cells up.</summary>
    /// <param name="cells">Cells of different channels or months.</param>
    /// <param name="margin">Gross margin as a fraction; null where the settings have none.</param>
    /// <param name="isOfSome">Only some of the customers are counted: what they cost has no value.</param>
    public static AcquisitionRow Of(IEnumerable<AcquisitionCell> cells, double? margin, bool isOfSome = false)
    {
        var all = cells.ToList();
        var counted = all.Where(c => c.Counts).ToList();
        var (spend, customers) = (counted.Sum(c => c.Spend!.Value), counted.Sum(c => c.Customers));
        var gap = counted.Count > 0 ? customers > 0 ? AcquisitionGap.None : AcquisitionGap.NoCustomers
            : !all.Exists(c => c.HasSpend) ? AcquisitionGap.NoSpend
            : all.Exists(c => c.Spend is not null) ? AcquisitionGap.MonthNotOver : AcquisitionGap.NoRate;
        var row = new AcquisitionRow
        {
            Cells = counted,
            LeftOut = all.Count(c => c.HasSpend && !c.Counts),
            Spend = counted.Count > 0 ? spend : null,
            Customers = customers,
            Cost = gap == AcquisitionGap.None ? spend / customers : null,
            CostGap = gap,
            OverOn = gap == AcquisitionGap.MonthNotOver ? all.Where(c => c.Spend is not null).Min(c => c.Month).AddMonths(1).AddDays(-1) : null,
        };
        if (isOfSome && counted.Count > 0)
        {
            row = row with { Cost = null, CostGap = AcquisitionGap.OfSomeCustomers, PaybackGap = AcquisitionGap.OfSomeCustomers };
            return (margin is { } known && customers > 0 ? row.WithValue(known) : row) with { RatioGap = AcquisitionGap.OfSomeCustomers };
        }
        if (gap == AcquisitionGap.None && margin is null) gap = AcquisitionGap.NoMargin;
        if (gap != AcquisitionGap.None) return row with { RatioGap = gap, PaybackGap = gap };
        return row.WithValue(margin!.Value).WithPayback(margin.Value);
    }

    private AcquisitionRow WithValue(double margin)
    {
        if (Cells.Any(c => c.Customers > 0 && c.Predicted is null)) return this with { RatioGap = AcquisitionGap.NoForecast };
        var value = margin * Cells.Sum(c => c.Historic + (c.Predicted ?? 0)) / Customers;
        return this with { Value = value, Ratio = Cost > 0 ? value / Cost : null, RatioGap = Cost > 0 ? AcquisitionGap.None : AcquisitionGap.NothingSpent };
    }

    private AcquisitionRow WithPayback(double margin)
    {
        (int, double)? soFar = null;
        for (var k = 0; ; k++)
        {
            var (spend, earned, mature) = (0.0, 0.0, false);
            foreach (var cell in Cells)
            {
                // Spend that won nobody is to be earned by the others.
                if (cell.Cohort is { } cohort && !(k < cohort.CumulativeRevenuePerCustomer.Length && cohort.CumulativeRevenuePerCustomer[k] is not null)) continue;
                spend += cell.Spend!.Value;
                if (cell.Cohort is null) continue;
                mature = true;
                earned += margin * cell.Customers * cell.Cohort.CumulativeRevenuePerCustomer[k]!.Value;
            }
            if (!mature) return this with { PaybackGap = AcquisitionGap.NotPaidBack, PaidSoFar = soFar };
            if (earned >= spend) return this with { PaybackMonth = k };
            soFar = (k, earned / spend);
        }
    }
}
