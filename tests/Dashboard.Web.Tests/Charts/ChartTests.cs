using Bunit;
using Dashboard.Web.Charts;
using Dashboard.Web.Tests.Components;

namespace Dashboard.Web.Tests.Charts;

public sealed class ChartTests : PartTest
{
    private static readonly ChartPoint[] Revenue =
        [new("Jan 2011", 10, "£10.00"), new("Feb 2011", null, ""), new("1 Mar – 9 Mar 2011", 30, "£30.00", Unfinished: true)];

    private IRenderedComponent<Chart> Draw() => Render<Chart>(p => p
        .Add(c => c.Title, "Revenue by month").Add(c => c.Summary, "Highest: £30.00.")
        .AddChildContent<Series>(s => s.Add(x => x.Name, "<b>Revenue</b>").Add(x => x.Points, Revenue))
        .AddChildContent<Series>(s => s.Add(x => x.Name, "Comparison").Add(x => x.Points, Revenue).Add(x => x.Role, SeriesRole.Comparison)));

    [Fact]
    public void The_plot_is_reached_by_keyboard_and_says_what_it_shows()
    {
        var plot = Draw().Find(".chart-plot");
        Assert.Equal("0", plot.GetAttribute("tabindex"));
        Assert.StartsWith("Highest: £30.00.", plot.GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_drawn_once_for_all_its_series()
    {
        var module = JSInterop.SetupModule("/js/chart.js");
        module.Mode = JSRuntimeMode.Loose;
        Draw();
        Assert.Single(module.Invocations["draw"]);
        Assert.Empty(module.Invocations["update"]);
    }

    [Fact]
    public void It_is_drawn_again_only_when_the_picture_changes()
    {
        var module = JSInterop.SetupModule("/js/chart.js");
        module.Mode = JSRuntimeMode.Loose;
        module.SetupModule("draw", _ => true).Mode = JSRuntimeMode.Loose;
        var chart = Draw();
        chart.Render(p => p.Add(c => c.Summary, "Highest: £30.00 in March."));
        Assert.Empty(JSInterop.Invocations["update"]);
        chart.Render(p => p.Add(c => c.Title, "Revenue by quarter"));
        Assert.Single(JSInterop.Invocations["update"]);
    }

    [Fact]
    public void An_average_is_told_from_what_it_is_the_average_of_and_from_a_comparison_by_more_than_colour()
    {
        var chart = Render<Chart>(p => p.Add(c => c.Title, "Cohorts").Add(c => c.Summary, "").Add(c => c.Kind, ChartKind.Line)
            .AddChildContent<Series>(s => s.Add(x => x.Name, "January").Add(x => x.Points, Revenue))
            .AddChildContent<Series>(s => s.Add(x => x.Name, "All").Add(x => x.Points, Revenue).Add(x => x.Role, SeriesRole.Average))
            .AddChildContent<Series>(s => s.Add(x => x.Name, "Before").Add(x => x.Points, Revenue).Add(x => x.Role, SeriesRole.Comparison)));
        Assert.Equal(["mark-1", "mark-compare thick", "mark-compare dashed", "mark-1 dotted"], chart.FindAll(".legend i").Select(i => i.ClassName!.Trim().Replace("  ", " ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_that_look_like_markup_stay_text() => Assert.Empty(Draw().FindAll(".legend b"));

    [Fact]
    public void The_table_holds_every_figure_and_marks_what_is_incomplete()
    {
        var chart = Draw();
        chart.Find("button[aria-label='Show as table']").Click();
        var rows = chart.FindAll("tbody tr");
        Assert.Equal(["£10.00", "–", "£30.00"], rows.Select(r => r.QuerySelector("td")!.TextContent));
        Assert.Contains("incomplete", rows[2].TextContent, StringComparison.Ordinal);
        Assert.Empty(chart.FindAll(".chart-plot"));
    }
}
