namespace Dashboard.Analytics.Lifetime.Survival;

/// <summary>How long one customer, or a number of equal ones, has been seen.</summary>
/// <param name="Time">Time under observation, ≥ 0, any unit.</param>
/// <param name="Ended">Whether it ended there; otherwise it still ran when last seen (censored).</param>
/// <param name="Weight">How many customers, > 0; fractions are allowed.</param>
public readonly record struct Tenure(double Time, bool Ended, double Weight = 1);

/// <summary>All who were last seen at the same time.</summary>
internal readonly record struct TenureGroup(double Time, double AtRisk, double Events, double Censored)
{
    /// <summary>One entry for each distinct time, ascending. Who is censored at a time is still at risk there.</summary>
    /// <exception cref="ArgumentException">A time is negative or not a number, or a weight is not above zero.</exception>
    public static List<TenureGroup> Of(ReadOnlySpan<Tenure> tenures)
    {
        var sorted = tenures.ToArray();
        var atRisk = 0.0;
        foreach (var tenure in sorted)
        {
            if (!(tenure.Time >= 0 && double.IsFinite(tenure.Time) && tenure.Weight > 0 && double.IsFinite(tenure.Weight)))
                throw new ArgumentException("A tenure has a finite time of at least zero and a finite weight above zero.", nameof(tenures));
            atRisk += tenure.Weight;
        }
        Array.Sort(sorted, (one, other) => one.Time.CompareTo(other.Time));
        var groups = new List<TenureGroup>();
        for (var i = 0; i < sorted.Length;)
        {
            var (time, events, censored) = (sorted[i].Time, 0.0, 0.0);
            for (; i < sorted.Length && sorted[i].Time == time; i++)
            {
                if (sorted[i].Ended) events += sorted[i].Weight;
                else censored += sorted[i].Weight;
            }
            // The last group's remainder is taken as it is, so that rounding of fractions leaves nobody behind.
            groups.Add(new(time, i == sorted.Length ? events + censored : atRisk, events, censored));
            atRisk -= events + censored;
        }
        return groups;
    }
}
