using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Acquisition;

/// <summary>What winning customers costs and when it pays, by the channel that brought them and the month of their first purchase.</summary>
/// <param name="Cells">Every channel with spend in every month with spend or customers, channels by name and months in their order.</param>
/// <param name="Margin">Gross margin as a fraction; null where the settings have none.</param>
/// <param name="IsOfSome">Only some of the customers are counted, whose part of the spend nobody knows: costs have no value.</param>
public sealed record AcquisitionReport(IReadOnlyList<AcquisitionCell> Cells, double? Margin, bool IsOfSome = false)
{
    /// <summary>All that counts together.</summary>
    public AcquisitionRow Total { get; } = AcquisitionRow.Of(Cells, Margin, IsOfSome);

    /// <summary>A row per channel with spend, by name.</summary>
    public IReadOnlyList<(string Channel, AcquisitionRow Row)> Channels { get; } =
        [.. Cells.GroupBy(c => c.Channel).Where(g => g.Any(c => c.HasSpend)).Select(g => (g.Key, AcquisitionRow.Of(g, Margin, IsOfSome)))];

    /// <summary>A row per month, oldest first.</summary>
    /// <param name="channel">Of this channel alone, with every month in which it won somebody; null for the months with spend of all.</param>
    public IReadOnlyList<(DateOnly Month, AcquisitionRow Row)> Months(string? channel = null) =>
        [.. Cells.Where(c => channel is null || c.Channel == channel).GroupBy(c => c.Month).Where(g => channel is not null || g.Any(c => c.HasSpend)).OrderBy(g => g.Key)
            .Select(g => (g.Key, AcquisitionRow.Of(g, Margin, IsOfSome)))];

    /// <summary>Those of some months alone, each as a whole.</summary>
    /// <param name="from">A day of the first.</param>
    /// <param name="to">A day of the last.</param>
    public AcquisitionReport Within(DateOnly from, DateOnly to) => new([.. Cells.Where(c => c.Month.AddMonths(1) > from && c.Month <= to)], Margin, IsOfSome);

    /// <summary>That of one channel alone.</summary>
    public AcquisitionReport Of(string channel) => new([.. Cells.Where(c => c.Channel == channel)], Margin, IsOfSome);

    /// <summary>Customers of a channel who came in a month, whether or not anything is known of the spend.</summary>
    public int CustomersOf(string channel, DateOnly month) => Cells.FirstOrDefault(c => c.Channel == channel && c.Month == month)?.Customers ?? 0;

    /// <summary>Counts who came through the channels with spend.</summary>
    /// <param name="facts">The snapshot.</param>
    /// <param name="spend">What was spent; a month of a channel at most once.</param>
    /// <param name="margin">Gross margin as a fraction; null where the settings have none.</param>
    /// <param name="members">Count these customers alone; null for everybody.</param>
    /// <param name="channel">Count those who came through it although nothing was spent on it; null for none.</param>
    public static AcquisitionReport Of(CustomerFacts facts, IReadOnlyList<MonthlySpend> spend, double? margin, CustomerSet? members = null, string? channel = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(spend);
        var channels = spend.GroupBy(s => CodeOf(facts, s.Channel) is { } code ? facts.Codes.Channels[code] : s.Channel).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Code: CodeOf(facts, g.Key), Spend: g.ToDictionary(s => s.Month))).ToList();
        if (channel is not null && CodeOf(facts, channel) is { } also && !channels.Exists(c => c.Code == also)) channels.Add((facts.Codes.Channels[also], also, []));
        var came = new CameInMonths(facts, channels.Select(c => c.Code).OfType<int>(), members);
        return new([.. channels.SelectMany(c => came.Cells(c.Name, c.Code, c.Spend))], margin, members is not null);
    }

    /// <summary>Code of a channel by name, spelt as in the orders or else with capitals alone otherwise; null where no order has it.</summary>
    public static int? CodeOf(CustomerFacts facts, string channel)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var names = facts.Codes.Channels;
        var at = Array.IndexOf(names, channel);
        if (at < 0) at = Array.FindIndex(names, n => n.Equals(channel, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : at;
    }
}
