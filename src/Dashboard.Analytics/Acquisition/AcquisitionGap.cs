namespace Dashboard.Analytics.Acquisition;

/// <summary>Why a figure about the cost of winning customers has no value.</summary>
public enum AcquisitionGap
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>No spend is known.</summary>
    NoSpend,

    /// <summary>The currency of the spend has no exchange rate.</summary>
    NoRate,

    /// <summary>The month is not over on the last business day with an order.</summary>
    MonthNotOver,

    /// <summary>Nobody was won.</summary>
    NoCustomers,

    /// <summary>The settings say no gross margin.</summary>
    NoMargin,

    /// <summary>No forecast serves.</summary>
    NoForecast,

    /// <summary>Winning them cost nothing, so that nothing can be divided by it.</summary>
    NothingSpent,

    /// <summary>Only some of the customers are counted, while the spend is that for all of them.</summary>
    OfSomeCustomers,

    /// <summary>What they brought in the months that are over is still less than they cost.</summary>
    NotPaidBack,
}
