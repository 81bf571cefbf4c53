using Dashboard.Core.Housekeeping;
using Dashboard.Core.Sharing;
using Dashboard.Core.Tests.Schedules;
using Dashboard.Core.Tests.Sharing;
using Dashboard.Core.Views;

namespace Dashboard.Core.Tests.Views;

public sealed class ViewCatalogTests : IAsyncLifetime
{
    private const string Quarter = "/?range=quarter&channel=web";

    private readonly ManualClock _clock = new(new(2024, 6, 1));
    private People _people = null!;

    private ViewCatalog Views => _people.Store.Get<ViewCatalog>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _people = await People.OpenAsync(_clock);

    public ValueTask DisposeAsync() => _people.DisposeAsync();

    [Fact]
    public async Task A_view_keeps_the_address_and_is_listed_by_name_with_its_owner()
    {
        await SaveAsync(_people.Ada, " The quarter ", Quarter, shared: true);
        await SaveAsync(_people.Ben, "Best", "/clv?seg=3");
        Assert.Equal([("Best", "/clv?seg=3", "Ben"), ("The quarter", Quarter, "Ada")], await NamesAsync(_people.Ben));
        Assert.Equal([("The quarter", Quarter, "Ada")], await NamesAsync(_people.Ada));
    }

    [Fact]
    public async Task Personal_views_are_their_owners_and_shared_ones_are_changed_by_owner_or_manager()
    {
        var mine = (await SaveAsync(_people.Ada, "Mine", "/")).Id!.Value;
        var ours = (await SaveAsync(_people.Ada, "Ours", "/clv", shared: true)).Id!.Value;
        Assert.Equal(KeepReason.NotFound, (await SaveAsync(_people.BenAsManager, "Mine", "/clv", id: mine)).Reason);
        Assert.Equal(KeepReason.NotFound, (await Views.RemoveAsync(mine, _people.BenAsManager, Cancellation)).Reason);
        Assert.Equal(KeepReason.NotAllowed, (await SaveAsync(_people.Ben, "Theirs", "/clv", shared: true, id: ours)).Reason);
        Assert.Equal(KeepReason.NotAllowed, (await Views.RemoveAsync(ours, _people.Ben, Cancellation)).Reason);
        Assert.Null((await SaveAsync(_people.BenAsManager, "Everybody's", "/clv", shared: true, id: ours)).Reason);
        Assert.Equal(["Everybody's", "Mine"], (await NamesAsync(_people.Ada)).Select(v => v.Name));
    }

    [Fact]
    public async Task A_name_is_taken_among_what_one_person_sees_and_must_be_there()
    {
        await SaveAsync(_people.Ada, "Best", "/");
        Assert.Equal(KeepReason.NameTaken, (await SaveAsync(_people.Ada, "BEST", "/clv")).Reason);
        Assert.Null((await SaveAsync(_people.Ben, "Best", "/")).Reason);
        Assert.Equal(KeepReason.NameTaken, (await SaveAsync(_people.Ben, "best", "/clv", shared: true)).Reason);
        Assert.Equal(KeepReason.NameMissing, (await SaveAsync(_people.Ada, "  ", "/")).Reason);
        Assert.Equal(KeepReason.NameTooLong, (await SaveAsync(_people.Ada, new string('x', 81), "/")).Reason);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("/clv\nSet-Cookie: a=b")]
    [InlineData("/clv#top")]
    [InlineData("")]
    public async Task Only_addresses_of_this_site_are_kept(string address) => Assert.Equal(KeepReason.NoPage, (await SaveAsync(_people.Ada, "Away", address)).Reason);

    [Fact]
    public async Task A_removed_view_comes_back_for_30_days_unless_its_name_was_given_away()
    {
        var id = (await SaveAsync(_people.Ada, "Best", "/")).Id!.Value;
        await Views.RemoveAsync(id, _people.Ada, Cancellation);
        Assert.Empty(await NamesAsync(_people.Ada));
        Assert.Equal(id, (await Views.RestoreAsync(id, _people.Ada, Cancellation)).Id);
        await Views.RemoveAsync(id, _people.Ada, Cancellation);
        await SaveAsync(_people.Ada, "Best", "/clv");
        Assert.Equal(KeepReason.NameTaken, (await Views.RestoreAsync(id, _people.Ada, Cancellation)).Reason);
        _clock.Now = _clock.Now.AddDays(31);
        await _people.Store.Get<Housekeeper>().RunAsync(null, Cancellation);
        Assert.Equal(KeepReason.NotFound, (await Views.RestoreAsync(id, _people.Ada, Cancellation)).Reason);
    }

    [Fact]
    public async Task Somebody_begins_with_a_view_as_long_as_they_see_it()
    {
        var id = (await SaveAsync(_people.Ada, "The quarter", Quarter, shared: true)).Id!.Value;
        Assert.Null((await Views.BeginWithAsync(id, _people.Ben, Cancellation)).Reason);
        Assert.Equal(Quarter, await Views.StartOfAsync(_people.Ben.UserId, Cancellation));
        Assert.Null(await Views.StartOfAsync(_people.Ada.UserId, Cancellation));
        Assert.True((await Views.ListAsync(_people.Ben, Cancellation))[0].IsStart);
        await SaveAsync(_people.Ada, "The quarter", Quarter, id: id);
        Assert.Null(await Views.StartOfAsync(_people.Ben.UserId, Cancellation));
        Assert.Equal(KeepReason.NotFound, (await Views.BeginWithAsync(id, _people.Ben, Cancellation)).Reason);
        await Views.BeginWithAsync(id, _people.Ada, Cancellation);
        await Views.BeginWithAsync(null, _people.Ada, Cancellation);
        Assert.Null(await Views.StartOfAsync(_people.Ada.UserId, Cancellation));
    }

    private Task<KeepResult> SaveAsync(Actor actor, string name, string address, bool shared = false, int? id = null) => Views.SaveAsync(id, new(name, address, shared), actor, Cancellation);

    private async Task<IEnumerable<(string Name, string Address, string? Owner)>> NamesAsync(Actor actor) => (await Views.ListAsync(actor, Cancellation)).Select(v => (v.View.Name, v.View.Address, v.Owner));
}
