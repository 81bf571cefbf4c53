using System.Text;
using Bunit;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Marks;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Marks;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests.Marks;

public sealed class MarkPagesTests
{
    private const string Orders = """
        order_id,customer_id,customer_name,email,order_date,amount
        1,A1,Ada,ada@example.com,2024-01-05,10
        2,B1,Ben,ben@example.com,2024-02-06,5
        3,C1,Cleo,cleo@example.com,2024-02-07,5
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Those_chosen_are_tagged_and_undoing_it_takes_the_tag_away_again()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders);
        var page = context.Render<CustomersPage>();
        await ChooseAsync(page, "Cleo");
        await ChooseAsync(page, "Ada");
        Assert.Equal("2 chosen", page.Find(".picked").TextContent);
        await TagAsync(page, "VIP");
        page.WaitForAssertion(() => Assert.Equal(["Cleo", "Ada"], Tagged(page)), Patience);
        Assert.Empty(page.FindAll(".selection"));
        page.WaitForElement("#tag-menu", Patience);
        Assert.Contains("Tag “VIP” added. (2 customers)", page.Find(".strip").TextContent, StringComparison.Ordinal);
        await page.Find(".strip button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(Tagged(page)), Patience);
        Assert.Contains("It was undone", page.Find(".strip").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#tag-menu")), Patience);   // nobody has a tag to filter by
    }

    [Fact]
    public async Task All_of_the_filtered_list_are_those_it_holds_and_nobody_else()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders);
        var page = context.Render<CustomersPage>();
        await ChooseAsync(page, "Cleo");
        await page.Find("#customer-search").InputAsync("ben");
        page.WaitForAssertion(() => Assert.Equal(["Ben"], Names(page)), Patience);
        Assert.Empty(page.FindAll(".selection"));   // another list, another choice
        context.Get<CustomerListMemory>().Search = "";
        context.Get<NavigationManager>().NavigateTo(new CustomerListAddress([], Core.Customers.CustomerSort.Name, false, 1) { Rule = SegmentJson.Write(new OrderTotalRule(OrderMeasure.Revenue) { AtMost = 5 }) }.ToString());
        var other = context.Render<CustomersPage>();
        other.WaitForAssertion(() => Assert.Equal(["Ben", "Cleo"], Names(other)), Patience);
        await ChooseAsync(other, "Ben");
        await other.FindAll(".selection .link-button")[0].ClickAsync(new());
        Assert.Equal("2 chosen", other.Find(".picked").TextContent);
        await TagAsync(other, "Small");
        other.WaitForAssertion(() => Assert.Equal(["Ben", "Cleo"], Tagged(other)), Patience);
        var facts = context.Get<SnapshotService>().Current;
        var small = context.Get<MarkBook>().Members(facts, await context.Get<MarkBook>().TodayAsync(TestContext.Current.CancellationToken), new(MarkQuestion.Tagged) { Tag = "Small" });
        Assert.Equal(2, small!.Count);
    }

    [Fact]
    public async Task A_refusal_is_said_in_words_and_changes_nothing()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders);
        var page = context.Render<CustomersPage>();
        await ChooseAsync(page, "Ada");
        await TagAsync(page, " ");
        Assert.Contains("Write a name or some words first.", page.WaitForElement(".strip.amber", Patience).TextContent, StringComparison.Ordinal);
        Assert.Equal("1 chosen", page.Find(".picked").TextContent);
        Assert.Empty((await context.Get<MarkBook>().HistoryAsync(0, 10, TestContext.Current.CancellationToken)).Items);
    }

    [Fact]
    public async Task Who_may_not_mark_customers_is_refused_by_the_handler_itself()
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        await context.ImportAsync(Orders);
        var facts = context.Get<SnapshotService>().Current;
        var answer = await context.Get<MarkDesk>().MarkAsync(new(MarkKind.Tag) { Text = "VIP" }, facts, CustomerSet.Everybody(facts.CustomerCount));
        Assert.Equal(MarkReason.NotAllowed, answer.Reason);
        Assert.Equal(MarkReason.NotAllowed, await context.Get<MarkDesk>().UndoAsync(1));
    }

    [Fact]
    public async Task What_was_done_stands_with_its_writer_and_can_be_undone_there()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders);
        var empty = context.Render<MarksPage>();
        Assert.Contains("Nothing yet", empty.WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
        var facts = context.Get<SnapshotService>().Current;
        await context.Get<MarkDesk>().MarkAsync(new(MarkKind.Note) { Text = "Wants <b>tea</b>" }, facts, CustomerSet.Everybody(facts.CustomerCount));
        var page = context.Render<MarksPage>();
        var row = page.WaitForElement("tbody tr", Patience);
        Assert.Equal(["somebody", "Note written.Wants <b>tea</b>", "3"], Drills.Cells(row).Skip(1).Take(3));
        await row.QuerySelector("button")!.ClickAsync(new());
        page.WaitForAssertion(() => Assert.StartsWith("Undone ", page.Find(".actions").TextContent.Trim(), StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll(".actions button"));
    }

    [Fact]
    public async Task A_customers_page_takes_notes_and_shows_them_with_the_segments_the_customer_is_in()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync(Orders);
        var cancellation = TestContext.Current.CancellationToken;
        var desk = context.Get<SegmentDesk>();
        await desk.SaveAsync(null, new() { Name = "Ten", Rule = new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 10 } }, cancellation);
        await desk.SaveAsync(null, new() { Name = "Many", Rule = new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 9 } }, cancellation);
        var page = context.Render<CustomerPage>(p => p.Add(c => c.Id, 1));
        await page.WaitForElement(".selection textarea", Patience).ChangeAsync(new() { Value = "Wants <i>tea</i>" });
        await page.FindAll(".act-buttons button").First(b => b.TextContent == "Save note").ClickAsync(new());
        page.WaitForAssertion(() => Assert.StartsWith("Wants <i>tea</i>", page.Find(".marks li").TextContent.Trim(), StringComparison.Ordinal), Patience);
        Assert.Contains("by somebody", page.Find(".marks li").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Ten"], page.FindAll(".marks a[href^='/segments/']").Select(a => a.TextContent));
        await page.Find(".strip button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.DoesNotContain("tea", page.Find("aside").TextContent, StringComparison.Ordinal), Patience);
    }

    [Theory]
    [InlineData(Roles.Manager, true)]
    [InlineData(Roles.Marketer, false)]
    public async Task All_changes_leave_as_a_file_with_the_words_of_notes_for_who_takes_personal_data_along(string role, bool notes)
    {
        using var context = await PageContext.OpenAsync(role);
        await context.ImportAsync(Orders);
        var list = context.Render<CustomersPage>();
        await ChooseAsync(list, "Ada");
        await TagAsync(list, "Small");
        list.WaitForAssertion(() => Assert.Equal(["Ada"], Tagged(list)), Patience);
        await context.ChangeAsync(db => db.Marks.ExecuteUpdate(m => m.SetProperty(x => x.Text, "wants tea")));
        var page = context.Render<MarksPage>();
        page.WaitForElement("tbody tr", Patience);
        var module = context.JSInterop.SetupModule("/js/save.js");
        module.Mode = JSRuntimeMode.Loose;
        await page.Find("[data-save-figures]").ChangeAsync(new() { Value = "Csv" });
        var lines = Encoding.UTF8.GetString((byte[])Assert.Single(module.Invocations["saveFile"]).Arguments[2]!).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(notes ? "When,Who,What,Customers,Undone,Note" : "When,Who,What,Customers,Undone", lines[0]);
        Assert.Matches(notes ? "somebody,.*Small.*,1,,wants tea$" : "somebody,.*Small.*,1,$", Assert.Single(lines.Skip(1)));
    }

    [Fact]
    public async Task Every_kind_and_every_refusal_has_its_words()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var text = context.Get<IStringLocalizer<MarkText>>();
        Assert.All(Enum.GetNames<MarkReason>(), name => Assert.False(text[$"Reason.{name}"].ResourceNotFound, name));
        var words = context.Get<MarkWords>();
        Assert.All(Enum.GetValues<MarkKind>(), kind => Assert.DoesNotContain("Did.", words.Of(new(new() { Kind = kind }, null, "a", null, null)), StringComparison.Ordinal));
    }

    private static async Task ChooseAsync(IRenderedComponent<CustomersPage> page, string name)
    {
        page.WaitForElement(".customer-rows tbody tr", Patience);
        await page.Find($".customer-rows input[aria-label='Choose {name}']").ChangeAsync(new() { Value = true });
        page.WaitForElement(".selection", Patience);
    }

    private static async Task TagAsync(IRenderedComponent<CustomersPage> page, string tag)
    {
        await page.Find(".selection input[list]").ChangeAsync(new() { Value = tag });
        await page.FindAll(".act-buttons button").First(b => b.TextContent == "Add tag").ClickAsync(new());
    }

    private static IEnumerable<string> Names(IRenderedComponent<CustomersPage> page) => page.FindAll(".customer-rows tbody th a").Select(a => a.TextContent);

    private static IEnumerable<string> Tagged(IRenderedComponent<CustomersPage> page) =>
        page.FindAll(".customer-rows tbody tr").Where(r => r.QuerySelector(".tag") is not null).Select(r => r.QuerySelector("th a")!.TextContent);
}
