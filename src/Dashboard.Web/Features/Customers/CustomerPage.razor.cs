using System.Globalization;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Help;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Customers;

public sealed partial class CustomerPage(
    CustomerProfiles profiles, CustomerDirectory directory, SnapshotService snapshots, Figures figures, IStringLocalizer<CustomersText> text, IStringLocalizer<RfmText> groups)
{
    private const int PageSize = 25;

    private CustomerProfile? _profile;
    private CustomerFigures? _figures;
    private CustomerScore? _score;
    private CustomerOutlook? _outlook;
    private Page<CustomerEvent>? _history;
    private (long Id, int Page) _shown;
    private bool _missing;

    [Parameter] public long Id { get; set; }
    [SupplyParameterFromQuery(Name = "page")] public int? PageNumber { get; set; }

    private int View => Math.Max(1, PageNumber ?? 1);
    private Figures Figures => figures;
    private IStringLocalizer<CustomersText> Text => text;
    private IStringLocalizer<RfmText> Groups => groups;
    private bool HasMoney => snapshots.Current.HasMoney;

    private string Currency => snapshots.Current.Stamp.Currency;

    /// <summary>How the time since the last purchase compares with the customer's own rhythm.</summary>
    private string? Rhythm => _figures is { MedianGapDays: { } gap, DaysSinceLast: { } since }
        ? since > 2 * gap ? "Rhythm.Overdue" : since > gap ? "Rhythm.Due" : "Rhythm.InTime"
        : null;

    protected override void OnInitialized() => snapshots.Changed += ShowNewSnapshot;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (Id, View)) return;
        if (_shown.Id != Id) (_profile, _history) = (null, null);
        _shown = (Id, View);
        _profile ??= await profiles.FindAsync(Id, PageClosed);
        _missing = _profile is null;
        if (_missing) return;
        ReadFigures();
        _history = await profiles.HistoryAsync(Id, (View - 1) * PageSize, PageSize, PageClosed);
    }

    protected override void Dispose(bool disposing)
    {
        snapshots.Changed -= ShowNewSnapshot;
        base.Dispose(disposing);
    }

    private void ShowNewSnapshot() => _ = InvokeAsync(async () =>
    {
        _shown = default;
        await OnParametersSetAsync();
        StateHasChanged();
    });

    private void ReadFigures()
    {
        var facts = snapshots.Current;
        var index = facts.IndexOf(Id);
        (_figures, _score, _outlook) = index < 0 ? (null, null, null) : (CustomerFigures.Of(facts, index), directory.ScoreOf(facts, index), CustomerOutlook.Of(facts, index));
    }

    private string Page(int page) => page == 1 ? Addresses.Customer(Id) : $"{Addresses.Customer(Id)}?page={page.ToString(CultureInfo.InvariantCulture)}";

    private IEnumerable<(string Name, string Value)> About(CustomerProfile profile)
    {
        (string Name, string? Value)[] known =
        [
            ("Email", profile.Email), ("Phone", profile.Phone), ("Company", profile.Company), ("Industry", profile.Industry), ("Household", profile.Household),
            ("BirthDate", profile.BirthDate is { } born ? figures.Day(born) : null), ("Gender", profile.Gender), ("PostalCode", profile.PostalCode), ("City", profile.City),
            ("Region", profile.Region), ("Country", profile.Country), ("PreferredChannel", profile.PreferredChannel), ("AcquisitionChannel", profile.AcquisitionChannel),
            ("AcquisitionCampaign", profile.AcquisitionCampaign), ("Source", profile.Source),
        ];
        return known.Where(k => !string.IsNullOrEmpty(k.Value)).Select(k => (text[$"About.{k.Name}"].Value, k.Value!))
            .Concat(profile.Attributes.Select(a => (a.Key, a.Value)));
    }
}
