namespace Dashboard.Web.Components.Address;

/// <summary>Date ranges by name. They end at, or hold, the last business day with an order, so that a shop whose data is old still shows figures.</summary>
public enum RangePreset
{
    Last12Months,
    Last7Days,
    Last28Days,
    Last30Days,
    Last90Days,
    ThisMonth,
    LastMonth,
    ThisQuarter,
    YearToDate,
    AllTime,

    /// <summary>From one date to another.</summary>
    Custom,
}
