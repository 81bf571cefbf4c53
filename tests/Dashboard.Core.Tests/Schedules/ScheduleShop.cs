using Dashboard.Core.Imports;
using Dashboard.Core.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Schedules;

/// <summary>A shop with schedules, a clock that stands still and a folder to watch.</summary>
internal sealed class ScheduleShop : IAsyncDisposable
{
    public const string Header = "order_id,email,order_date,amount\n";

    private ScheduleShop(ScheduleOptions options) =>
        Store = new(services => services.AddSingleton(options).AddSingleton<TimeProvider>(Clock));

    public TestStore Store { get; }

    public ManualClock Clock { get; } = new(new DateTime(2026, 5, 4, 1, 0, 0));

    public ImportSchedules Schedules => Store.Get<ImportSchedules>();

    public ScheduleRunner Runner => Store.Get<ScheduleRunner>();

    public static async Task<ScheduleShop> OpenAsync(ScheduleOptions? options = null)
    {
        var shop = new ScheduleShop(options ?? new());
        await shop.Store.MigrateAsync();
        shop.Store.Get<WatchedFolders>().Quiet = TimeSpan.FromMilliseconds(1);
        return shop;
    }

    public ImportScheduleDraft Folder(string location = ".") => new() { Name = "Night", Location = location, Cron = "0 3 * * *" };

    public static ImportScheduleDraft Address(string address) => new() { Name = "Web shop", Source = ScheduleSource.Address, Location = address, Cron = "0 3 * * *" };

    public async Task<int> AddAsync(ImportScheduleDraft draft)
    {
        var (id, problems) = await Schedules.SaveAsync(null, draft, TestContext.Current.CancellationToken);
        Assert.Empty(problems);
        return id!.Value;
    }

    /// <summary>Puts a file of one order into the inbox.</summary>
    public string Drop(string name, int order = 1, int amount = 10) => Write(name, $"{Header}{order},ada@example.com,2024-01-05,{amount}\n");

    public string Write(string name, string text)
    {
        var path = Path.Combine(Store.Folder.Inbox, name);
        File.WriteAllText(path, text);
        return path;
    }

    public Task<ScheduleResult> RunAsync(int id, bool byClock = true) => Runner.RunAsync(id, byClock, null, TestContext.Current.CancellationToken);

    public async Task<ImportSchedule> FindAsync(int id) => (await Schedules.FindAsync(id, TestContext.Current.CancellationToken))!;

    public async Task<IReadOnlyList<Import>> ImportsAsync()
    {
        await using var db = Store.Context();
        return await db.Imports.OrderBy(i => i.Id).ToListAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
