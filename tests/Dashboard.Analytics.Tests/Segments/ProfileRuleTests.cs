using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Analytics.Tests.Shops;

namespace Dashboard.Analytics.Tests.Segments;

/// <summary>Rules about what the store says of customers, and about what was bought with what, against the columns read one customer after the other.</summary>
public sealed class ProfileRuleTests
{
    private static readonly FactCodes Codes = TestShop.Codes with
    {
        Genders = ["", "f", "m"],
        Cities = ["", "Aarhus", "Bonn"],
        PostalAreas = ["", "1", "10", "101", "20"],
        Purposes = ["mail", "post"],
        Coupons = ["", "SPRING", "VIP"],
        Sources = ["", "shop", "till"],
        Brands = ["", "Acme"],
        Categories = ["", "cups", "pots"],
    };

    private static readonly ProductColumns Products = new([0, 1, 2, 3], ["", "A", "B", "C"], ["", "", "", ""], [0, 1, 0, 1], [0, 1, 1, 2], [-1, -1, -1, -1]);

    [Fact]
    public void They_hold_whom_they_describe_asked_one_by_one() =>
        Gen.Select(TestShop.Any, Gen.Int[0, 1_000_000], Gen.Int[0, 365], Gen.Int[1, 400]).Sample((shop, seed, ahead, last) =>
        {
            var facts = Shop(shop, new Random(seed));
            var (p, o) = (facts.Profiles, facts.Orders);
            var (today, window) = (FactDay.ToDate(facts.Span.Last), new DayWindow(Last: last));
            IEnumerable<int> Rows(int c) => Enumerable.Range(facts.Customers.OrderStart[c], facts.Customers.OrderStart[c + 1] - facts.Customers.OrderStart[c]);
            IEnumerable<int> Recent(int c) => Rows(c).Where(row => o.Day[row] > facts.Span.Last - last);
            IEnumerable<int> Bought(IEnumerable<int> rows) => rows.Select(facts.Lines.Of).SelectMany(span => Enumerable.Range(span.From, span.To - span.From)).Select(line => facts.Lines.Product[line]);

            Same(new ProfileRule(ProfileField.Gender, ["f", ""]), c => p.Gender[c] != 2);
            Same(new ProfileRule(ProfileField.City, ["Bonn"]), c => p.City[c] == 2);
            Same(new ProfileRule(ProfileField.City, ["Bonn"]) { Not = true }, c => p.City[c] != 2);
            Same(new ProfileRule(ProfileField.City, ["Bonn", ""]) { Not = true }, c => p.City[c] == 1);
            Same(new ProfileRule(ProfileField.PostalArea, ["10"]), c => p.PostalArea[c] is 2 or 3);
            Same(new ProfileRule(ProfileField.PostalArea, ["1", ""]), c => p.PostalArea[c] != 4);
            Same(new ProfileRule(ProfileField.PostalArea, ["101", "2"]) { Not = true }, c => p.PostalArea[c] < 3);
            Same(new AgeRule { AtLeast = 18, AtMost = 30 }, c => BirthDay.ToDate(p.Birth[c]) is { } birth && birth.AddYears(18) <= today && birth.AddYears(31) > today);
            Same(new AgeRule { AtMost = 17 }, c => BirthDay.ToDate(p.Birth[c]) is { } birth && birth <= today && birth.AddYears(18) > today);
            Same(new ProfileRule(ProfileField.PreferredChannel, ["web"]), c => p.PreferredChannel[c] == 1);
            Same(new ProfileRule(ProfileField.Source, ["shop", "till"]), c => p.Source[c] != 0);
            Same(new ProfileRule(ProfileField.Source, ["till"]) { Not = true }, c => p.Source[c] != 2);
            Same(new OnFileSinceRule(new(From: new(2024, 2, 1), To: new(2024, 12, 31))), c => FactDay.ToDate(p.Since[c]) is var day && day >= new DateOnly(2024, 2, 1) && day <= new DateOnly(2024, 12, 31));
            Same(new OnFileSinceRule(new(To: new(2024, 2, 1))), c => p.Since[c] > 0 && FactDay.ToDate(p.Since[c]) <= new DateOnly(2024, 2, 1));
            Same(new OnFileSinceRule(window), c => p.Since[c] > Math.Max(0, facts.Span.Last - last));
            Same(new OnFileSinceRule(window) { Not = true }, c => p.Since[c] <= Math.Max(0, facts.Span.Last - last));
            Same(new OnFileRule(OnFile.Email | OnFile.Phone), c => (p.OnFile[c] & 3) == 3);
            Same(new ConsentRule("post", ConsentWord.Granted), c => (p.Granted[c] & 2) != 0);
            Same(new ConsentRule("post", ConsentWord.Unknown), c => ((p.Granted[c] | p.Refused[c]) & 2) == 0);
            Same(new AttributeRule("shoe", ["44"]), c => c % 3 == 1);
            Same(new AttributeRule("shoe", []), c => c % 3 != 0);
            Same(new AttributeRule("shoe", []) { Not = true }, c => c % 3 == 0);
            Same(new AttributeRule("shoe", ["44"]) { Not = true }, c => c % 3 != 1);
            Same(new AttributeRule("shoe", ["44", ""]) { Not = true }, c => c % 3 == 2);
            Same(new AttributeRule("shoe", [""]), c => c % 3 == 0);
            Same(new AttributeRule("points", []) { As = AttributeKind.Number, AtLeast = -2, AtMost = 9.5m }, c => c % 5 is 1 or 2);
            Same(new AttributeRule("points", []) { As = AttributeKind.Number, AtLeast = 9.5m }, c => c % 5 is 2 or 4);
            Same(new AttributeRule("points", []) { As = AttributeKind.Number, AtLeast = 9.5m, Not = true }, c => c % 5 is not (2 or 4));
            Same(new AttributeRule("renewal", []) { As = AttributeKind.Day, Window = new(From: new(2024, 2, 29), To: new(2025, 1, 1)) }, c => c % 4 is 1 or 2);
            Same(new AttributeRule("renewal", []) { As = AttributeKind.Day, Window = new(To: new(2024, 2, 29)) }, c => c % 4 == 1);
            Same(new OrderRule(OrderPlace.Any) { Where = new() { Coupons = ["VIP", ""], Except = [OrderField.Coupons] } }, c => Rows(c).Any(row => o.Coupon[row] == 1));
            Same(new BirthdayRule(ahead), c => BirthDay.ToDate(p.Birth[c]) is { } birth && Enumerable.Range(0, ahead + 1).Any(d => today.AddDays(d) == birth.AddYears(today.AddDays(d).Year - birth.Year)));
            Same(new BoughtRule { Brands = ["Acme"], Categories = ["cups"] }, c => Bought(Rows(c)).Contains(1));
            Same(new BoughtRule { Products = ["B", "C"], Window = window }, c => Bought(Recent(c)).Any(product => product >= 2));
            Same(new BoughtRule { Products = ["B"], Window = window, Not = true }, c => !Bought(Recent(c)).Contains(2));
            IEnumerable<int> Lines(int row, params int[] products) => Enumerable.Range(facts.Lines.Of(row).From, facts.Lines.Of(row).To - facts.Lines.Of(row).From).Where(line => products.Contains(facts.Lines.Product[line]));
            var cups = new BoughtRule { Categories = ["cups"] };
            Same(cups with { Measure = BoughtMeasure.Orders, AtLeast = 2, Window = window }, c => Recent(c).Count(row => Lines(row, 1, 2).Any()) >= 2);
            Same(cups with { Measure = BoughtMeasure.Items, AtLeast = 0.004m, AtMost = 0.011m }, c => Rows(c).SelectMany(row => Lines(row, 1, 2)).Sum(line => facts.Lines.Quantity[line]) is >= 4 and <= 11);
            Same(cups with { Measure = BoughtMeasure.Items, AtMost = 0, Window = window }, c => Recent(c).SelectMany(row => Lines(row, 1, 2)).Sum(line => facts.Lines.Quantity[line]) == 0);
            Same(cups with { Measure = BoughtMeasure.Amount, AtLeast = 0.05m, Window = window }, c => Recent(c).SelectMany(row => Lines(row, 1, 2)).Sum(line => facts.Lines.Net[line]) >= 5);
            Same(cups with { Measure = BoughtMeasure.Amount, AtLeast = 0.05m, Not = true }, c => Rows(c).SelectMany(row => Lines(row, 1, 2)).Sum(line => facts.Lines.Net[line]) < 5);
            Same(cups with { Place = OrderPlace.First }, c => Rows(c).Take(1).Any(row => Lines(row, 1, 2).Any()));
            Same(cups with { Place = OrderPlace.First, Not = true }, c => Rows(c).Take(1).Any(row => !Lines(row, 1, 2).Any()));
            Same(cups with { Place = OrderPlace.Last, Window = window }, c => Recent(c).TakeLast(1).Any(row => Lines(row, 1, 2).Any()));
            Same(new BoughtRule { Brands = ["Acme"], Place = OrderPlace.Last, Measure = BoughtMeasure.Amount, AtLeast = 0.05m }, c => Rows(c).TakeLast(1).Any(row => Lines(row, 1, 3).Sum(line => facts.Lines.Net[line]) >= 5));
            Same(new OrderRule(OrderPlace.Any) { Where = new() { Coupons = ["VIP"] }, Window = window }, c => Recent(c).Any(row => o.Coupon[row] == 2));
            Same(new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 2, Where = new() { Coupons = ["VIP", "SPRING"] } }, c => Rows(c).Count(row => o.Coupon[row] > 0) >= 2);

            void Same(SegmentRule rule, Func<int, bool> holds)
            {
                Assert.Empty(RuleCheck.Run(rule, facts, new()));
                var read = SegmentJson.Read(SegmentJson.Write(rule), out _)!;
                Assert.Equal(Enumerable.Range(0, facts.CustomerCount).Where(holds), SegmentScan.Run(facts, read).Members());
            }
        }, iter: 400);

    [Fact]
    public void A_channel_beyond_those_that_have_a_name_is_none_of_the_chosen_as_it_is_for_orders()
    {
        var shop = new TestShop(2, new TestOrder(0, 19_000, 1, Channel: 1), new TestOrder(1, 19_000, 1, Channel: FactCodes.Other)).Facts();
        var profiles = ProfileColumns.New(2);
        (profiles.AcquisitionChannel[0], profiles.AcquisitionChannel[1]) = (1, FactCodes.Other);
        var codes = Codes with { Channels = ["", .. Enumerable.Range(1, FactCodes.Other - 1).Select(n => $"channel {n}")] };
        var facts = new CustomerFacts(shop.Stamp, codes, shop.Customers, shop.Orders, shop.Refunds, shop.LeftOut, null, Products, profiles, []);
        Assert.Equal([1], SegmentScan.Run(facts, new ProfileRule(ProfileField.AcquisitionChannel, ["channel 1"]) { Not = true }, cancellation: TestContext.Current.CancellationToken).Members());
        Assert.Equal([1], SegmentScan.Run(facts, new OrderRule(OrderPlace.Any) { Where = new() { Channels = ["channel 1"], Except = [OrderField.Channels] } }, cancellation: TestContext.Current.CancellationToken).Members());
        Assert.Equal([0], SegmentScan.Run(facts, new ProfileRule(ProfileField.AcquisitionChannel, ["channel 1"]), cancellation: TestContext.Current.CancellationToken).Members());
    }

    [Fact]
    public void What_the_shop_does_not_know_is_named()
    {
        var facts = Shop(new TestShop(3, new TestOrder(0, 19_000, 1)), new Random(1));
        Assert.Equal("x", Problem(new ProfileRule(ProfileField.City, ["x"])).Name);
        Assert.Equal("fair", Problem(new ProfileRule(ProfileField.Source, ["fair"])).Name);
        Assert.Equal(RuleReason.NoDay, Problem(new OnFileSinceRule(new())).Reason);
        Assert.Equal(RuleReason.BoundsCrossed, Problem(new OnFileSinceRule(new(From: new(2024, 2, 2), To: new(2024, 2, 1)))).Reason);
        Assert.Equal("hat", Problem(new AttributeRule("hat", [])).Name);
        Assert.Equal(RuleReason.NoBound, Problem(new AttributeRule("points", []) { As = AttributeKind.Number }).Reason);
        Assert.Equal(RuleReason.NoDay, Problem(new AttributeRule("points", []) { As = AttributeKind.Day }).Reason);
        Assert.All(new SegmentRule[] { new AttributeRule("", []), new ConsentRule("", ConsentWord.Granted), new MarkRule(MarkQuestion.Tagged), new MemberRule(0), new MovedRule(SegmentMove.Came, 0, new(Last: 30)) }, rule => Assert.Equal(RuleReason.NoChoice, Problem(rule).Reason));
        Assert.Equal(RuleReason.NotWhole, Problem(new AgeRule { AtLeast = 17.5m }).Reason);
        Assert.Equal("50", Problem(new AttributeRule("shoe", ["50"])).Name);
        Assert.Equal("fax", Problem(new ConsentRule("fax", ConsentWord.Granted)).Name);
        Assert.Equal("Z", Problem(new BoughtRule { Products = ["Z"] }).Name);
        Assert.Equal("WINTER", Problem(new OrderRule(OrderPlace.Last) { Where = new() { Coupons = ["WINTER"] } }).Name);
        Assert.Equal(RuleReason.NothingChosen, Problem(new BoughtRule()).Reason);
        Assert.Equal(RuleReason.NoBound, Problem(new BoughtRule { Products = ["A"], Measure = BoughtMeasure.Items }).Reason);
        Assert.Equal(RuleReason.NotWhole, Problem(new BoughtRule { Products = ["A"], Measure = BoughtMeasure.Orders, AtLeast = 1.5m }).Reason);
        Assert.Equal(RuleReason.OutOfRange, Problem(new BirthdayRule(400)).Reason);

        RuleProblem Problem(SegmentRule rule) => Assert.Single(RuleCheck.Run(rule, facts, new()));
    }

    private static CustomerFacts Shop(TestShop shop, Random random)
    {
        var facts = shop.Facts();
        var n = facts.CustomerCount;
        var profiles = ProfileColumns.New(n);
        for (var c = 0; c < n; c++)
        {
            (profiles.Gender[c], profiles.City[c], profiles.PreferredChannel[c], profiles.OnFile[c]) = (random.Next(3), random.Next(3), (byte)random.Next(3), (byte)random.Next(8));
            profiles.PostalArea[c] = random.Next(5);
            (profiles.Source[c], profiles.Since[c]) = ((byte)random.Next(3), random.Next(4) == 0 ? (ushort)0 : (ushort)random.Next(Math.Max(1, facts.Span.Last - 700), facts.Span.Last + 40));
            profiles.Granted[c] = random.Next(4);
            profiles.Refused[c] = random.Next(4) & ~profiles.Granted[c];
            profiles.Birth[c] = random.Next(4) == 0 ? (ushort)0 : random.Next(4) == 0 ? BirthDay.From(new(1988, 2, 29)) : (ushort)random.Next(1, 45_000);
        }
        var start = new int[facts.OrderCount + 1];
        for (var row = 0; row < facts.OrderCount; row++) start[row + 1] = start[row] + random.Next(3);
        int[] Lines(int most) => [.. Enumerable.Range(0, start[^1]).Select(_ => random.Next(most))];
        var lines = new LineColumns(start, Lines(4), Lines(9), Array.ConvertAll(Lines(9), net => (long)net));
        var orders = facts.Orders with { Coupon = [.. Enumerable.Range(0, facts.OrderCount).Select(_ => (ushort)random.Next(3))] };
        var has = Enumerable.Range(0, n).Where(c => c % 3 != 0).ToArray();
        FreeAttribute shoe = new("shoe", ["43", "44"], has, Array.ConvertAll(has, c => c % 3 == 1 ? 1 : 0));
        return new(facts.Stamp, Codes, facts.Customers, orders, facts.Refunds, facts.LeftOut, start[^1] == 0 ? null : lines, Products, profiles,
            [Attribute("points", 5, "-2", "9.5", "many", "200"), Attribute("renewal", 4, "2024-02-29", "2024-12-31T10:00", "31.12.2024"), shoe]);

        // The values of customers 1, 2, 3 … modulo their number and one more, who has none.
        FreeAttribute Attribute(string name, int modulus, params string[] values)
        {
            var sorted = values.Order(StringComparer.Ordinal).ToArray();
            int[] customers = [.. Enumerable.Range(0, n).Where(c => c % modulus != 0)];
            return new(name, sorted, customers, Array.ConvertAll(customers, c => Array.IndexOf(sorted, values[c % modulus - 1])));
        }
    }
}
