using System.Text.Json;
using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Segments;
using Dashboard.Core.Tests.Schedules;
using Dashboard.Core.Views;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Segments;

public sealed class SegmentCatalogTests
{
    private static readonly SegmentRule Recent = new OrderRule(OrderPlace.Last) { Window = new(Last: 20) };
    private static readonly SegmentRule Twice = new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 2 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_segment_is_measured_as_soon_as_it_is_saved_and_its_versions_name_who_made_them()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var id = (await shop.SaveAsync(shop.Ada, " Recent ", Recent, shared: true)).Id!.Value;
        var entry = await shop.EntryAsync(id, shop.Ada);
        Assert.Equal(("Recent", 2, 3000L, "Ada", null), (entry.Segment.Name, entry.Segment.Size, entry.Segment.Revenue, entry.Owner, entry.Change));
        Assert.Equal(id, (await shop.SaveAsync(shop.BenAsManager, "Recent", Twice, shared: true, id: id)).Id);
        Assert.Equal(1, (await shop.EntryAsync(id, shop.Ada)).Segment.Size);
        await shop.SaveAsync(shop.BenAsManager, "Recent", Twice, shared: true, id: id);
        var versions = await shop.Catalog.VersionsAsync(id, Cancellation);
        Assert.Equal([(2, "Ben"), (1, "Ada")], versions.Select(v => (v.Version.Number, v.By!)));
        Assert.Equal(SegmentJson.Write(Recent), versions[1].Version.Rule);
    }

    [Fact]
    public async Task Personal_segments_are_their_owners_and_shared_ones_are_changed_by_owner_or_manager()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var mine = (await shop.SaveAsync(shop.Ada, "Mine", Recent)).Id!.Value;
        var ours = (await shop.SaveAsync(shop.Ada, "Ours", Recent, shared: true)).Id!.Value;
        Assert.Equal([ours], (await shop.Catalog.ListAsync(shop.BenAsManager, Cancellation)).Select(e => e.Segment.Id));
        Assert.Null(await shop.Catalog.FindAsync(mine, shop.BenAsManager, Cancellation));
        Assert.Equal(SegmentReason.NotFound, (await shop.SaveAsync(shop.BenAsManager, "Mine", Twice, id: mine)).Reason);
        Assert.Equal(SegmentReason.NotFound, (await shop.Catalog.RemoveAsync(mine, shop.BenAsManager, Cancellation)).Reason);
        Assert.Equal(SegmentReason.NotAllowed, (await shop.SaveAsync(shop.Ben, "Ours", Twice, id: ours)).Reason);
        Assert.Equal(SegmentReason.NotAllowed, (await shop.Catalog.RemoveAsync(ours, shop.Ben, Cancellation)).Reason);
        Assert.Null((await shop.SaveAsync(shop.BenAsManager, "Ours", Twice, shared: true, id: ours)).Reason);
    }

    [Fact]
    public async Task A_name_is_taken_among_what_one_person_sees()
    {
        await using var shop = await SegmentShop.OpenAsync();
        await shop.SaveAsync(shop.Ada, "Best", Recent);
        Assert.Equal(SegmentReason.NameTaken, (await shop.SaveAsync(shop.Ada, "BEST", Twice)).Reason);
        Assert.Null((await shop.SaveAsync(shop.Ben, "Best", Twice)).Reason);
        Assert.Equal(SegmentReason.NameTaken, (await shop.SaveAsync(shop.Ben, "best", Twice, shared: true)).Reason);
        Assert.Equal(SegmentReason.NameMissing, (await shop.SaveAsync(shop.Ada, "  ", Twice)).Reason);
        Assert.Equal(SegmentReason.NameTooLong, (await shop.SaveAsync(shop.Ada, new string('x', 81), Twice)).Reason);
    }

    [Fact]
    public async Task What_others_ask_for_is_not_removed_and_what_was_removed_comes_back_for_30_days()
    {
        var clock = new ManualClock(new(2024, 6, 1));
        await using var shop = await SegmentShop.OpenAsync(clock);
        var part = (await shop.SaveAsync(shop.Ada, "Part", Recent, shared: true)).Id!.Value;
        var whole = (await shop.SaveAsync(shop.Ben, "Whole", new RuleGroup(GroupMode.None, new MemberRule(part)))).Id!.Value;
        var refused = await shop.Catalog.RemoveAsync(part, shop.Ada, Cancellation);
        Assert.Equal(SegmentReason.InUse, refused.Reason);
        Assert.Equal((0, 1), (refused.Uses.Seen.Count, refused.Uses.Unseen));   // Ben's own, of which Ada knows nothing
        Assert.Equal(RuleReason.Cycle, Assert.Single((await shop.SaveAsync(shop.Ada, "Part", new MemberRule(whole), shared: true, id: part)).Rules).Reason);

        Assert.Null((await shop.Catalog.RemoveAsync(whole, shop.Ben, Cancellation)).Reason);
        Assert.Null((await shop.Catalog.RemoveAsync(part, shop.Ada, Cancellation)).Reason);
        Assert.Empty(await shop.Catalog.ListAsync(shop.Ada, Cancellation));
        Assert.Equal(part, (await shop.Catalog.RestoreAsync(part, shop.Ada, Cancellation)).Id);
        Assert.Equal(2, (await shop.EntryAsync(part, shop.Ada)).Segment.Size);

        clock.Now = clock.Now.AddDays(31);
        await shop.Get<Housekeeper>().RunAsync(null, Cancellation);
        Assert.Equal(SegmentReason.NotFound, (await shop.Catalog.RestoreAsync(whole, shop.Ben, Cancellation)).Reason);
        Assert.Single(await shop.Catalog.ListAsync(shop.Ada, Cancellation));
    }

    [Fact]
    public async Task A_segment_that_a_saved_view_or_a_scheduled_export_asks_for_says_so_and_stays()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var id = (await shop.SaveAsync(shop.Ada, "Recent", Recent, shared: true)).Id!.Value;
        var (views, schedules) = (shop.Get<ViewCatalog>(), shop.Get<ExportSchedules>());
        var rule = Uri.EscapeDataString(SegmentJson.Write(new RuleGroup(GroupMode.None, new MemberRule(id))));
        int[] kept =
        [
            (await views.SaveAsync(null, new("Filtered", $"/?range=30d&seg={id}", true), shop.Ada, Cancellation)).Id!.Value,
            (await views.SaveAsync(null, new("Beside", $"/segments/compare?segments=77%2C{id}", true), shop.Ada, Cancellation)).Id!.Value,
            (await views.SaveAsync(null, new("Without", $"/customers?rule={rule}", false), shop.Ben, Cancellation)).Id!.Value,
        ];
        await views.SaveAsync(null, new("Another", $"/?seg={id + 1}&rule=broken", true), shop.Ada, Cancellation);
        var draft = new ExportScheduleDraft { Name = "Night", SegmentId = id, Location = ".", Cron = "0 3 * * *", Layout = new(ExportFormat.Csv, ["name"]) };
        var schedule = (await schedules.SaveAsync(null, draft, shop.Ben, Cancellation)).Id!.Value;

        var uses = (await shop.EntryAsync(id, shop.Ada)).Uses;
        Assert.Equal([(SegmentUseKind.View, "Beside"), (SegmentUseKind.View, "Filtered")], uses.Seen.Select(u => (u.Kind, u.Name)));
        Assert.Equal(2, uses.Unseen);   // Ben's own view and schedule
        Assert.Contains((SegmentUseKind.Export, schedule), (await shop.EntryAsync(id, shop.Ada with { IsManager = true })).Uses.Seen.Select(u => (u.Kind, u.Id)));
        Assert.Equal(4, (await shop.EntryAsync(id, shop.Ben)).Uses.Seen.Count);
        var refused = await shop.Catalog.RemoveAsync(id, shop.Ada, Cancellation);
        Assert.Equal((SegmentReason.InUse, 2, 2), (refused.Reason, refused.Uses.Seen.Count, refused.Uses.Unseen));

        await schedules.RemoveAsync(schedule, Cancellation);
        foreach (var view in kept) await views.RemoveAsync(view, view == kept[2] ? shop.Ben : shop.Ada, Cancellation);
        Assert.Null((await shop.Catalog.RemoveAsync(id, shop.Ada, Cancellation)).Reason);
    }

    [Fact]
    public async Task What_others_keep_for_themselves_does_not_hold_a_segment_for_ever()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var id = (await shop.SaveAsync(shop.Ada, "Recent", Recent, shared: true)).Id!.Value;
        var (views, schedules) = (shop.Get<ViewCatalog>(), shop.Get<ExportSchedules>());
        await views.SaveAsync(null, new("Mine", $"/?seg={id}", false), shop.Ben, Cancellation);
        var draft = new ExportScheduleDraft { Name = "Night", SegmentId = id, Location = ".", Cron = "0 3 * * *", Layout = new(ExportFormat.Csv, ["name"]) };
        var schedule = (await schedules.SaveAsync(null, draft, shop.Ben, Cancellation)).Id!.Value;
        var held = await shop.Catalog.RemoveAsync(id, shop.Ada, Cancellation, anyway: true);
        Assert.Equal((SegmentReason.InUse, false), (held.Reason, held.Uses.MayBeLeft));   // a manager sees the schedule and can take it out

        await schedules.RemoveAsync(schedule, Cancellation);
        var warned = await shop.Catalog.RemoveAsync(id, shop.Ada, Cancellation);
        Assert.Equal((SegmentReason.InUse, 1, true), (warned.Reason, warned.Uses.Unseen, warned.Uses.MayBeLeft));
        Assert.Equal(SegmentReason.InUse, (await shop.Catalog.RemoveAsync(id, shop.Ben with { IsManager = true }, Cancellation, anyway: true)).Reason);   // Ben sees his own view
        Assert.Null((await shop.Catalog.RemoveAsync(id, shop.Ada, Cancellation, anyway: true)).Reason);
        Assert.Equal(["Mine"], (await views.ListAsync(shop.Ben, Cancellation)).Select(v => v.View.Name));
    }

    [Fact]
    public async Task The_history_says_who_came_and_went_however_often_a_day_is_measured()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var id = (await shop.SaveAsync(shop.Ada, "Recent", Recent)).Id!.Value;   // C1 and C2
        await shop.OrderAsync(("C3", "2024-02-04"));                              // C3 comes, C2 goes
        await shop.OrderAsync(("C2", "2024-02-04"));                              // and C2 is back on the same day
        Assert.Equal([(new(2024, 1, 31), 2, 0, 0), (new(2024, 2, 4), 3, 1, 0)], await shop.DaysAsync(id));
        await shop.OrderAsync(("C4", "2024-03-10"));
        Assert.Equal((new(2024, 3, 10), 1, 1, 3), (await shop.DaysAsync(id))[^1]);
        var entry = await shop.EntryAsync(id, shop.Ada);
        Assert.Equal((1, -2), (entry.Segment.Size, entry.Change));   // three on 4 February, the last day at least 30 days before

        await using var db = shop.Context();
        var left = await db.SegmentDays.Where(d => d.SegmentId == id && d.Exited > 0).SingleAsync(Cancellation);
        Assert.Equal([0, 1, 2], CustomerIds.Unpack(left.ExitedIds, shop.Facts).Members());

        async Task<IEnumerable<int>> MovedAsync(SegmentMove move, DayWindow window) =>
            (await shop.Get<SegmentAnswers>().CountAsync(shop.Facts, new MovedRule(move, id, window), null, Cancellation)).Count!.Members.Members();
        Assert.Equal([0, 1, 2], await MovedAsync(SegmentMove.Went, new(Last: 1)));
        Assert.Equal([3], await MovedAsync(SegmentMove.Came, new(From: new(2024, 3, 10), To: new(2024, 3, 10))));
        Assert.Equal([2, 3], await MovedAsync(SegmentMove.Came, new(From: new(2024, 2, 4))));
        Assert.Empty(await MovedAsync(SegmentMove.Went, new(To: new(2024, 3, 9))));
        DayWindow february = new(From: new(2024, 2, 4), To: new(2024, 2, 4)), before = new(From: new(2024, 2, 3), To: new(2024, 2, 3));
        Assert.Equal([0, 1], await MovedAsync(SegmentMove.Belonged, before));   // as on the last day on which it was measured
        Assert.Equal([0, 1, 2], await MovedAsync(SegmentMove.Belonged, february));
        Assert.Equal([0, 1, 2], await MovedAsync(SegmentMove.Belonged, new(To: new(2024, 2, 4))));
        Assert.Equal([0, 1, 2, 3], await MovedAsync(SegmentMove.Belonged, new(From: new(2024, 2, 4))));
        Assert.Equal([3], await MovedAsync(SegmentMove.Belonged, new(From: new(2024, 3, 10))));
        Assert.Empty(await MovedAsync(SegmentMove.Belonged, new(To: new(2024, 1, 30))));
        await shop.OrderAsync(("C1", "2024-03-11"));
        Assert.Equal([0, 1, 2], await MovedAsync(SegmentMove.Belonged, february));
        Assert.Equal([0], await MovedAsync(SegmentMove.Came, new(Last: 1)));
    }

    [Fact]
    public async Task A_frozen_segment_keeps_its_members_and_a_thawed_one_follows_its_rule_again()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var id = (await shop.SaveAsync(shop.Ada, "Recent", Recent, frozen: true)).Id!.Value;
        await shop.OrderAsync(("C9", "2024-06-01"));
        Assert.Equal([0, 1], (await shop.Get<SegmentAnswers>().MembersAsync(shop.Facts, id, Cancellation))!.Members());
        Assert.Equal(2, (await shop.EntryAsync(id, shop.Ada)).Segment.Size);
        await shop.SaveAsync(shop.Ada, "Recent", Recent, id: id);
        Assert.Equal([3], (await shop.Get<SegmentAnswers>().MembersAsync(shop.Facts, id, Cancellation))!.Members());
    }

    [Fact]
    public async Task A_rule_of_another_version_is_kept_and_has_no_count_rather_than_a_wrong_one()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var unknown = new UnknownRule(JsonDocument.Parse("""{"shoeSize":{"atLeast":44}}""").RootElement);
        var id = (await shop.SaveAsync(shop.Ada, "Big", new RuleGroup(GroupMode.None, unknown))).Id!.Value;
        Assert.Null((await shop.EntryAsync(id, shop.Ada)).Segment.Size);
        Assert.Null(await shop.Get<SegmentAnswers>().MembersAsync(shop.Facts, id, Cancellation));
        Assert.Contains("shoeSize", (await shop.Catalog.FindAsync(id, shop.Ada, Cancellation))!.Rule, StringComparison.Ordinal);
        Assert.Equal(SegmentReason.BadRule, (await shop.SaveAsync(shop.Ada, "Frozen", unknown, frozen: true)).Reason);
        var incomplete = await shop.SaveAsync(shop.Ada, "Incomplete", new RuleGroup(GroupMode.All, Recent, new OrderTotalRule(OrderMeasure.Orders)));
        Assert.Equal([new RuleProblem("1", RuleReason.NoBound)], incomplete.Rules);
    }

    [Fact]
    public async Task A_count_tells_what_its_customers_are_like()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var answer = await shop.Get<SegmentAnswers>().CountAsync(shop.Facts, Recent, null, Cancellation);
        var count = answer.Count!;
        Assert.Equal((2, 3, 3000L, 4000L), (count.Size, count.Everybody, count.Revenue, count.Total));
        Assert.Equal(2, count.Groups.Sum(g => g.Value));
        Assert.Equal([KeyValuePair.Create("", 2)], count.Channels);
        Assert.Empty(count.States);
    }

    [Fact]
    public async Task Whoever_asks_the_same_rule_gets_the_same_set_until_the_data_or_a_segment_change()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var answers = shop.Get<SegmentAnswers>();
        Task<CustomerSet?> AskAsync(SegmentRule rule) => answers.MembersAsync(shop.Facts, rule, Cancellation);
        var members = await AskAsync(Recent);
        Assert.Equal(SegmentScan.Run(shop.Facts, Recent, cancellation: Cancellation).Members(), members!.Members());
        Assert.Same(members, await AskAsync(SegmentJson.Read(SegmentJson.Write(Recent), out _)!));
        var frozen = (await shop.SaveAsync(shop.Ada, "Recent", Recent, frozen: true)).Id!.Value;
        Assert.Equal([0, 1], (await AskAsync(new MemberRule(frozen)))!.Members());
        await shop.OrderAsync(("C9", "2024-06-01"));
        Assert.Equal([3], (await AskAsync(Recent))!.Members());
        await shop.SaveAsync(shop.Ada, "Recent", Recent, id: frozen);
        Assert.Equal([3], (await AskAsync(new MemberRule(frozen)))!.Members());
        Assert.Null(await AskAsync(new MemberRule(frozen + 1)));
    }

    [Fact]
    public async Task Changes_of_state_are_those_of_the_whole_history_from_the_first_import_on()
    {
        await using var shop = await SegmentShop.OpenAsync();
        await shop.OrderAsync(("C2", "2024-09-01"));
        await shop.Get<LifetimeWork>().RunAsync(null, Cancellation);
        await using var db = shop.Context();
        Assert.Empty(await db.LifecycleTransitions.ToListAsync(Cancellation));
        var sizes = new List<int>();
        foreach (var days in new[] { 30, 300 })
        {
            var changed = await shop.Get<SegmentAnswers>().CountAsync(shop.Facts, new LifecycleChangeRule(days, [LifecycleState.Lost]), null, Cancellation);
            var flowed = await shop.Get<SegmentAnswers>().CountAsync(
                shop.Facts, new RuleGroup(GroupMode.All, new StateFlowRule([LifecycleState.Lost], new(Last: days)), new LifecycleRule([LifecycleState.Lost])), null, Cancellation);
            Assert.Equal(flowed.Count!.Members.Members(), changed.Count!.Members.Members());
            sizes.Add(changed.Count.Size);
        }
        Assert.True(0 < sizes[0] && sizes[0] < sizes[1], string.Join(", ", sizes));
    }

    [Fact]
    public void Packed_numbers_are_the_members_again() =>
        Gen.Int[1, 90_000].HashSet[1, 400].SelectMany(ids => Gen.Bool.Array[ids.Count].Select(members => (Ids: ids.Order().ToArray(), Members: members))).Sample(t =>
        {
            var facts = FactsBuilder.Build(CustomerFacts.Empty.Stamp, CustomerFacts.Empty.Codes, t.Ids, new byte[t.Ids.Length], [new()]);
            var set = new CustomerSet(facts.CustomerCount);
            for (var i = 0; i < t.Members.Length; i++)
            {
                if (t.Members[i]) set.Add(i);
            }
            Assert.Equal(set.Members(), CustomerIds.Unpack(CustomerIds.Pack(set, facts), facts).Members());
        }, iter: 200);
}
