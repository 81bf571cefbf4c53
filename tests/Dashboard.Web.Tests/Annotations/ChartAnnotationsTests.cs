using Bunit;
using Dashboard.Core.Annotations;
using Dashboard.Core.Users;
using Dashboard.Web.Charts;
using Dashboard.Web.Features.Annotations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Annotations;

public sealed class ChartAnnotationsTests : IDisposable
{
    private static readonly ChartPoint[] Months = [.. Enumerable.Range(1, 3).Select(m => new ChartPoint($"Month {m}", m, $"{m}") { Days = (new(2024, m, 1), new DateOnly(2024, m, 1).AddMonths(1).AddDays(-1)) })];

    private PageContext _context = null!;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private NavigationManager Navigation => _context.Get<NavigationManager>();

    [Fact]
    public async Task An_annotation_is_written_changed_removed_and_brought_back_at_the_chart()
    {
        await OpenAsync(Roles.Marketer);
        var chart = Draw();
        await chart.Find("button[aria-label='Add annotation']").ClickAsync(new());
        Assert.Equal("2024-03-31", chart.Find(".note-form input[type=date]").GetAttribute("value"));
        await chart.Find(".note-form input[type=date]").ChangeAsync("2024-02-10");
        await chart.Find(".note-form input[maxlength]").ChangeAsync("<b>Sale</b>");
        await chart.Find(".note-form").SubmitAsync();
        Assert.Equal("10 Feb 2024 <b>Sale</b> Only me", Words(chart));
        Assert.Empty(chart.FindAll(".notes bdi b"));

        await chart.Find("button[aria-label='Change annotation 1']").ClickAsync(new());
        await chart.Find(".note-form input[maxlength]").ChangeAsync("Winter sale");
        foreach (var box in new[] { 0, 1 }) await chart.FindAll(".note-form input[type=checkbox]")[box].ChangeAsync(true);
        await chart.Find(".note-form").SubmitAsync();
        chart.WaitForAssertion(() => Assert.Equal("10 Feb 2024 Winter sale Team · somebody · This page only", Words(chart)));

        await chart.Find("button[aria-label='Remove annotation 1']").ClickAsync(new());
        chart.WaitForAssertion(() => Assert.Empty(chart.FindAll(".notes li")));
        await chart.Find(".note-undo button").ClickAsync(new());
        chart.WaitForAssertion(() => Assert.Equal("The annotation is back.", chart.Find(".note-undo").TextContent.Trim()));
        chart.WaitForAssertion(() => Assert.Equal("10 Feb 2024 Winter sale Team · somebody · This page only", Words(chart)));
    }

    [Fact]
    public async Task An_annotation_without_words_is_refused_and_the_form_stays()
    {
        await OpenAsync(Roles.Marketer);
        var chart = Draw();
        await chart.Find("button[aria-label='Add annotation']").ClickAsync(new());
        await chart.Find(".note-form input[maxlength]").ChangeAsync(" ");
        await chart.Find(".note-form").SubmitAsync();
        Assert.Equal("Say what happened.", chart.WaitForElement(".field-problem").TextContent);
        Assert.Single(chart.FindAll(".note-form"));
    }

    [Fact]
    public async Task What_the_team_wrote_is_on_every_chart_and_only_its_writer_or_a_manager_changes_it()
    {
        await OpenAsync(Roles.Marketer);
        var other = (await _context.Get<UserAccounts>().AddAsync("Ben", "ben@example.com", [Roles.Marketer], password: null, Cancellation)).UserId;
        await _context.Get<AnnotationCatalog>().SaveAsync(null, new(new(2024, 1, 5), new(2024, 2, 5), "Strike", null, true), new(other, false), Cancellation);
        var chart = Draw();
        chart.WaitForAssertion(() => Assert.Equal("5 Jan – 5 Feb 2024 Strike Team · Ben", Words(chart)));
        Assert.Empty(chart.FindAll(".note-tools"));
    }

    [Fact]
    public async Task Imports_are_told_in_words_and_hidden_by_the_address()
    {
        await OpenAsync(Roles.Marketer);
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n1,A1,2024-01-05,10\n2,A1,2024-02-05,20\n");
        await _context.ChangeAsync(db => db.Annotations.Update(With(db.Annotations.Single(), new(2024, 3, 4))));
        var chart = Draw();
        chart.WaitForAssertion(() => Assert.Contains(".csv: 2 new orders", Words(chart), StringComparison.Ordinal));
        Assert.EndsWith("?notes=people", chart.Find(".notes a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(chart.FindAll(".note-tools"));

        Navigation.NavigateTo("/?notes=people&range=90d");
        var without = Draw();
        without.WaitForAssertion(() => Assert.Equal("/?range=90d", without.Find(".notes a").GetAttribute("href")));
        Assert.Empty(without.FindAll(".notes li"));

        static Annotation With(Annotation note, DateOnly day)
        {
            (note.From, note.To) = (day, day);
            return note;
        }
    }

    [Fact]
    public async Task The_script_is_given_the_points_that_an_annotation_marks()
    {
        await OpenAsync(Roles.Marketer);
        await _context.Get<AnnotationDesk>().SaveAsync(null, new(new(2024, 2, 10), new(2024, 3, 1), "Sale", null, false));
        var module = _context.JSInterop.SetupModule("/js/chart.js");
        module.Mode = JSRuntimeMode.Loose;
        var drawn = module.SetupModule("draw", _ => true);
        drawn.Mode = JSRuntimeMode.Loose;
        var chart = Draw();
        chart.WaitForElement(".notes li");
        chart.WaitForAssertion(() =>
        {
            var given = drawn.Invocations["annotate"].Count > 0 ? drawn.Invocations["annotate"][^1].Arguments[0] : module.Invocations["draw"][^1].Arguments[3];
            Assert.Contains("\"first\":1,\"last\":2", System.Text.Json.JsonSerializer.Serialize(given), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_chart_that_is_not_over_time_has_no_annotations()
    {
        await OpenAsync(Roles.Marketer);
        ChartPoint[] tenths = [new("Best", 1, "1"), new("Worst", 0, "0")];
        Assert.Empty(Draw(tenths).FindAll("button[aria-label='Add annotation'], .notes"));
    }

    [Theory]
    [InlineData("2024-01-31", "2024-01-31", 0, 0)]
    [InlineData("2024-02-01", "2024-03-01", 1, 2)]
    [InlineData("2023-12-01", "2024-06-01", 0, 2)]
    public void An_annotation_marks_the_points_that_hold_its_days(string from, string to, int first, int last) => Assert.Equal((first, last), Note(from, to).On(Months));

    [Theory]
    [InlineData("2024-01-02", 1)]
    [InlineData("2024-01-03", 1)]
    [InlineData("2024-01-05", 2)]
    public void A_day_without_a_figure_marks_the_next_one(string day, int point)
    {
        ChartPoint[] days = [.. new[] { 1, 3, 9 }.Select(d => new ChartPoint($"{d}", d, $"{d}") { Days = (new(2024, 1, d), new(2024, 1, d)) })];
        Assert.Equal((point, point), Note(day, day).On(days));
    }

    [Fact]
    public async Task Every_refusal_has_its_words()
    {
        await OpenAsync(Roles.Marketer);
        var text = _context.Get<IStringLocalizer<AnnotationsText>>();
        Assert.All(new[] { "TextMissing", "TextTooLong", "DaysReversed", "NotAllowed", "NotFound" }, r => Assert.False(text[$"Reason.{r}"].ResourceNotFound, r));
    }

    public void Dispose() => _context?.Dispose();

    private static ChartNote Note(string from, string to) => new(1, DateOnly.Parse(from, null), DateOnly.Parse(to, null), "");

    private async Task OpenAsync(params string[] roles) => _context = await PageContext.OpenAsync(roles);

    private IRenderedComponent<Chart> Draw(ChartPoint[]? points = null) => _context.Render<Chart>(p => p
        .Add(c => c.Title, "Revenue").Add(c => c.Summary, "")
        .AddChildContent<Series>(s => s.Add(x => x.Name, "Revenue").Add(x => x.Points, points ?? Months)));

    private static string Words(IRenderedComponent<Chart> chart) => string.Join(' ', chart.WaitForElement(".notes .note-words").TextContent.Split([' ', '\n', '\u00a0'], StringSplitOptions.RemoveEmptyEntries));
}
