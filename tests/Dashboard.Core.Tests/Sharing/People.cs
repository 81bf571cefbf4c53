using Dashboard.Core.Sharing;
using Dashboard.Core.Users;

namespace Dashboard.Core.Tests.Sharing;

/// <summary>Two people with a store, at a time that the test sets.</summary>
internal sealed class People : IAsyncDisposable
{
    private People(TestStore store) => Store = store;

    public TestStore Store { get; }
    public Actor Ada { get; private set; } = null!;
    public Actor Ben { get; private set; } = null!;
    public Actor BenAsManager => Ben with { IsManager = true };

    public static async Task<People> OpenAsync(TimeProvider? clock = null)
    {
        var store = new TestStore(services =>
        {
            if (clock is not null) services.Add(new(typeof(TimeProvider), clock));
        });
        await store.MigrateAsync();
        await using var db = store.Context();
        var people = new[] { new DashboardUser { DisplayName = "Ada" }, new DashboardUser { DisplayName = "Ben" } };
        db.Users.AddRange(people);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return new(store) { Ada = new(people[0].Id, false), Ben = new(people[1].Id, false) };
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
