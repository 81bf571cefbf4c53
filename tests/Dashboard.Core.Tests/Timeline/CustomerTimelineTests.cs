using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Marks;
using Dashboard.Core.Orders;
using Dashboard.Core.Segments;
using Dashboard.Core.Sharing;
using Dashboard.Core.Tests.Customers;
using Dashboard.Core.Timeline;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Timeline;

public sealed class CustomerTimelineTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.Utc;
    private static readonly Actor Nobody = new(0, false);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_and_refunds_are_newest_first_and_marked_when_cancelled_or_given_back()
    {
        await using var shop = await CustomerShop.OpenAsync();
        var ada = await shop.AddAsync("Ada");
        var whole = await shop.OrderAsync(ada, "2024-01-01");
        var part = await shop.OrderAsync(ada, "2024-01-05");
        await shop.OrderAsync(ada, "2024-01-09", status: OrderStatus.Cancelled);
        await shop.RefundAsync(ada, whole, "2024-01-03", 1000);
        await shop.RefundAsync(ada, part, "2024-01-07", 400);
        await shop.RefundAsync(ada, null, "2024-01-20", 50);

        var all = await ReadAsync(shop, ada, [], 10);
        Assert.Null(all.Next);
        var events = all.Entries.Select(e => e.Event).OfType<CustomerEvent>().ToList();
        Assert.Equal([20, 9, 7, 5, 3, 1], events.Select(e => e.Day.Day));
        Assert.Equal(OrderStatus.Cancelled, events[1].Status);
        Assert.True(events[5].IsFullyRefunded);
        Assert.False(events[3].IsFullyRefunded);
        Assert.Equal(400, events[3].Refunded);
        Assert.Equal("N1", events[4].OfOrder);
        Assert.Null(events[0].OfOrder);
        Assert.Equal([9, 5, 1], (await ReadAsync(shop, ada, [TimelineKind.Order], 10)).Entries.Select(e => e.Day.Day));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Parts_of_any_length_make_up_the_whole_without_a_gap_or_a_repetition(int size)
    {
        await using var shop = await FullAsync();
        var whole = await ReadAsync(shop, 1, [], 100);
        Assert.Null(whole.Next);
        Assert.Equal(Enum.GetValues<TimelineKind>(), whole.Entries.Select(e => e.Kind).Distinct().Order());
        var parts = new List<TimelineEntry>();
        TimelineCursor? next = null;
        do
        {
            var part = await ReadAsync(shop, 1, [], size, next);
            Assert.InRange(part.Entries.Count, 1, size);
            parts.AddRange(part.Entries);
            next = part.Next;
        }
        while (next is not null);
        Assert.Equal(whole.Entries.Select(e => (e.Kind, e.Id, e.At)), parts.Select(e => (e.Kind, e.Id, e.At)));
        Assert.Equal(whole.Entries.OrderByDescending(e => e.At).Select(e => e.At), whole.Entries.Select(e => e.At));
    }

    [Fact]
    public async Task Every_kind_is_told_with_what_it_is_about()
    {
        await using var shop = await FullAsync();
        var told = (await ReadAsync(shop, 1, [], 100)).Entries;
        Assert.Equal([("email", false), ("email", true)], told.Select(e => e.Consent).OfType<Consent>().Select(c => (c.Purpose, c.Granted)));
        Assert.Equal(["called back"], told.Where(e => e.Kind == TimelineKind.Note).Select(e => e.Mark!.Mark.Text));
        Assert.Equal([("Few", false), ("Few", true)], told.Where(e => e.Segment is not null).Select(e => (e.Segment!.Value.Name, e.Segment.Value.Entered)));
        var changes = told.Where(e => e.Change is not null).Select(e => e.Change!.Value).Reverse().ToList();
        Assert.Equal(LifecycleState.Prospect, changes[0].From);
        Assert.Equal(changes.Skip(1).Select(c => c.From), changes.SkipLast(1).Select(c => c.To));
        Assert.Equal(new(2024, 3, 1), Assert.Single(told, e => e.IsReactivation).Day);
        Assert.Single((await ReadAsync(shop, 1, [TimelineKind.Note], 100)).Entries);
    }

    [Fact]
    public async Task Segments_of_others_stay_out_and_come_back_when_shared()
    {
        await using var shop = await FullAsync(shared: false);
        Assert.DoesNotContain((await ReadAsync(shop, 1, [], 100)).Entries, e => e.Segment is not null);
        await using var db = await shop.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync(Cancellation);
        await db.Segments.ExecuteUpdateAsync(s => s.SetProperty(x => x.IsShared, true), Cancellation);
        Assert.Equal(2, (await ReadAsync(shop, 1, [TimelineKind.Segment], 100)).Entries.Count);
    }

    [Fact]
    public async Task Ten_thousand_orders_are_read_a_part_at_a_time()
    {
        await using var shop = await CustomerShop.OpenAsync();
        var ada = await shop.AddAsync("Ada");
        await using (var db = await shop.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync(Cancellation))
        {
            db.Orders.AddRange(Enumerable.Range(0, 10_000).Select(i => new Order { SourceId = 1, ExternalId = $"M{i}", CustomerId = ada, Day = new(2024, 1, 1), PlacedAt = new DateTime(2024, 1, 1).AddSeconds(i / 2), CurrencyId = 2, Total = 1 }));
            await db.SaveChangesAsync(Cancellation);
        }
        var first = await ReadAsync(shop, ada, [], 25);
        Assert.Equal(Enumerable.Range(9975, 25).Reverse().Select(i => $"M{i}"), first.Entries.Select(e => e.Event!.Number));
        Assert.Equal("M9974", (await ReadAsync(shop, ada, [], 25, first.Next)).Entries[0].Event!.Number);
    }

    private static async Task<TimelinePart> ReadAsync(CustomerShop shop, long customer, TimelineKind[] kinds, int take, TimelineCursor? after = null) =>
        await shop.Get<CustomerTimeline>().ReadAsync(Forecast(await shop.FactsAsync()), customer, kinds.ToHashSet(), Zone, Nobody, after, take, Cancellation);

    private static CustomerFacts Forecast(CustomerFacts facts) => facts.Customers.Purchases.ToArray().Sum() == 0 ? facts
        : facts.WithForecasts(new() { Day = facts.Span.Last, Model = "BG/NBD", Parameters = [0.24, 4.4, 0.79, 2.43], Spend = [6.25, 3.74, 15.44] });

    /// <summary>Customer 1 with something of every kind, much of it on one day.</summary>
    private static async Task<CustomerShop> FullAsync(bool shared = true)
    {
        var shop = await CustomerShop.OpenAsync();
        var ada = await shop.AddAsync("Ada", days: ["2022-06-01", "2024-03-01", "2024-03-01"]);
        await shop.AddAsync("Ben", days: ["2024-05-15"]);
        await shop.RefundAsync(ada, 1, "2024-03-01", 100);
        var facts = await shop.FactsAsync();
        var packed = CustomerIds.Pack(CustomerSet.Everybody(facts.CustomerCount), facts);
        await shop.ChangeAsync(db =>
        {
            var midnight = new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
            db.Consents.AddRange(new Consent { CustomerId = ada, Purpose = "email", Granted = true, RecordedAt = midnight, SourceId = 1 }, new Consent { CustomerId = ada, Purpose = "email", Granted = false, RecordedAt = midnight.AddDays(9), SourceId = 1 });
            db.Tags.Add(new() { Id = 1, Name = "vip" });
            Mark[] marks = [.. Enum.GetValues<MarkKind>().Except([MarkKind.Segment]).Select(k => new Mark { Kind = k, Status = MarkStatus.Done, TagId = k is MarkKind.Tag or MarkKind.Untag ? 1 : null, Text = k == MarkKind.Note ? "called back" : null, AskedAt = midnight, DoneAt = midnight })];
            db.Marks.AddRange(marks);
            db.SaveChanges();
            db.MarkedCustomers.AddRange(marks.Select(m => new MarkedCustomer { CustomerId = ada, MarkId = m.Id }));
            db.Segments.Add(new() { Id = 1, Name = "Few", Rule = "", IsShared = shared });
            db.SaveChanges();
            db.SegmentDays.AddRange(new SegmentDay { SegmentId = 1, Day = new(2024, 3, 1), EnteredIds = packed }, new SegmentDay { SegmentId = 1, Day = new(2024, 3, 2), Size = 7 }, new SegmentDay { SegmentId = 1, Day = new(2024, 3, 3), ExitedIds = packed });
        });
        return shop;
    }
}
