using System.Globalization;
using System.Text;
using CsCheck;
using Dashboard.Core.Imports;
using Dashboard.Core.Snapshots;

namespace Dashboard.Core.Tests.Snapshots;

public sealed class ImportedChangesTests
{
    private sealed record Line(int Order, int? Customer, int Day, int Quantity, int Price, int Channel, int Country, int Status, int Refunded);

    private static Gen<Line> Lines => Gen.Select(
        Gen.Select(Gen.Int[1, 25], Gen.Int[0, 9], Gen.Int[1, 28], Gen.Frequency((6, Gen.Int[1, 5]), (1, Gen.Int[-5, -1]))),
        Gen.Select(Gen.Int[0, 5_000], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[1, 2])), Gen.Frequency((5, Gen.Const(0)), (1, Gen.Int[1, 9_000]))))
        .Select((a, b) => new Line(a.Item1, a.Item2 == 0 ? null : a.Item2, a.Item3, a.Item4, b.Item1, b.Item2, b.Item3, b.Item4, b.Item5));

    [Fact]
    public void Files_that_add_change_cancel_and_refund_orders_are_merged_as_if_all_were_read_anew() =>
        Lines.Array[1, 25].Array[2, 5].Sample(
            files =>
            {
                using var shop = new FactsShop();
                var snapshots = shop.Get<SnapshotService>();
                foreach (var (lines, number) in files.Select((lines, number) => (lines, number)))
                {
                    var result = Import(shop, number, lines);
                    Assert.Equal(ImportStatus.Completed, result.Status);
                    var refresh = snapshots.RefreshAsync().GetAwaiter().GetResult();
                    Assert.Equal(number == 0 ? SnapshotOutcome.Rebuilt : SnapshotOutcome.Merged, refresh.Outcome);
                    FactsAssert.Same(shop.Rebuilt(), snapshots.Current);
                }
            },
            iter: 40, threads: 2);

    private static ImportResult Import(FactsShop shop, int number, IEnumerable<Line> lines)
    {
        var text = new StringBuilder("order_id,customer_id,date,sku,quantity,unit_price,channel,country,status,refunded_amount,currency,campaign,coupon,email,city,gender,birth_date,company,cost,brand\n");
        foreach (var line in lines)
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                O-{line.Order},{(line.Customer is { } c ? $"C{c}" : "")},2026-01-{line.Day:00},P{line.Price % 7},{line.Quantity},{line.Price / 100m:0.00},{Word("channel", line.Channel)},{Word("country", line.Country)},{(line.Status == 0 ? "paid" : line.Status == 1 ? "cancelled" : "failed")},{line.Refunded / 100m:0.00},USD,{Word("campaign", line.Price % 3)},{Word("coupon", line.Quantity % 2)},{(line.Price % 3 == 1 ? $"c{line.Customer}@shop.example" : "")},{Word("city", line.Price % 4)},{Word("g", line.Day % 3)},{(line.Price % 5 == 0 ? "1980-05-01" : "")},{Word("company", line.Price % 2)},{(line.Day % 4 == 0 ? "1.50" : "")},{Word("brand", line.Day % 3)}
                """);
        var path = Path.Combine(shop.Folder.Root, $"orders-{number}.csv");
        File.WriteAllText(path, text.ToString());
        return shop.Get<OrderImporter>().ImportAsync(new(path) { WaitForTurn = true }, null, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static string Word(string kind, int number) => number == 0 ? "" : $"{kind} {number}";
}
