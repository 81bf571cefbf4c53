using Dashboard.Analytics.Segments;
using Dashboard.Core.Housekeeping;
using Dashboard.Core.Marks;
using Dashboard.Core.Segments;
using Dashboard.Core.Tests.Schedules;
using Dashboard.Core.Tests.Segments;
using Dashboard.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Marks;

public sealed class MarkTests
{
    private static readonly MarkRule Vip = new(MarkQuestion.Tagged) { Tag = "VIP" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tag_belongs_to_those_who_got_it_until_it_is_taken_away_or_undone()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var first = await MarkAsync(shop, new(MarkKind.Tag) { Text = " VIP " }, 0, 1);
        var all = await MarkAsync(shop, new(MarkKind.Tag) { Text = "vip" }, 0, 1, 2);
        Assert.Equal([0, 1, 2], await MembersAsync(shop, Vip));
        var taken = await MarkAsync(shop, new(MarkKind.Untag) { Text = "VIP" }, 1);
        Assert.Equal([0, 2], await MembersAsync(shop, Vip));
        Assert.Null((await shop.Get<MarkWork>().UndoAsync(taken, shop.Ada, Cancellation)).Reason);
        Assert.Null((await shop.Get<MarkWork>().UndoAsync(all, shop.Ada, Cancellation)).Reason);
        Assert.Equal([0, 1], await MembersAsync(shop, Vip));
        Assert.Equal(["VIP"], (await shop.Get<MarkBook>().TagsAsync(Cancellation)).Select(t => t.Name));
        Assert.Equal(["VIP"], await GivenAsync(shop));
        Assert.Null((await shop.Get<MarkWork>().UndoAsync(first, shop.Ada, Cancellation)).Reason);
        Assert.Empty(await GivenAsync(shop));
        Assert.Equal(MarkReason.NotUndoable, (await shop.Get<MarkWork>().UndoAsync(all, shop.Ada, Cancellation)).Reason);
    }

    [Fact]
    public async Task A_tag_taken_off_one_by_one_is_given_until_nobody_has_it_and_again_when_somebody_gets_it()
    {
        await using var shop = await SegmentShop.OpenAsync();
        await MarkAsync(shop, new(MarkKind.Tag) { Text = "VIP" }, 0, 1);
        await MarkAsync(shop, new(MarkKind.Tag) { Text = "Late" }, 1);
        await MarkAsync(shop, new(MarkKind.Untag) { Text = "VIP" }, 0);
        Assert.Equal(["Late", "VIP"], await GivenAsync(shop));
        var last = await MarkAsync(shop, new(MarkKind.Untag) { Text = "VIP" }, 1);
        Assert.Equal(["Late"], await GivenAsync(shop));
        await shop.Get<MarkWork>().UndoAsync(last, shop.Ada, Cancellation);
        Assert.Equal(["Late", "VIP"], await GivenAsync(shop));
        await MarkAsync(shop, new(MarkKind.Untag) { Text = "VIP" }, 0, 1, 2);
        Assert.Equal(["Late"], await GivenAsync(shop));
        await MarkAsync(shop, new(MarkKind.Tag) { Text = "VIP" }, 2);
        Assert.Equal(["Late", "VIP"], await GivenAsync(shop));
    }

    [Fact]
    public async Task A_segment_of_a_tag_follows_it()
    {
        await using var shop = await SegmentShop.OpenAsync();
        await MarkAsync(shop, new(MarkKind.Tag) { Text = "VIP" }, 1);
        var id = (await shop.SaveAsync(shop.Ada, "Best", Vip)).Id!.Value;
        Assert.Equal([1], (await shop.Get<SegmentAnswers>().MembersAsync(shop.Facts, id, Cancellation))!.Members());
        await MarkAsync(shop, new(MarkKind.Tag) { Text = "VIP" }, 2);
        Assert.Equal([1, 2], (await shop.Get<SegmentAnswers>().MembersAsync(shop.Facts, id, Cancellation))!.Members());
    }

    [Fact]
    public async Task A_snoozed_customer_comes_back_by_itself_on_the_day()
    {
        var clock = new ManualClock(new(2024, 2, 1, 12, 0, 0));
        await using var shop = await SegmentShop.OpenAsync(clock);
        var snoozed = new MarkRule(MarkQuestion.Snoozed);
        await MarkAsync(shop, new(MarkKind.Snooze) { Until = new(2024, 2, 8) }, 0, 1);
        await MarkAsync(shop, new(MarkKind.Snooze), 1);
        Assert.Equal([0], await MembersAsync(shop, snoozed));
        Assert.Equal(new DateOnly(2024, 2, 8), (await OfAsync(shop, 0)).SnoozedUntil);
        clock.Now = new(2024, 2, 7, 23, 59, 0, DateTimeKind.Utc);
        Assert.Equal([0], await MembersAsync(shop, snoozed));
        clock.Now = new(2024, 2, 8, 0, 1, 0, DateTimeKind.Utc);
        Assert.Empty(await MembersAsync(shop, snoozed));
        Assert.Null((await OfAsync(shop, 0)).SnoozedUntil);
    }

    [Fact]
    public async Task The_last_word_says_who_looks_after_a_customer_and_undoing_it_gives_the_customer_back()
    {
        await using var shop = await SegmentShop.OpenAsync();
        await AdmitAsync(shop);
        var mine = new MarkRule(MarkQuestion.AssignedTo) { Person = shop.Ada.UserId };
        await MarkAsync(shop, new(MarkKind.Assign) { AssigneeId = shop.Ada.UserId }, 0, 1);
        var later = await MarkAsync(shop, new(MarkKind.Assign) { AssigneeId = shop.Ben.UserId }, 1);
        Assert.Equal([0], await MembersAsync(shop, mine));
        Assert.Equal("Ben", (await OfAsync(shop, 1)).Assignee);
        await shop.Get<MarkWork>().UndoAsync(later, shop.Ada, Cancellation);
        Assert.Equal([0, 1], await MembersAsync(shop, mine));
        await MarkAsync(shop, new(MarkKind.Assign), 0);
        Assert.Equal([1], await MembersAsync(shop, new MarkRule(MarkQuestion.Assigned)));
    }

    [Fact]
    public async Task A_note_keeps_who_wrote_it_and_nobody_but_the_writer_or_a_manager_undoes_it()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var note = await MarkAsync(shop, new(MarkKind.Note) { Text = "Called, wants a catalogue" }, 0, 2);
        var entry = Assert.Single(await shop.Get<MarkBook>().OfAsync(shop.Facts.Customers.Id[2], Cancellation));
        Assert.Equal(("Called, wants a catalogue", "Ada", 2), (entry.Mark.Text, entry.By, entry.Mark.Customers));
        Assert.Equal(MarkReason.NotAllowed, (await shop.Get<MarkWork>().UndoAsync(note, shop.Ben, Cancellation)).Reason);
        Assert.Equal(note, (await shop.Get<MarkWork>().UndoAsync(note, shop.BenAsManager, Cancellation)).Id);
        Assert.Equal(CustomerMarks.None, await OfAsync(shop, 2));
        var undone = Assert.Single((await shop.Get<MarkBook>().HistoryAsync(0, 10, Cancellation)).Items).Mark;
        Assert.Equal(shop.Ben.UserId, undone.UndoneById);
    }

    [Fact]
    public async Task Customers_join_a_frozen_segment_and_undoing_it_leaves_those_who_were_there()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var id = (await shop.SaveAsync(shop.Ada, "List", new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 2 }, frozen: true)).Id!.Value;   // C1
        var joined = await MarkAsync(shop, new(MarkKind.Segment) { SegmentId = id }, 0, 1);
        Assert.Equal([0, 1], await MembersAsync(shop, new MemberRule(id)));
        Assert.Equal(2, (await shop.EntryAsync(id, shop.Ada)).Segment.Size);
        Assert.Equal([2, 1], (await shop.Catalog.VersionsAsync(id, Cancellation)).Select(v => v.Version.Number));
        await shop.Get<MarkWork>().UndoAsync(joined, shop.Ada, Cancellation);
        Assert.Equal([0], await MembersAsync(shop, new MemberRule(id)));
        var others = await shop.Get<MarkWork>().AskAsync(new(MarkKind.Segment) { SegmentId = id }, shop.Facts, CustomerSet.Everybody(3), shop.Ben, Cancellation);
        Assert.Equal(MarkReason.UnknownSegment, others.Reason);
    }

    [Fact]
    public async Task A_list_picked_by_hand_is_a_segment_of_its_own_that_can_be_renamed_and_goes_when_its_making_is_undone()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var made = await MarkAsync(shop, new(MarkKind.Segment) { Text = "Fair" }, 0, 2);
        var segment = Assert.Single(await shop.Catalog.ListAsync(shop.Ada, Cancellation)).Segment;
        Assert.Equal(("Fair", 2, true, false), (segment.Name, segment.Size, segment.IsFrozen, segment.IsShared));
        Assert.Null((await shop.SaveAsync(shop.Ada, "Fair 2024", SegmentJson.Read(segment.Rule, out _)!, frozen: true, id: segment.Id)).Reason);
        Assert.Equal([0, 2], await MembersAsync(shop, new MemberRule(segment.Id)));
        Assert.Equal(MarkReason.NameTaken, (await shop.Get<MarkWork>().AskAsync(new(MarkKind.Segment) { Text = "fair 2024" }, shop.Facts, CustomerSet.Everybody(3), shop.Ada, Cancellation)).Reason);
        await shop.Get<MarkWork>().UndoAsync(made, shop.Ada, Cancellation);
        Assert.Empty(await shop.Catalog.ListAsync(shop.Ada, Cancellation));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_with_its_reason()
    {
        await using var shop = await SegmentShop.OpenAsync(new ManualClock(new(2024, 2, 1)));
        async Task<MarkReason?> Refused(MarkDraft draft, int customers = 3) =>
            (await shop.Get<MarkWork>().AskAsync(draft, shop.Facts, customers == 0 ? new(3) : CustomerSet.Everybody(3), shop.Ada, Cancellation)).Reason;
        Assert.Equal(MarkReason.Nobody, await Refused(new(MarkKind.Tag) { Text = "VIP" }, 0));
        Assert.Equal(MarkReason.TextMissing, await Refused(new(MarkKind.Note) { Text = "  " }));
        Assert.Equal(MarkReason.TextTooLong, await Refused(new(MarkKind.Tag) { Text = new('x', 41) }));
        Assert.Equal(MarkReason.UnknownTag, await Refused(new(MarkKind.Untag) { Text = "VIP" }));
        Assert.Equal(MarkReason.BadDay, await Refused(new(MarkKind.Snooze) { Until = new(2024, 2, 1) }));
        Assert.Equal(MarkReason.BadDay, await Refused(new(MarkKind.Snooze) { Until = new(2044, 2, 1) }));
        Assert.Equal(MarkReason.UnknownPerson, await Refused(new(MarkKind.Assign) { AssigneeId = shop.Ada.UserId }));   // sees no customers
        Assert.Equal(MarkReason.UnknownSegment, await Refused(new(MarkKind.Segment) { SegmentId = 77 }));
        Assert.Equal(MarkReason.TextMissing, await Refused(new(MarkKind.Segment)));
        await using var db = shop.Context();
        Assert.Equal((0, 0, 0), (await db.Marks.CountAsync(Cancellation), await db.Tags.CountAsync(Cancellation), await db.Segments.CountAsync(Cancellation)));
    }

    [Fact]
    public async Task Words_about_a_customer_go_with_the_customer_and_what_is_said_of_others_stays()
    {
        await using var shop = await SegmentShop.OpenAsync();
        await MarkAsync(shop, new(MarkKind.Note) { Text = "of one alone" }, 1);
        await MarkAsync(shop, new(MarkKind.Note) { Text = "of two" }, 0, 1);
        long gone = shop.Facts.Customers.Id[1];
        await using (var db = shop.Context())
        {
            await db.Orders.Where(o => o.CustomerId == gone).ExecuteDeleteAsync(Cancellation);
            await db.Customers.Where(c => c.Id == gone).ExecuteDeleteAsync(Cancellation);
        }
        await using var after = shop.Context();
        Assert.Equal(["of two"], await after.Marks.Select(m => m.Text!).ToListAsync(Cancellation));
        Assert.Empty(await after.MarkedCustomers.Where(m => m.CustomerId == gone).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_mark_that_somebody_stops_leaves_nothing_and_one_that_was_interrupted_is_done_again()
    {
        await using var shop = await SegmentShop.OpenAsync();
        var work = shop.Get<MarkWork>();
        var first = (await work.AskAsync(new(MarkKind.Tag) { Text = "VIP" }, shop.Facts, CustomerSet.Everybody(3), shop.Ada, Cancellation)).Id!.Value;
        using var stop = new CancellationTokenSource();
        Assert.Null(await work.RunAsync(first, new Heard(_ => stop.Cancel()), stop.Token));
        Assert.Empty(await MembersAsync(shop, Vip));

        var second = (await work.AskAsync(new(MarkKind.Tag) { Text = "VIP" }, shop.Facts, CustomerSet.Everybody(3), shop.Ada, Cancellation)).Id!.Value;
        await using (var db = shop.Context())
        {
            db.MarkedCustomers.Add(new() { MarkId = second, CustomerId = shop.Facts.Customers.Id[0] });
            await db.SaveChangesAsync(Cancellation);
        }
        Assert.Empty(await MembersAsync(shop, Vip));   // not before all of them have it
        Assert.Equal(3, (await work.RunAsync(second, null, Cancellation))!.Customers);
        Assert.Equal([0, 1, 2], await MembersAsync(shop, Vip));
    }

    [Fact]
    public async Task Undone_marks_and_tags_of_nobody_are_forgotten_after_a_month()
    {
        var clock = new ManualClock(new(2024, 2, 1));
        await using var shop = await SegmentShop.OpenAsync(clock);
        var kept = await MarkAsync(shop, new(MarkKind.Tag) { Text = "Kept" }, 0);
        var undone = await MarkAsync(shop, new(MarkKind.Tag) { Text = "Gone" }, 0);
        await shop.Get<MarkWork>().UndoAsync(undone, shop.Ada, Cancellation);
        clock.Now = clock.Now.AddDays(31);
        await shop.Get<Housekeeper>().RunAsync(null, Cancellation);
        Assert.Equal([kept], (await shop.Get<MarkBook>().HistoryAsync(0, 10, Cancellation)).Items.Select(m => m.Mark.Id));
        Assert.Equal(["Kept"], (await shop.Get<MarkBook>().TagsAsync(Cancellation)).Select(t => t.Name));
        Assert.Equal(MarkReason.NotUndoable, (await shop.Get<MarkWork>().UndoAsync(kept, shop.Ada, Cancellation)).Reason);
    }

    private static async Task<long> MarkAsync(SegmentShop shop, MarkDraft draft, params int[] customers)
    {
        var set = new CustomerSet(shop.Facts.CustomerCount);
        foreach (var customer in customers) set.Add(customer);
        var asked = await shop.Get<MarkWork>().AskAsync(draft, shop.Facts, set, shop.Ada, Cancellation);
        Assert.Null(asked.Reason);
        Assert.Equal(MarkStatus.Done, (await shop.Get<MarkWork>().RunAsync(asked.Id!.Value, null, Cancellation))!.Status);
        return asked.Id.Value;
    }

    private static async Task<IEnumerable<string>> GivenAsync(SegmentShop shop) => (await shop.Get<MarkBook>().GivenTagsAsync(shop.Facts, Cancellation)).Select(t => t.Name);

    private static async Task<IEnumerable<int>> MembersAsync(SegmentShop shop, SegmentRule rule) =>
        SegmentScan.Run(shop.Facts, rule, await shop.Get<SegmentAnswers>().InputsAsync(shop.Facts, Cancellation), Cancellation).Members();

    private static async Task<CustomerMarks> OfAsync(SegmentShop shop, int customer) =>
        (await shop.Get<MarkBook>().OfAsync([shop.Facts.Customers.Id[customer]], Cancellation)).GetValueOrDefault(shop.Facts.Customers.Id[customer], CustomerMarks.None);

    // Ada and Ben are marketers.
    private static async Task AdmitAsync(SegmentShop shop)
    {
        await using var db = shop.Context();
        var role = new IdentityRole<int>(Roles.Marketer);
        db.Roles.Add(role);
        await db.SaveChangesAsync(Cancellation);
        db.UserRoles.AddRange(new[] { shop.Ada, shop.Ben }.Select(p => new IdentityUserRole<int> { UserId = p.UserId, RoleId = role.Id }));
        await db.SaveChangesAsync(Cancellation);
    }

    private sealed class Heard(Action<(int, int)> hear) : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value) => hear(value);
    }
}
