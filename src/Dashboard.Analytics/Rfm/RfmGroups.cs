namespace Dashboard.Analytics.Rfm;

/// <summary>Named parts of the grid of recency and frequency scores.</summary>
public enum RfmGroup : byte
{
    /// <summary>No purchase yet.</summary>
    None,
    Champions,
    Loyal,
    PotentialLoyalist,
    New,
    Promising,
    NeedAttention,
    AboutToSleep,
    AtRisk,
    CantLose,
    Hibernating,
}

/// <summary>The grid of kpi-definitions.md: every pair of recency and frequency scores has exactly one name; the money score does not change it.</summary>
public static class RfmGroups
{
    // Row = recency 1 … 5, column = frequency 1 … 5.
    private static readonly RfmGroup[] Grid =
    [
        RfmGroup.Hibernating, RfmGroup.Hibernating, RfmGroup.AtRisk, RfmGroup.AtRisk, RfmGroup.CantLose,
        RfmGroup.Hibernating, RfmGroup.Hibernating, RfmGroup.AtRisk, RfmGroup.AtRisk, RfmGroup.CantLose,
        RfmGroup.AboutToSleep, RfmGroup.AboutToSleep, RfmGroup.NeedAttention, RfmGroup.Loyal, RfmGroup.Loyal,
        RfmGroup.Promising, RfmGroup.PotentialLoyalist, RfmGroup.PotentialLoyalist, RfmGroup.Loyal, RfmGroup.Loyal,
        RfmGroup.New, RfmGroup.PotentialLoyalist, RfmGroup.PotentialLoyalist, RfmGroup.Champions, RfmGroup.Champions,
    ];

    /// <summary>All groups but <see cref="RfmGroup.None"/>, best first.</summary>
    public static IReadOnlyList<RfmGroup> All { get; } =
    [
        RfmGroup.Champions, RfmGroup.Loyal, RfmGroup.PotentialLoyalist, RfmGroup.New, RfmGroup.Promising,
        RfmGroup.NeedAttention, RfmGroup.AboutToSleep, RfmGroup.AtRisk, RfmGroup.CantLose, RfmGroup.Hibernating,
    ];

    /// <summary>Group of two scores from 1 to 5; <see cref="RfmGroup.None"/> when either is 0.</summary>
    public static RfmGroup Of(int recency, int frequency) => recency == 0 || frequency == 0 ? RfmGroup.None : Grid[(recency - 1) * 5 + frequency - 1];

    /// <summary>English name as in kpi-definitions.md, for the command line and exports; pages translate.</summary>
    public static string Name(RfmGroup group) => group switch
    {
        RfmGroup.PotentialLoyalist => "Potential loyalist",
        RfmGroup.NeedAttention => "Need attention",
        RfmGroup.AboutToSleep => "About to sleep",
        RfmGroup.AtRisk => "At risk",
        RfmGroup.CantLose => "Can't lose",
        RfmGroup.None => "",
        _ => group.ToString(),
    };
}
