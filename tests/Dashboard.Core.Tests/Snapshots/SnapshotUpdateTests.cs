using CsCheck;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Learning;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Orders;
using Dashboard.Core.Products;
using Dashboard.Core.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Snapshots;

public sealed class SnapshotUpdateTests
{
    private sealed record Step(int Kind, int A, int B, int C);

    private static Gen<Step> Steps => Gen.Select(Gen.Int[0, 25], Gen.Int[0, 1_000], Gen.Int[0, 1_000], Gen.Int[0, 1_000]).Select((kind, a, b, c) => new Step(kind, a, b, c));

    [Fact]
    public void An_updated_snapshot_equals_one_built_anew_whatever_happened() =>
        Steps.Array[1, 10].Array[1, 5].Sample(
            rounds =>
            {
                using var shop = new FactsShop();
                var world = new World(shop);
                var snapshots = shop.Get<SnapshotService>();
                foreach (var round in rounds)
                {
                    foreach (var step in round) world.Do(step);
                    var refresh = snapshots.RefreshAsync().GetAwaiter().GetResult();
                    Assert.NotEqual(round == rounds[0] ? SnapshotOutcome.Merged : SnapshotOutcome.Rebuilt, refresh.Outcome);
                    FactsAssert.Same(shop.Rebuilt(), snapshots.Current);
                }
            },
            iter: 150, threads: 2);

    [Fact]
    public async Task Nothing_new_leaves_the_same_snapshot()
    {
        using var shop = new FactsShop();
        shop.Order(shop.Customer(), 100);
        var snapshots = shop.Get<SnapshotService>();
        await snapshots.RefreshAsync(null, TestContext.Current.CancellationToken);
        var before = snapshots.Current;
        Assert.Equal(SnapshotOutcome.Unchanged, (await snapshots.RefreshAsync(null, TestContext.Current.CancellationToken)).Outcome);
        Assert.Same(before, snapshots.Current);
    }

    /// <summary>Does to a store what importers may do, by the protocol that they keep.</summary>
    private sealed class World(FactsShop shop)
    {
        private readonly List<long> _customers = [];
        private readonly List<Order> _orders = [];
        private readonly List<Refund> _refunds = [];
        private readonly List<int> _channels = [];
        private readonly List<int> _countries = [];
        private readonly List<int> _currencies = [shop.Usd];
        private readonly List<int> _campaigns = [];
        private readonly List<int> _coupons = [];
        private readonly int _till = shop.Label(LabelKind.Source, "till");
        private readonly List<int> _brands = [];
        private readonly List<Product> _products = [];
        private int _names;

        public void Do(Step s)
        {
            switch (s.Kind)
            {
                case 0: _customers.Add(shop.Customer(Pick(_countries, s.A))); break;
                case 1 or 2 or 3: Place(s); break;
                case 4: Refund(s, s.A % 3 == 0 ? null : PickOrder(s.B)); break;
                case 5: Refund(s, PickOrder(s.B)); break;
                case 6: Alter(s.A, o => o.CustomerId = Customer(s.B)); break;
                case 7: Alter(s.A, o => o.Status = (OrderStatus)(s.B % 4)); break;
                case 8: Alter(s.A, o => (o.Subtotal, o.Total, o.Day, o.CouponId) = (s.B, s.B, StoreConventions.ToDay(1 + s.C % 6), Pick(_coupons, s.B))); break;
                case 9: _channels.Add(shop.Label(LabelKind.Channel, $"channel {_names++}")); break;
                case 10: _countries.Add(shop.Label(LabelKind.Country, $"country {_names++}")); break;
                case 11: _currencies.Add(shop.Label(LabelKind.Currency, s.A % 2 == 0 ? $"JPY{_names++}" : $"X{_names++}")); break;
                case 12: Relink(s); break;
                case 13: MoveTo(s); break;
                case 14: RemoveOrder(s); break;
                case 15: RemoveRefund(s); break;
                case 16: Serve(s); break;
                case 17: shop.Settings(set => (set.PredictionDays, set.AtRiskDays, set.RfmDays) = (s.A % 2 == 0 ? 90 : 730, 1 + s.B % 100, s.C % 2 == 0 ? null : $"1, 2, 3, {3 + s.C}")); break;
                case 18: _campaigns.Add(shop.Label(LabelKind.Campaign, $"campaign {_names++}")); break;
                case 19: _coupons.Add(shop.Label(LabelKind.Coupon, $"coupon {_names++}")); break;
                case 20: _products.Add(shop.Product($"P{_names++}", p => (p.BrandId, p.CategoryId) = (Pick(_brands, s.A), Pick(_brands, s.B)))); break;
                case 21: Describe(s); break;
                case 22: if (PickOrder(s.A) is { } order) shop.Relist(order, LinesOf(s)); break;
                case 23: if (Customer(s.A) is { } told) shop.Describe(told, c => Tell(c, s)); break;
                case 24: if (Customer(s.A) is { } asked) shop.Consent(asked, $"purpose {s.B % 3}", s.C % 2 == 0, 1 + s.C % 4); break;
                case 25: _customers.Add(shop.Customer(Pick(_countries, s.A), c => Tell(c, s))); break;
            }
        }

        private void Serve(Step s) => shop.Serve(new ForecastRules
        {
            Day = s.A % 12,
            Model = s.B % 4 == 0 ? null : s.B % 4 == 1 ? "NBD" : "MBG/NBD",
            Parameters = s.B % 4 == 1 ? [0.1 + s.C % 7, 1 + s.A % 9] : [0.1 + s.C % 7, 1 + s.A % 9, 0.5, 2],
            Spend = s.C % 2 == 0 ? null : [5, 3, 20],
            MeanSpend = 10,
            Blend = (s.B + s.C) % 3 == 0 ? null : new()
            {
                Models = [new("NBD", [0.5, 3]), new("MBG/NBD", [0.1 + s.C % 7, 1 + s.A % 9, 0.5, 2])],
                Months = s.C % 3 == 0 ? null : [.. Enumerable.Range(1, 12).Select(m => m / 6.5)],
                Weight = 0.6,
                Learner = s.A % 2 == 0 ? null : s.A % 7 == 1 ? "damaged" : Learner.Value,
            },
        });

        // Taught by random customers; what it learned does not matter here, only that it looks at orders and at their products' category.
        private static readonly Lazy<string> Learner = new(() =>
        {
            var (random, rows, n) = (new Random(5), new FactRowLists(), 400);
            for (var customer = 0; customer < n; customer++)
            {
                rows.Orders.Add(new(customer, (ushort)(1 + random.Next(6)), random.Next(1000), random.Next(50), 1 + random.Next(5), 0, 0, 0) { Number = customer + 1 });
                rows.Lines.Add(customer + 1, new(customer % 2, 1_000, 500));
            }
            var products = new ProductColumns([0, 1], ["", "A"], ["", ""], [0, 0], [0, 1], [ProductColumns.NoCost, ProductColumns.NoCost]);
            var facts = FactsBuilder.Build(CustomerFacts.Empty.Stamp, CustomerFacts.Empty.Codes, [.. Enumerable.Range(1, n)], new byte[n], [rows], products);
            var shop = ShopPurchases.At(facts, 7);
            return PurchaseLearner.Learn([new(shop.Customer, CustomerFeatures.Of(shop, 30), [.. shop.Customer.Select(_ => 1.0)], [.. shop.Customer.Select(c => c % 2 * 2.0 + c % 3)])])!.ToText();
        });

        private void Place(Step s)
        {
            if (s.C % 4 == 0) _customers.Add(shop.Customer(Pick(_countries, s.C)));
            _orders.Add(shop.Order(Customer(s.A), 1 + s.B % 6, o =>
            {
                (o.ChannelId, o.CountryId, o.CurrencyId) = (Pick(_channels, s.A), Pick(_countries, s.B), _currencies[s.C % _currencies.Count]);
                (o.CampaignId, o.CouponId) = (Pick(_campaigns, s.B), Pick(_coupons, s.C));
                (o.Subtotal, o.Discount, o.Tax, o.Items) = (s.C, s.C / 10, s.A % 3 * 7, s.A % 7);
                o.Status = s.B % 9 == 0 ? OrderStatus.Cancelled : OrderStatus.Placed;
                o.ReportingRate = o.CurrencyId == shop.Usd ? 1 : s.B % 5 == 0 ? null : 0.5;
            }, LinesOf(s)));
        }

        private OrderLine[] LinesOf(Step s) =>
            _products.Count == 0 ? [] : [.. Enumerable.Range(0, s.A % 4).Select(i => FactsShop.Line(_products[(s.B + i) % _products.Count], i + 0.5, s.C * i, s.C % 5))];

        private void Tell(Customer c, Step s)
        {
            (c.City, c.Region, c.Gender) = (s.A % 4 == 0 ? null : $"city {s.B % 4}", s.B % 3 == 0 ? null : $"region {s.C % 3}", s.C % 3 == 0 ? "f" : null);
            c.PostalCode = s.A % 3 == 0 ? null : $"D-10{s.C % 5}{s.B % 4}5";
            (c.Industry, c.Household, c.Company) = (s.B % 2 == 0 ? "trade" : null, $"{s.C % 3}", s.A % 2 == 0 ? "Company" : null);
            (c.Email, c.Phone) = (s.B % 2 == 0 ? "e@shop.example" : null, s.C % 2 == 0 ? "+45" : null);
            (c.AcquisitionChannelId, c.AcquisitionCampaignId, c.PreferredChannelId) = (Pick(_channels, s.A), Pick(_campaigns, s.B), Pick(_channels, s.C));
            (c.CreatedAt, c.SourceId) = (StoreConventions.ToInstant(s.B % 5 * 86_400_000L), s.C % 2 == 0 ? 1 : _till);
            c.BirthDate = s.A % 3 == 0 ? null : new DateOnly(1890, 1, 1).AddDays(s.B * 40);
            c.Attributes = s.C % 4 == 0 ? null : $$"""{"club":"club {{s.A % 2}}","size":"{{s.B % 4}}","note":"word {{s.B % 5}}"}""";
        }

        // An order of new particulars fills what is empty of a product; the order's own change is marked, the product is not.
        private void Describe(Step s)
        {
            if (_products.Count == 0) return;
            _brands.Add(shop.Label(s.A % 2 == 0 ? LabelKind.Brand : LabelKind.Category, $"group {_names++}"));
            var product = _products[s.A % _products.Count];
            (product.Name, product.Cost, product.BrandId) = ($"name {_names++}", s.B, Pick(_brands, s.C));
            shop.Change([], db => db.Update(product));
        }

        private void Refund(Step s, Order? order) => _refunds.Add(shop.Refund(order, Customer(s.C), 1 + s.C % 8, r => r.Amount = order is not null && s.C % 2 == 0 ? order.Total : s.C));

        private void Alter(int which, Action<Order> how)
        {
            if (PickOrder(which) is { } order) shop.Alter(order, how);
        }

        // A refund whose order becomes known later, or turns out to be another.
        private void Relink(Step s)
        {
            if (_refunds.Count == 0) return;
            var refund = _refunds[s.A % _refunds.Count];
            var before = Owner(refund);
            (refund.OrderId, refund.Amount) = (PickOrder(s.B)?.Id, s.C);
            shop.Change([before, Owner(refund)], db => db.Update(refund));
        }

        private void MoveTo(Step s)
        {
            var newcomer = shop.Customer();
            _customers.Add(newcomer);
            Alter(s.A, o => o.CustomerId = newcomer);
            if (_customers.Count < 2) return;
            var moved = _customers[s.B % _customers.Count];
            shop.Change([moved], db => db.Customers.Where(c => c.Id == moved).ExecuteUpdate(u => u.SetProperty(c => c.CountryId, Pick(_countries, s.C))));
        }

        // An order that turns out to be a refund is taken out of the store.
        private void RemoveOrder(Step s)
        {
            if (PickOrder(s.A) is not { } order || _refunds.Any(r => r.OrderId == order.Id)) return;
            _orders.Remove(order);
            shop.Change([order.CustomerId ?? CustomerChange.Anonymous], db => db.Remove(order));
        }

        private void RemoveRefund(Step s)
        {
            if (_refunds.Count == 0) return;
            var refund = _refunds[s.A % _refunds.Count];
            var owner = Owner(refund);
            _refunds.Remove(refund);
            shop.Change([owner], db => db.Remove(refund));
        }

        private long Owner(Refund refund) =>
            (refund.OrderId is { } id ? _orders.Single(o => o.Id == id).CustomerId : refund.CustomerId) ?? CustomerChange.Anonymous;

        private long? Customer(int which) => which % 5 == 0 || _customers.Count == 0 ? null : _customers[which % _customers.Count];

        private Order? PickOrder(int which) => _orders.Count == 0 ? null : _orders[which % _orders.Count];

        private static int? Pick(List<int> labels, int which) => labels.Count == 0 || which % 6 == 0 ? null : labels[which % labels.Count];
    }
}
