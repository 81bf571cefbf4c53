using Dashboard.Core.Data;
using Dashboard.Core.Settings;

namespace Dashboard.Core.Checks;

/// <summary>Every order and refund lies on the business date that its instant has in the shop's zone.</summary>
internal sealed class BusinessDateCheck(StoreConnections connections, SettingsService settings) : ICheck
{
    public string Name => "business dates";

    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation)
    {
        // An unknown zone is the settings check's finding.
        if (!TimeZoneInfo.TryFindSystemTimeZoneById((await settings.GetAsync(cancellation)).TimeZone, out var zone)) return [];
        return await Task.Run(() => Find(zone, cancellation), cancellation);
    }

    private List<CheckFinding> Find(TimeZoneInfo zone, CancellationToken cancellation)
    {
        var findings = new List<CheckFinding>();
        foreach (var (table, instant) in new[] { ("Orders", "PlacedAt"), ("Refunds", "RefundedAt") })
        {
            long wrong = 0;
            connections.Read($"SELECT {instant}, Day FROM {table}", row =>
            {
                var local = TimeZoneInfo.ConvertTimeFromUtc(StoreConventions.ToInstant(row.GetInt64(0)), zone);
                if (StoreConventions.ToDayNumber(DateOnly.FromDateTime(local)) != row.GetInt32(1)) wrong++;
            }, cancellation);
            if (wrong > 0)
                findings.Add(new(CheckReason.WrongBusinessDate, wrong, $"{wrong} rows of {table} lie on another day than their time has in {zone.Id}. Save the time zone again to date them anew."));
        }
        return findings;
    }
}
