using System.Numerics;
using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;
using Dashboard.Core.Snapshots;

namespace Dashboard.Core.Checks;

/// <summary>
/// The snapshot's file is as it was written and shows exactly what the store holds. An absent, older or other-versioned file is no finding: the next
/// start brings it up to the store.
/// </summary>
internal sealed class SnapshotCheck(DataFolder folder, StoreConnections connections, TimeProvider clock) : ICheck
{
    public string Name => "snapshot";

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<CheckFinding>>(() =>
    {
        var (saved, state) = FactsFile.Load(folder.SnapshotFile);
        if (state == FactsFileState.Damaged)
            return [new(CheckReason.DamagedSnapshot, 1, "The snapshot's file is damaged. Run `refresh`: it is built anew from the store, nothing is lost.")];
        if (saved is null) return [];
        var fresh = new FactsReader(connections, clock).ReadAll(null, cancellation);
        if (saved.Stamp.Revision != fresh.Stamp.Revision) return [];
        var differ = DifferingColumns(saved, fresh);
        return differ.Count == 0
            ? []
            : [new(CheckReason.SnapshotDiffers, differ.Count,
                $"The snapshot shows other figures than the store ({string.Join(", ", differ)}). Delete {folder.SnapshotFile} and run `refresh`; please report this as a bug.")];
    }, cancellation);

    internal static List<string> DifferingColumns(CustomerFacts a, CustomerFacts b)
    {
        var differ = new List<string>();
        void Same<T>(string name, T[] x, T[] y) where T : IEquatable<T>
        {
            if (!x.AsSpan().SequenceEqual(y)) differ.Add(name);
        }
        void SameCodes<T>(string name, T[] x, T[] y, string[] xNames, string[] yNames) where T : IBinaryInteger<T>
        {
            var same = x.Length == y.Length;
            for (var i = 0; same && i < x.Length; i++) same = NameOf(int.CreateChecked(x[i]), xNames) == NameOf(int.CreateChecked(y[i]), yNames);
            if (!same) differ.Add(name);
        }
        Same("customers", a.Customers.Id, b.Customers.Id);
        SameCodes("countries of customers", a.Customers.Country, b.Customers.Country, a.Codes.Countries, b.Codes.Countries);
        Same("orders of customers", a.Customers.OrderStart, b.Customers.OrderStart);
        Same("refunds of customers", a.Customers.RefundStart, b.Customers.RefundStart);
        Same("left-out orders of customers", a.Customers.LeftOutStart, b.Customers.LeftOutStart);
        Same("first days", a.Customers.FirstDay, b.Customers.FirstDay);
        Same("last days", a.Customers.LastDay, b.Customers.LastDay);
        Same("purchases", a.Customers.Purchases, b.Customers.Purchases);
        Same("revenue", a.Customers.Revenue, b.Customers.Revenue);
        Same("order days", a.Orders.Day, b.Orders.Day);
        Same("order amounts", a.Orders.Net, b.Orders.Net);
        Same("discounts", a.Orders.Discount, b.Orders.Discount);
        Same("items", a.Orders.Items, b.Orders.Items);
        SameCodes("channels", a.Orders.Channel, b.Orders.Channel, a.Codes.Channels, b.Codes.Channels);
        SameCodes("countries", a.Orders.Country, b.Orders.Country, a.Codes.Countries, b.Codes.Countries);
        SameCodes("currencies", a.Orders.Currency, b.Orders.Currency, a.Codes.Currencies, b.Codes.Currencies);
        SameCodes("campaigns", a.Orders.Campaign, b.Orders.Campaign, a.Codes.Campaigns, b.Codes.Campaigns);
        SameCodes("coupons", a.Orders.Coupon, b.Orders.Coupon, a.Codes.Coupons, b.Codes.Coupons);
        Same("refund days", a.Refunds.Day, b.Refunds.Day);
        Same("refund amounts", a.Refunds.Amount, b.Refunds.Amount);
        SameCodes("refund channels", a.Refunds.Channel, b.Refunds.Channel, a.Codes.Channels, b.Codes.Channels);
        SameCodes("refund countries", a.Refunds.Country, b.Refunds.Country, a.Codes.Countries, b.Codes.Countries);
        SameCodes("refund currencies", a.Refunds.Currency, b.Refunds.Currency, a.Codes.Currencies, b.Codes.Currencies);
        SameCodes("refund campaigns", a.Refunds.Campaign, b.Refunds.Campaign, a.Codes.Campaigns, b.Codes.Campaigns);
        SameCodes("refund coupons", a.Refunds.Coupon, b.Refunds.Coupon, a.Codes.Coupons, b.Codes.Coupons);
        Same("left-out days", a.LeftOut.Day, b.LeftOut.Day);
        Same("left-out reasons", a.LeftOut.Reason, b.LeftOut.Reason);
        Same("left-out amounts", a.LeftOut.Amount, b.LeftOut.Amount);
        Same("lines of orders", a.Lines.Start, b.Lines.Start);
        Same("products of lines", a.Lines.Product, b.Lines.Product);
        Same("quantities of lines", a.Lines.Quantity, b.Lines.Quantity);
        Same("amounts of lines", a.Lines.Net, b.Lines.Net);
        Same("products", a.Products.Id, b.Products.Id);
        Same("product numbers", a.Products.Sku, b.Products.Sku);
        Same("product names", a.Products.Name, b.Products.Name);
        Same("product costs", a.Products.Cost, b.Products.Cost);
        SameCodes("brands", a.Products.Brand, b.Products.Brand, a.Codes.Brands, b.Codes.Brands);
        SameCodes("categories", a.Products.Category, b.Products.Category, a.Codes.Categories, b.Codes.Categories);
        var (p, q) = (a.Profiles, b.Profiles);
        SameCodes("acquisition channels", p.AcquisitionChannel, q.AcquisitionChannel, a.Codes.Channels, b.Codes.Channels);
        SameCodes("acquisition campaigns", p.AcquisitionCampaign, q.AcquisitionCampaign, a.Codes.Campaigns, b.Codes.Campaigns);
        SameCodes("preferred channels", p.PreferredChannel, q.PreferredChannel, a.Codes.Channels, b.Codes.Channels);
        SameCodes("genders", p.Gender, q.Gender, a.Codes.Genders, b.Codes.Genders);
        SameCodes("regions", p.Region, q.Region, a.Codes.Regions, b.Codes.Regions);
        SameCodes("cities", p.City, q.City, a.Codes.Cities, b.Codes.Cities);
        SameCodes("postal areas", p.PostalArea, q.PostalArea, a.Codes.PostalAreas, b.Codes.PostalAreas);
        SameCodes("industries", p.Industry, q.Industry, a.Codes.Industries, b.Codes.Industries);
        SameCodes("households", p.Household, q.Household, a.Codes.Households, b.Codes.Households);
        Same("birth dates", p.Birth, q.Birth);
        Same("what is on file", p.OnFile, q.OnFile);
        Same("purposes of consents", a.Codes.Purposes, b.Codes.Purposes);
        Same("consents", p.Granted, q.Granted);
        Same("refused consents", p.Refused, q.Refused);
        Same("days on file", p.Since, q.Since);
        SameCodes("sources", p.Source, q.Source, a.Codes.Sources, b.Codes.Sources);
        Same("names of free attributes", [.. a.Attributes.Select(f => f.Name)], [.. b.Attributes.Select(f => f.Name)]);
        foreach (var (x, y) in a.Attributes.Zip(b.Attributes))
        {
            Same($"customers with {x.Name}", x.Customer, y.Customer);
            SameCodes($"values of {x.Name}", x.Value, y.Value, x.Values, y.Values);
        }
        if (a.Stamp.Forecast != b.Stamp.Forecast || a.Forecasts is not { } f || b.Forecasts is not { } g) return differ;
        Same("lifecycle states", f.State, g.State);
        Same("P(alive)", f.Alive, g.Alive);
        Same("probabilities to buy again", f.BuysAgain, g.BuysAgain);
        Same("expected purchases", f.Purchases, g.Purchases);
        Same("fewest purchases", f.Low, g.Low);
        Same("most purchases", f.High, g.High);
        Same("predicted values", f.Value, g.Value);
        Same("least predicted values", f.ValueLow, g.ValueLow);
        Same("most predicted values", f.ValueHigh, g.ValueHigh);
        Same("values at risk", f.Risk, g.Risk);
        return differ;
    }

    private static string? NameOf(int code, string[] names) => code < names.Length ? names[code] : null;
}
