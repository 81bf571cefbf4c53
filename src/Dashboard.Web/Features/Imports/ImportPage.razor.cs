using System.Globalization;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Settings;
using Dashboard.Core.Users;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Help;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Imports;

public sealed partial class ImportPage(
    ImportHistory history, RejectedRows rejected, UserAccounts accounts, SettingsService settings, ImportRequests requests, IBackgroundWork work, Permission permission, NavigationManager navigation,
    Figures figures, IStringLocalizer<ImportsText> text, IStringLocalizer<ReasonText> reasons)
{
    private const int PageSize = 50;

    private ImportEntry? _entry;
    private string? _who;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private IReadOnlyList<RejectedEntry> _rows = [];
    private IReadOnlyList<Rejection> _reasons = [];
    private bool _missing;

    [Parameter] public long Id { get; set; }
    [SupplyParameterFromQuery(Name = "page")] public int? PageNumber { get; set; }

    private int View => Math.Max(1, PageNumber ?? 1);
    private Figures Figures => figures;
    private IStringLocalizer<ImportsText> Text => text;
    private IStringLocalizer<ReasonText> Reasons => reasons;

    protected override async Task OnParametersSetAsync()
    {
        _entry = await history.FindAsync(Id, PageClosed);
        _missing = _entry is null;
        if (_entry is not { Import: { } import }) return;
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById((await settings.GetAsync(PageClosed)).TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
        _who = import.UserId is { } user ? (await accounts.FindAsync(user, PageClosed))?.Name ?? "" : null;
        if (import.Rejected == 0) return;
        _reasons = await rejected.SummaryAsync(Id, PageClosed);
        _rows = await rejected.ReadAsync(Id, (View - 1) * PageSize, PageSize, PageClosed);
    }

    private static IEnumerable<(string Name, long Value)> Counts(Import import) =>
    [
        ("Rows", import.Rows), ("Created", import.Created), ("Changed", import.Changed), ("Unchanged", import.Unchanged), ("Rejected", import.Rejected),
        ("Orders", import.Orders), ("Customers", import.Customers), ("Refunds", import.Refunds),
    ];

    private string PageAt(int page) => page == 1 ? $"{Addresses.Import(Id)}#rejects" : $"{Addresses.Import(Id)}?page={page.ToString(CultureInfo.InvariantCulture)}#rejects";

    private async Task ResumeAsync()
    {
        if (_entry?.Import is not { FilePath: { } path } import || !await permission.HasAsync(Policies.Import)) return;
        var request = new ImportRequest(path) { FileName = import.FileName, UserId = import.UserId };
        navigation.NavigateTo(RunningImportPage.At(work.Enqueue<ImportJob>(JobKind.Import, requests.Add(request), import.FileName)));
    }
}
