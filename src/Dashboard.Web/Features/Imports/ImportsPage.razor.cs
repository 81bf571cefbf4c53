using System.Globalization;
using Dashboard.Core.Exports;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Settings;
using Dashboard.Core.Users;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Features.Imports;

public sealed partial class ImportsPage(
    ImportHistory history, UserAccounts accounts, SettingsService settings, JobTracker tracker, IOptions<DashboardOptions> options, Figures figures, IStringLocalizer<ImportsText> text)
{
    private const int PageSize = 25;

    private Core.Imports.ImportPage? _page;
    private Dictionary<int, string> _people = [];
    private int _running;
    private int _asked;

    [SupplyParameterFromQuery(Name = "page")] public int? PageNumber { get; set; }

    private int View => Math.Max(1, PageNumber ?? 1);
    private int LargestMegabytes => options.Value.Limits.UploadMegabytes;
    private TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;
    private Figures Figures => figures;
    private IStringLocalizer<ImportsText> Text => text;

    protected override async Task OnInitializedAsync()
    {
        tracker.Changed += Notice;
        Zone = (await settings.GetAsync(PageClosed)).FindZone();
        _people = (await accounts.ListAsync(PageClosed)).ToDictionary(u => u.Id, u => u.Name);
    }

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override void Dispose(bool disposing)
    {
        tracker.Changed -= Notice;
        base.Dispose(disposing);
    }

    private static string PageAt(int page) => page == 1 ? Addresses.Imports : $"{Addresses.Imports}?page={page.ToString(CultureInfo.InvariantCulture)}";

    private string Who(ImportEntry entry) => entry.Import.UserId is { } id ? _people.GetValueOrDefault(id, "") : By(entry, text);

    /// <summary>Who or what asked for an import, where it was no person.</summary>
    internal static string By(ImportEntry entry, IStringLocalizer text) => entry.Schedule switch { null => text["ByCommandLine"], "" => text["ByGoneSchedule"], var name => text["BySchedule", name] };

    private async Task<FigureTable> TableAsync() =>
        new FigureTable("imports", new[] { "File", "Status", "Rows", "Created", "Changed", "Unchanged", "Rejected", "Seconds", "Who", "When" }.Select(c => text[$"Column.{c}"].Value))
            .AddAll((await history.ReadAsync(0, int.MaxValue, PageClosed)).Items, e =>
            [
                e.Import.FileName, text[$"Status.{e.Import.Status}"].Value, e.Import.Rows, e.Import.Created, e.Import.Changed, e.Import.Unchanged, e.Import.Rejected, e.Import.Milliseconds / 1000.0, Who(e),
                figures.Instant(e.Import.StartedAt, Zone),
            ]);

    private async Task ReadAsync() => _page = await history.ReadAsync((View - 1) * PageSize, PageSize, PageClosed);

    // Only a beginning or an end changes the list; progress in between is the bell's.
    private void Notice()
    {
        var running = tracker.Jobs.Count(j => j is { Kind: JobKind.Import or JobKind.ScheduledImport, IsOver: false });
        if (Interlocked.Exchange(ref _running, running) == running || Interlocked.Exchange(ref _asked, 1) == 1) return;
        _ = InvokeAsync(async () =>
        {
            Interlocked.Exchange(ref _asked, 0);
            await ReadAsync();
            StateHasChanged();
        });
    }
}
