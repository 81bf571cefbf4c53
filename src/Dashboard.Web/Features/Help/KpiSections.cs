using Dashboard.Analytics.Kpis;

namespace Dashboard.Web.Features.Help;

/// <summary>Under which heading a KPI stands.</summary>
public static class KpiSections
{
    /// <summary>Last part of the heading's key, <c>KpiGroup.{name}</c>.</summary>
    public static string Of(KpiId id) => id switch
    {
        <= KpiId.RefundShare => "Sales",
        KpiId.RepeatRate or KpiId.EarlyRepeatRate or KpiId.PeriodRetention or KpiId.PeriodChurn or KpiId.DaysBetweenPurchases => "Retention",
        >= KpiId.RepeatBuyerMultiple => "Value",
        _ => "Customers",
    };
}
