using Dashboard.Core.Annotations;
using Dashboard.Core.Imports;
using Dashboard.Core.Schedules;
using Dashboard.Core.Settings;
using Dashboard.Core.Sharing;
using Dashboard.Core.Tests.Schedules;
using Dashboard.Core.Tests.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Annotations;

public sealed class AnnotationCatalogTests : IAsyncLifetime
{
    private static readonly DateOnly First = new(2024, 5, 1);
    private static readonly DateOnly Last = new(2024, 5, 31);

    // In the shop of these tests it is already 1 June.
    private readonly ManualClock _clock = new(new(2024, 5, 31, 23, 30, 0));
    private People _people = null!;

    private AnnotationCatalog Annotations => _people.Store.Get<AnnotationCatalog>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _people = await People.OpenAsync(_clock);

    public ValueTask DisposeAsync() => _people.DisposeAsync();

    [Fact]
    public async Task A_page_gets_what_touches_its_days_and_is_meant_for_it()
    {
        await SaveAsync(_people.Ada, "Before", First.AddDays(-9), First.AddDays(-1));
        await SaveAsync(_people.Ada, "Sale", First.AddDays(-3), First.AddDays(2));
        await SaveAsync(_people.Ada, "New site", Last, page: "/");
        await SaveAsync(_people.Ada, "New model", Last, page: "/clv");
        await SaveAsync(_people.Ada, "After", Last.AddDays(1));
        Assert.Equal(["Sale", "New site"], await TextsAsync(_people.Ada, "/"));
        Assert.Equal(["Sale", "New model"], await TextsAsync(_people.Ada, "/clv"));
        Assert.Empty(await TextsAsync(_people.Ben, "/"));
    }

    [Fact]
    public async Task Personal_ones_are_their_owners_and_those_of_the_team_are_changed_by_owner_or_manager()
    {
        var mine = (await SaveAsync(_people.Ada, "Mine", First)).Id!.Value;
        var ours = (await SaveAsync(_people.Ada, "Ours", Last, shared: true)).Id!.Value;
        Assert.Equal(["Ours"], await TextsAsync(_people.BenAsManager));
        Assert.Equal(KeepReason.NotFound, (await SaveAsync(_people.BenAsManager, "Yours", First, id: mine)).Reason);
        Assert.Equal(KeepReason.NotAllowed, (await SaveAsync(_people.Ben, "Yours", Last, shared: true, id: ours)).Reason);
        Assert.Equal(KeepReason.NotAllowed, (await Annotations.RemoveAsync(ours, _people.Ben, Cancellation)).Reason);
        Assert.Null((await SaveAsync(_people.BenAsManager, "Everybody's", Last, shared: true, id: ours)).Reason);
        Assert.Null((await Annotations.RemoveAsync(mine, _people.Ada, Cancellation)).Reason);
        Assert.Equal(["Everybody's"], await TextsAsync(_people.Ada));
        Assert.Null((await Annotations.RestoreAsync(mine, _people.Ada, Cancellation)).Reason);
        Assert.Equal(["Mine", "Everybody's"], await TextsAsync(_people.Ada));
    }

    [Fact]
    public async Task An_annotation_needs_words_and_days_in_their_order()
    {
        Assert.Equal(KeepReason.TextMissing, (await SaveAsync(_people.Ada, " ", First)).Reason);
        Assert.Equal(KeepReason.TextTooLong, (await SaveAsync(_people.Ada, new string('x', 201), First)).Reason);
        Assert.Equal(KeepReason.DaysReversed, (await SaveAsync(_people.Ada, "Sale", Last, First)).Reason);
    }

    [Fact]
    public async Task An_import_that_brought_something_annotates_its_day_in_the_shops_zone_once_and_for_all()
    {
        await _people.Store.Get<SettingsService>().SaveAsync(new() { TimeZone = "Europe/Berlin" }, cancellation: Cancellation);
        await ImportAsync("orders.csv", "1", "2");
        await ImportAsync("again.csv", "1", "2");
        await ImportAsync("more.csv", "3");
        var told = await Annotations.ListAsync("/", new(2024, 6, 1), new(2024, 6, 1), _people.Ben, Cancellation);
        Assert.Equal([new("orders.csv", 2, 0), new("more.csv", 1, 0)], told.Select(a => a.Import));
        Assert.All(told, a => Assert.True(a.Annotation is { IsShared: true, OwnerId: null }));
        Assert.Equal(KeepReason.NotAllowed, (await SaveAsync(_people.BenAsManager, "Orders", First, id: told[0].Annotation.Id)).Reason);
        Assert.Equal(KeepReason.NotAllowed, (await Annotations.RemoveAsync(told[0].Annotation.Id, _people.Ben, Cancellation)).Reason);
        Assert.Null((await Annotations.RemoveAsync(told[0].Annotation.Id, _people.BenAsManager, Cancellation)).Reason);
    }

    [Fact]
    public async Task Of_a_schedule_only_the_first_import_is_told()
    {
        await using (var db = _people.Store.Context())
        {
            db.ImportSchedules.Add(new() { Id = 1, Name = "Nightly", Location = "inbox", Cron = "0 3 * * *" });
            db.ScheduleRuns.AddRange(new ScheduleRun { Id = 1, ScheduleId = 1 }, new ScheduleRun { Id = 2, ScheduleId = 1 });
            await db.SaveChangesAsync(Cancellation);
        }
        await ImportAsync("monday.csv", run: 1, "1");
        await ImportAsync("tuesday.csv", run: 2, "2");
        Assert.Equal(["monday.csv"], (await Annotations.ListAsync("/", First, Last, _people.Ada, Cancellation)).Select(a => a.Import!.FileName));
    }

    private Task<KeepResult> SaveAsync(Actor actor, string text, DateOnly from, DateOnly? to = null, string? page = null, bool shared = false, int? id = null) =>
        Annotations.SaveAsync(id, new(from, to ?? from, text, page, shared), actor, Cancellation);

    private async Task<IEnumerable<string>> TextsAsync(Actor actor, string page = "/") => (await Annotations.ListAsync(page, First, Last, actor, Cancellation)).Select(a => a.Annotation.Text);

    private Task ImportAsync(string name, params string[] orders) => ImportAsync(name, run: null, orders);

    private async Task ImportAsync(string name, long? run, params string[] orders)
    {
        var path = Path.Combine(_people.Store.Folder.Root, name);
        await File.WriteAllLinesAsync(path, orders.Select(o => $"{o},C1,2024-05-0{o},10.00").Prepend("order_id,customer_id,order_date,amount"), Cancellation);
        Assert.True((await _people.Store.Get<OrderImporter>().ImportAsync(new(path) { ScheduleRunId = run }, cancellation: Cancellation)).IsCompleted);
    }
}
