using CsCheck;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Customers;

namespace Dashboard.Web.Tests.Customers;

public sealed class CustomerListAddressTests
{
    [Fact]
    public void An_address_read_again_shows_the_same_list() =>
        Gen.Select(Gen.Enum<RfmGroup>().Array[0, 4], Gen.Enum<CustomerSort>(), Gen.Bool, Gen.Int[1, 30_000])
            .Sample((groups, sort, descending, page) =>
            {
                var view = new CustomerListAddress([.. groups.Distinct()], sort, descending, page);
                Assert.Equivalent(view, Read(view.ToString()), strict: true);
            });

    [Fact]
    public void What_the_bar_asks_for_stays_in_the_address_and_narrows_the_rule_of_those_listed()
    {
        var view = CustomerListAddress.Default with { Groups = [RfmGroup.AtRisk], Segment = 7, Channel = "", Country = "France" };
        Assert.Equal("/customers?group=at-risk&seg=7&channel=&country=France", view.ToString());
        Assert.Equal(view.ToString(), CustomerListAddress.Default.Of(PageAddress.Parse(view.ToString())).Toggling(RfmGroup.AtRisk).ToString());
        Assert.Equal(3, Assert.IsType<RuleGroup>(view.MembersRule).Rules.Count);
        Assert.Equal(1, (view with { Page = 4 }).Of(new()).Page);
    }

    [Theory]
    [InlineData("/customers?sort=nonsense&dir=up&page=-3&group=nobody")]
    [InlineData("/customers")]
    public void What_is_not_understood_is_as_if_it_were_not_there(string address) => Assert.Equivalent(CustomerListAddress.Default, Read(address), strict: true);

    [Fact]
    public void The_default_list_has_a_bare_address() => Assert.Equal("/customers", CustomerListAddress.Default.ToString());

    [Fact]
    public void Another_group_or_order_begins_on_the_first_page()
    {
        var view = CustomerListAddress.Default with { Page = 7 };
        Assert.Equal(1, view.Toggling(RfmGroup.AtRisk).Page);
        Assert.Equal(1, view.SortedBy(CustomerSort.Revenue).Page);
    }

    [Fact]
    public void Choosing_the_column_again_turns_the_order_round()
    {
        var once = CustomerListAddress.Default.SortedBy(CustomerSort.Name);
        Assert.False(once.Descending);
        Assert.True(once.SortedBy(CustomerSort.Name).Descending);
    }

    private static CustomerListAddress Read(string address) => CustomerListAddress.Parse(address);
}
