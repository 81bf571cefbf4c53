using Dashboard.Core.Data;
using Dashboard.Core.Labels;

namespace Dashboard.Core.Checks;

/// <summary>Every label that a row carries exists and is of the right kind. Labels have no foreign keys, which would slow an import down.</summary>
internal sealed class LabelCheck(StoreConnections connections) : ICheck
{
    private static readonly (string Table, string Column, LabelKind Kind)[] Carried =
    [
        ("Orders", "SourceId", LabelKind.Source), ("Orders", "ChannelId", LabelKind.Channel), ("Orders", "CampaignId", LabelKind.Campaign),
        ("Orders", "CouponId", LabelKind.Coupon), ("Orders", "CountryId", LabelKind.Country), ("Orders", "CurrencyId", LabelKind.Currency),
        ("Refunds", "SourceId", LabelKind.Source), ("Refunds", "ChannelId", LabelKind.Channel), ("Refunds", "CountryId", LabelKind.Country), ("Refunds", "CurrencyId", LabelKind.Currency),
        ("Customers", "SourceId", LabelKind.Source), ("Customers", "CountryId", LabelKind.Country), ("Customers", "PreferredChannelId", LabelKind.Channel),
        ("Customers", "AcquisitionChannelId", LabelKind.Channel), ("Customers", "AcquisitionCampaignId", LabelKind.Campaign),
        ("Products", "SourceId", LabelKind.Source), ("Products", "BrandId", LabelKind.Brand), ("Products", "CategoryId", LabelKind.Category),
        ("Imports", "NULLIF(SourceId, 0)", LabelKind.Source),   // one that failed before it began has made no source
    ];

    public string Name => "labels";

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<CheckFinding>>(() =>
    {
        var findings = new List<CheckFinding>();
        foreach (var table in Carried.GroupBy(c => c.Table))
        {
            var columns = table.ToList();
            // One scan per table; a label set is small enough to be looked up for every row.
            var sums = string.Join(", ", columns.Select(c => $"SUM({c.Column} IS NOT NULL AND {c.Column} NOT IN (SELECT Id FROM Labels WHERE Kind = {(int)c.Kind}))"));
            connections.Read($"SELECT {sums} FROM {table.Key}", row =>
            {
                for (var i = 0; i < columns.Count; i++)
                {
                    if (!row.IsDBNull(i) && row.GetInt64(i) is > 0 and var count)
                        findings.Add(new(CheckReason.MissingLabel, count, $"{count} rows of {table.Key} carry a {columns[i].Kind.ToString().ToLowerInvariant()} that has no name. Import their file again."));
                }
            }, cancellation);
        }
        return findings;
    }, cancellation);
}
