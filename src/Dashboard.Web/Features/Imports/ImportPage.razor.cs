using System.Globalization;
using Dashboard.Analytics.Facts;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Money;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Help;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Imports;

public sealed partial class ImportPage(
    ImportHistory history, RejectedRows rejected, UserAccounts accounts, SettingsService settings, OrderImporter importer, MissingRates missingRates, SnapshotService snapshots, IBackgroundWork work, JobTracker tracker, TimeProvider clock, Permission permission, NavigationManager navigation,
    Figures figures, IStringLocalizer<ImportsText> text, IStringLocalizer<ReasonText> reasons)
{
    private const int PageSize = 50;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private ImportEntry? _entry;
    private string? _who;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private IReadOnlyList<RejectedEntry> _rows = [];
    private IReadOnlyList<Rejection> _reasons = [];
    private OrderMapping? _mapping;
    private IReadOnlyList<MissingRate> _missingRates = [];
    private bool _missing;
    private string? _run;
    private string? _decided;

    [Parameter] public long Id { get; set; }
    [SupplyParameterFromQuery(Name = "page")] public int? PageNumber { get; set; }

    private int View => Math.Max(1, PageNumber ?? 1);
    private Figures Figures => figures;
    private IStringLocalizer<ImportsText> Text => text;
    private IStringLocalizer<ReasonText> Reasons => reasons;

    protected override void OnInitialized()
    {
        tracker.Changed += Notice;
        _ = WatchElsewhereAsync();
    }

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override void Dispose(bool disposing)
    {
        tracker.Changed -= Notice;
        base.Dispose(disposing);
    }

    private async Task ReadAsync()
    {
        _run = Run;
        _entry = await history.FindAsync(Id, PageClosed);
        _missing = _entry is null;
        if (_entry is not { Import: { } import }) return;
        var shop = await settings.GetAsync(PageClosed);
        _zone = shop.FindZone();
        _decided = import.Status == ImportStatus.Completed && (await history.ReadAsync(0, 1, PageClosed)).Total == 1 ? shop.ReportingCurrency : null;
        _who = import.UserId is { } user ? (await accounts.FindAsync(user, PageClosed))?.Name ?? "" : null;
        _missingRates = snapshots.Current.LeftOut.Reason.Contains((byte)LeftOutReason.NoExchangeRate) ? await missingRates.ListAsync(PageClosed) : [];
        if (import.Rejected == 0) return;
        _mapping = OrderMapping.FromJson(import.Mapping, out _);
        _reasons = await rejected.SummaryAsync(Id, PageClosed);
        _rows = await rejected.ReadAsync(Id, (View - 1) * PageSize, PageSize, PageClosed);
    }

    /// <summary>The job that is at work on this import; null without one.</summary>
    private string? Run => tracker.Jobs.FirstOrDefault(j => !j.IsOver && j.Link == Addresses.Import(Id))?.Id;

    // Only a beginning or an end changes the page; progress in between is JobWatch's.
    private void Notice()
    {
        if (Run != _run) Refresh();
    }

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        StateHasChanged();
    });

    // An import by the command line tells this process nothing.
    private async Task WatchElsewhereAsync()
    {
        using var timer = new PeriodicTimer(LookAgain, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(PageClosed))
                if (_run is null && _entry?.Import.Status == ImportStatus.Running) Refresh();
        }
        catch (OperationCanceledException) when (PageClosed.IsCancellationRequested)
        {
        }
    }

    private static IEnumerable<(string Name, long Value)> Counts(Import import) =>
    [
        ("Rows", import.Rows), ("Created", import.Created), ("Changed", import.Changed), ("Unchanged", import.Unchanged), ("Rejected", import.Rejected),
        ("Orders", import.Orders), ("Customers", import.Customers), ("Refunds", import.Refunds),
    ];

    private string PageAt(int page) => page == 1 ? $"{Addresses.Import(Id)}#rejects" : $"{Addresses.Import(Id)}?page={page.ToString(CultureInfo.InvariantCulture)}#rejects";

    private async Task ResumeAsync()
    {
        if (_entry is not { CanResume: true, Import: { } import } || !await permission.HasAsync(Policies.Import)) return;
        await importer.ReopenAsync(import.Id, PageClosed);
        navigation.NavigateTo(RunningImportPage.At(work.Enqueue<ImportJob>(JobKind.Import, import.Id, import.FileName)));
    }
}
