using System.Globalization;
using Bunit;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Clv;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Clv;

public sealed class ClvModelPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_the_first_fit_the_page_says_when_it_comes()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        Assert.Contains("No model fitted yet", context.Render<ClvModelPage>().WaitForElement(".state", Patience).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_candidate_of_the_newest_fit_has_its_scores_and_its_verdict()
    {
        using var context = await FittedAsync();
        var run = (await context.Get<LifetimeStore>().LatestAsync(Cancellation))!;
        var rivals = run.Fits.Where(f => f.Kind != CandidateKind.Spend).ToList();
        var page = context.Render<ClvModelPage>();
        page.WaitForElement(".clv-rivals", Patience);
        var rows = page.FindAll(".clv-rivals tbody tr");
        Assert.Equal(rivals.Count, rows.Count);
        foreach (var fit in rivals)
        {
            var cells = rows.Single(r => r.QuerySelector("th")!.TextContent == fit.Name).Children.Select(c => c.TextContent.Trim()).ToList();
            Assert.Equal([Number(fit.Errors?.Combined), Number(fit.Mae), Number(fit.Rmse), Number(fit.Deviance)], cells[1..5]);
            Assert.Equal(fit.Errors?.Calibration?.ToString("P1", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal) ?? "–", cells[7]);
            Assert.NotEqual("", cells[8]);
            if (fit.Kind == CandidateKind.Baseline) Assert.Equal("rule of thumb", cells[8]);
        }
        Assert.DoesNotContain("Verdict.", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Doubt.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_gives_chances_and_was_not_accepted_by_itself_is_named_so()
    {
        using var context = await FittedAsync();
        await context.ChangeAsync(db => db.Set<LifetimeFit>().Where(f => f.Kind == CandidateKind.Purchases).ExecuteUpdate(u => u.SetProperty(f => f.IsServed, false)));
        await context.ChangeAsync(db => db.Set<LifetimeFit>().Where(f => f.Name == "NBD").ExecuteUpdate(u => u.SetProperty(f => f.IsServed, true).SetProperty(f => f.IsAccepted, false).SetProperty(f => f.Rmse, 99)));
        var page = context.Render<ClvModelPage>();
        page.WaitForElement(".clv-rivals", Patience);
        Assert.Contains("NBD, not accepted by itself", page.FindAll("dl.facts dd").Select(d => d.TextContent));
        Assert.Contains(page.FindAll(".clv-warnings li"), w => w.TextContent.StartsWith("Chances or lifecycle states decide: they are by NBD, the best single model, which was not accepted by itself (not better than zero, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forecast_that_beats_the_rules_and_is_far_off_in_total_is_refused_in_words()
    {
        using var context = await FittedAsync();
        await context.ChangeAsync(db => db.Set<LifetimeFit>().Where(f => f.Kind == CandidateKind.Purchases)
            .ExecuteUpdate(u => u.SetProperty(f => f.Bias, 0.61).SetProperty(f => f.Mae, 0.01).SetProperty(f => f.Rmse, 0.01).SetProperty(f => f.Deviance, 0.01).SetProperty(f => f.Gini, 1).SetProperty(f => f.Doubt, FitDoubt.None).SetProperty(f => f.IsAccepted, false)));
        await context.ChangeAsync(db => db.LifetimeRuns.ExecuteUpdate(u => u.SetProperty(r => r.Served, (string?)null).SetProperty(r => r.Reason, ChoiceReason.NothingHoldsTotals)));
        var page = context.Render<ClvModelPage>();
        page.WaitForElement(".clv-rivals", Patience);
        Assert.StartsWith("No model serves: what forecasts better than every rule of thumb was off by more than 30% in total.", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        foreach (var name in PurchaseModels.All.Select(m => m.Name))
            Assert.Equal("totals off by more than 30%", page.FindAll(".clv-rivals tbody tr").Single(r => r.QuerySelector("th")!.TextContent == name).Children[^1].TextContent.Trim());
    }

    [Fact]
    public async Task Where_nothing_is_accepted_it_says_so_and_shows_the_best_rule_of_thumb()
    {
        using var context = await FittedAsync();
        await context.ChangeAsync(db => db.LifetimeRuns.ExecuteUpdate(u => u.SetProperty(r => r.Served, (string?)null).SetProperty(r => r.Reason, ChoiceReason.NothingBeatsBaselines)));
        await context.ChangeAsync(db => db.Set<LifetimeFit>().ExecuteUpdate(u => u.SetProperty(f => f.IsServed, false)));
        var run = (await context.Get<LifetimeStore>().LatestAsync(Cancellation))!;
        var best = run.Fits.Where(f => f.Kind == CandidateKind.Baseline).MinBy(f => f.Errors!.Value.Combined)!;
        var page = context.Render<ClvModelPage>();
        page.WaitForElement(".clv-deciles", Patience);
        Assert.StartsWith($"No model serves: none forecasts better than every rule of thumb. The least error among the rules of thumb has “{best.Name}”", page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        Assert.Contains($"Forecast against what came: {best.Name}", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Nothing serves", page.Markup, StringComparison.Ordinal);

        var rows = page.FindAll(".clv-naive tbody tr").Select(r => r.QuerySelectorAll("td").Select(td => td.TextContent).ToList()).ToList();
        Assert.Equal(["0", "$0.00"], rows[0]);
        // As often as all together did: repeat purchases per day known, for everybody, over 365 days.
        var (facts, figures) = (context.Get<SnapshotService>().Current, context.Get<Figures>());
        var rules = ForecastRules.Parse(facts.Stamp.Forecast)!;
        var buyers = Enumerable.Range(0, facts.CustomerCount).Where(i => facts.Customers.Purchases[i] > 0).ToList();
        var perDay = buyers.Sum(i => facts.Customers.Purchases[i] - 1) / (double)buyers.Sum(i => rules.Day - facts.Customers.FirstDay[i]);
        Assert.Equal(figures.Count(perDay * buyers.Count * 365), rows[1][0]);
        Assert.All(rows.Skip(1), r => Assert.StartsWith("$", r[1], StringComparison.Ordinal));
        Assert.Equal(figures.Money(perDay * buyers.Count * 365 * rules.MeanSpend * rules.Kept, facts.Stamp.Currency, brief: true), rows[1][1]);
    }

    [Fact]
    public async Task The_latest_holdout_is_followed_week_by_week_and_added_up()
    {
        using var context = await FittedAsync();
        var run = (await context.Get<LifetimeStore>().LatestAsync(Cancellation))!;
        var weeks = run.TrackedWeeks;
        Assert.Equal((run.HoldoutDays + 6) / 7, weeks.Count);
        Assert.Equal(run.Day, weeks[^1].To);
        var page = context.Render<ClvModelPage>();
        page.WaitForElement(".clv-weeks", Patience);
        var rows = page.FindAll(".clv-weeks tbody tr").Select(r => Drills.Cells(r)).ToList();
        Assert.Equal(weeks.Select(w => $"{w.Actual}"), rows.Select(r => r[2]));
        Assert.Equal($"{weeks.Sum(w => w.Actual)}", rows[^1][4]);
        Assert.Equal(weeks.Sum(w => w.Expected).ToString("N1", CultureInfo.InvariantCulture), rows[^1][3]);
    }

    [Fact]
    public async Task Every_reason_and_every_doubt_has_its_words()
    {
        using var context = await PageContext.OpenAsync(Roles.Marketer);
        var text = context.Services.GetRequiredService<IStringLocalizer<ClvText>>();
        Assert.All(Enum.GetValues<ChoiceReason>(), reason => Assert.False(text[$"Reason.{reason}"].ResourceNotFound, $"{reason}"));
        Assert.All(Enum.GetValues<FitDoubt>().Except([FitDoubt.None]), doubt => Assert.False(text[$"Doubt.{doubt}"].ResourceNotFound, $"{doubt}"));
    }

    private static string Number(double? value) => value?.ToString("N4", CultureInfo.InvariantCulture) ?? "–";

    private static async Task<PageContext> FittedAsync()
    {
        var context = await PageContext.OpenAsync(Roles.Marketer);
        await context.ImportAsync("order_id,customer_id,order_date,amount\n" + string.Concat(
            from customer in Enumerable.Range(0, 60)
            from n in Enumerable.Range(0, 1 + customer % 8)
            select $"{customer}-{n},C{customer},{new DateOnly(2024, 6, 1).AddDays(-5 * customer - 10 * n):yyyy-MM-dd},{5 + customer % 9}\n"));
        Assert.NotNull(await context.Get<LifetimeWork>().RunAsync(null, Cancellation));
        return context;
    }
}
