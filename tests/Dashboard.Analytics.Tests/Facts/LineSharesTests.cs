using CsCheck;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Tests.Facts;

public sealed class LineSharesTests
{
    private static long[] Shares(long net, params long[] lines)
    {
        LineShares.Share(net, lines);
        return lines;
    }

    [Fact]
    public void An_orders_discount_falls_on_its_lines_in_proportion() => Assert.Equal([900, 450, 0], Shares(1_350, 1_000, 500, 0));

    [Fact]
    public void Cents_that_do_not_divide_go_to_some_line_and_none_is_lost() => Assert.Equal([33, 34, 33], Shares(100, 7, 7, 7));

    [Fact]
    public void A_returned_line_takes_off_what_it_was_worth() => Assert.Equal([1_000, -400], Shares(600, 1_000, -400));

    [Fact]
    public void Free_goods_share_the_shipping_equally() => Assert.Equal([245, 245], Shares(490, 0, 0));

    [Fact]
    public void An_even_exchange_shares_by_size() => Assert.Equal([245, 245], Shares(490, 1_000, -1_000));

    [Fact]
    public void Shares_add_up_to_the_order_and_lie_within_a_unit_of_the_proportion() =>
        Gen.Select(Gen.Long[-5_000_000, 5_000_000_000], Gen.Long[0, 1_000_000].Array[1, 9]).Sample((net, lines) =>
        {
            var shares = Shares(net, [.. lines]);
            Assert.Equal(net, shares.Sum());
            var whole = lines.Sum();
            for (var i = 0; whole > 0 && i < lines.Length; i++)
                Assert.InRange(Math.Abs(shares[i] - (decimal)net * lines[i] / whole), 0, 1);
        });
}
