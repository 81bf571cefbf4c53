using Dashboard.Analytics.Cohorts;

namespace Dashboard.Analytics.Acquisition;

/// <summary>The customers of one channel who first bought in one month, and what was spent to win them. Money in major units, before any margin.</summary>
/// <param name="Channel">Name of the channel; empty for not given.</param>
/// <param name="Code">Its code in the snapshot; null where nobody came through it.</param>
/// <param name="Month">First day of the month.</param>
/// <param name="Spend">Spend; null where none is known in the reporting currency.</param>
/// <param name="HasSpend">Whether any is known, in whatever currency.</param>
/// <param name="IsOver">Whether the month had ended on the last business day with an order.</param>
/// <param name="Customers">Customers won.</param>
/// <param name="Historic">Their net revenue to date.</param>
/// <param name="Predicted">Their predicted CLV; null while no model serves.</param>
/// <param name="Cohort">What they brought by month; null where nobody was won.</param>
public sealed record AcquisitionCell(string Channel, int? Code, DateOnly Month, double? Spend, bool HasSpend, bool IsOver, int Customers, double Historic, double? Predicted, CohortRow? Cohort)
{
    /// <summary>Whether it counts in cost per customer: spend is known and the month is over.</summary>
    public bool Counts => Spend is not null && IsOver;
}
