using System.Globalization;
using System.Text.Json;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Holdout;
using Dashboard.Tests;

namespace Dashboard.Web.Tests.Verbs;

public sealed class ClvVerbTests(SampleShopFolder sample) : IClassFixture<SampleShopFolder>
{
    [Fact]
    public async Task The_sample_shop_comes_with_a_model_that_serves()
    {
        var show = (await RunAsync("clv", "show", "--json")).Json;
        Assert.Equal("best_accepted", show.GetProperty("reason").GetString());
        var family = PurchaseModels.Find(show.GetProperty("model").GetString()!)!;
        Assert.Equal(family.ParameterNames, Names(show.GetProperty("parameters")));
        Assert.Equal(family.ParameterNames, Names(show.GetProperty("standard_errors")));
        Assert.True(show.GetProperty("log_likelihood").GetDouble() < 0);
        Assert.True(show.GetProperty("converged").GetBoolean());
        var model = (await RunAsync("clv", "compare", "--json")).Json.GetProperty("candidates").EnumerateArray().Single(c => c.GetProperty("name").GetString() == family.Name);
        Assert.Equal(model.GetProperty("accepted").GetBoolean(), show.GetProperty("model_accepted").GetBoolean());
        var total = show.GetProperty("total");
        double Of(string name) => total.GetProperty(name).GetDouble();
        Assert.True(Of("purchases_low") < Of("purchases") && Of("purchases") < Of("purchases_high"));
        Assert.All(new[] { "purchases", "purchases_low", "purchases_high" }, name => Assert.Equal(Math.Round(Of(name), 3), Of(name)));
        Assert.All(new[] { "customer_equity", "customer_equity_low", "customer_equity_high" }, name => Assert.Equal(Math.Round(Of(name), 2), Of(name)));
        Assert.True(Of("customer_equity_low") < Of("customer_equity") && Of("customer_equity") < Of("customer_equity_high"));
        var forecasts = (await RunAsync("clv", "predict")).JsonLines.Where(l => l.GetProperty("expected_value").ValueKind == JsonValueKind.Number).ToList();
        Assert.Equal(forecasts.Sum(l => l.GetProperty("expected_value").GetDouble()), Of("customer_equity"), 0.01 * forecasts.Count);
        Assert.Equal(forecasts.Sum(l => l.GetProperty("expected_purchases").GetDouble()), Of("purchases"), 0.001 * forecasts.Count);
        Assert.True(show.GetProperty("holdout").GetProperty("mae").GetDouble() > 0);
        var forecast = show.GetProperty("forecast").GetString()!;
        var text = (await RunAsync("clv", "show")).Output;
        Assert.Contains(forecast, text, StringComparison.Ordinal);
        Assert.Equal(!model.GetProperty("accepted").GetBoolean(), text.Contains($"lifecycle are by {family.Name}, which was not accepted by itself (", StringComparison.Ordinal));
        Assert.Matches(@"All customers over 365 days: [\d,]+ purchases, 80% between [\d,]+ and [\d,]+; customer equity [\d,.]+ [A-Z]{3}, 80% between [\d,.]+ and [\d,.]+\.", text);
        Assert.Contains($"In the hold-outs: MAE {show.GetProperty("holdout").GetProperty("mae").GetDouble().ToString("0.#####", CultureInfo.InvariantCulture)}, RMSE ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_lists_every_model_and_every_rule_of_thumb_and_only_the_best_serves()
    {
        var compare = (await RunAsync("clv", "compare", "--json")).Json;
        var candidates = compare.GetProperty("candidates").EnumerateArray().ToList();
        IEnumerable<string?> Of(params string[] kinds) => candidates.Where(c => kinds.Contains(c.GetProperty("kind").GetString())).Select(c => c.GetProperty("name").GetString());
        Assert.Equal(PurchaseModels.All.Select(m => m.Name), Of("model"));
        Assert.Equal(Baselines.All.Select(n => n.Name), Of("baseline"));
        Assert.Equal(2, Of("season").Count());
        Assert.NotEmpty(Of("learner"));
        Assert.Equal(candidates.Count, Of("model", "baseline", "season", "learner", "stack").Count());
        Assert.All(Of("learner"), name => Assert.NotEqual(compare.GetProperty("served").GetString(), name));
        Assert.Equal(compare.GetProperty("served").GetString(), candidates.Single(c => c.GetProperty("served").GetBoolean()).GetProperty("name").GetString());
        Assert.All(candidates.Where(c => c.GetProperty("mae").ValueKind == JsonValueKind.Number), c => Assert.Equal(10, c.GetProperty("deciles").GetArrayLength()));
        foreach (var candidate in candidates.Where(c => c.GetProperty("accepted").GetBoolean()))
        {
            Assert.Empty(candidate.GetProperty("beaten_by").EnumerateArray());
            foreach (var measure in new[] { "rmse", "deviance", "error" })
                Assert.All(candidates.Where(c => c.GetProperty("kind").GetString() == "baseline"), rule => Assert.True(candidate.GetProperty(measure).GetDouble() < rule.GetProperty(measure).GetDouble()));
            Assert.All(candidates.Where(c => c.GetProperty("kind").GetString() == "baseline"), rule => Assert.True(candidate.GetProperty("gini").GetDouble() > rule.GetProperty("gini").GetDouble() - 0.02));
            Assert.InRange(candidate.GetProperty("bias").GetDouble(), -0.3, 0.3);
            Assert.True(candidate.GetProperty("calibration").GetDouble() >= Math.Abs(candidate.GetProperty("bias").GetDouble()) - 1e-9);
        }
        var table = (await RunAsync("clv", "compare")).Output;
        Assert.Contains("by tenths of the customers", table, StringComparison.Ordinal);
        // Forecasting nothing ranks nobody: 0 and not -0.
        Assert.Equal("0", candidates.Single(c => c.GetProperty("name").GetString() == "zero").GetProperty("gini").GetRawText());
        Assert.DoesNotContain(" -0 ", table, StringComparison.Ordinal);
        Assert.All(candidates, c => Assert.Contains(c.GetProperty("name").GetString()!, table, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Show_and_compare_say_why_the_spend_model_was_refused()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "orders.csv");
        // Everybody pays the same each time.
        var rows = Enumerable.Range(0, 60).SelectMany(c => Enumerable.Range(0, 1 + c % 4).Select(n => $"{c}-{n},C{c},{new DateOnly(2024, 1, 1).AddDays(3 * c + 20 * n + c * n % 17):yyyy-MM-dd},10.00"));
        await File.WriteAllLinesAsync(file, ["order_id,customer_id,date,total", .. rows], TestContext.Current.CancellationToken);
        var import = await VerbProcess.RunAsync(folder, "import", file);
        Assert.Equal((0, ""), (import.ExitCode, import.Errors));
        Assert.Equal(0, (await VerbProcess.RunAsync(folder, "clv", "fit")).ExitCode);
        foreach (var verb in new[] { "show", "compare" })
        {
            var spend = (await VerbProcess.RunAsync(folder, "clv", verb, "--json")).Json.GetProperty("spend");
            Assert.Equal(("Gamma-Gamma", false, "the values do not differ"), (spend.GetProperty("model").GetString(), spend.GetProperty("served").GetBoolean(), spend.GetProperty("doubt").GetString()));
            Assert.Equal(JsonValueKind.Null, spend.GetProperty("parameters").ValueKind);
            Assert.Contains("Gamma-Gamma does not serve: the values do not differ.", (await VerbProcess.RunAsync(folder, "clv", verb)).Output, StringComparison.Ordinal);
        }
        var served = (await RunAsync("clv", "show", "--json")).Json.GetProperty("spend");
        Assert.Equal((true, JsonValueKind.Null), (served.GetProperty("served").GetBoolean(), served.GetProperty("doubt").ValueKind));
    }

    [Fact]
    public async Task Predict_prints_every_customer_once()
    {
        var lines = (await RunAsync("clv", "predict")).JsonLines.ToList();
        Assert.Equal(20_000, lines.Count);
        Assert.All(lines, l => Assert.Equal(["external_id", "source", "p_alive", "expected_purchases", "low", "high", "expected_value", "lifecycle"], Names(l)));
        foreach (var line in lines)
        {
            if (line.GetProperty("lifecycle").GetString() == "prospect")
            {
                Assert.Equal(JsonValueKind.Null, line.GetProperty("p_alive").ValueKind);
                continue;
            }
            if (line.GetProperty("p_alive") is { ValueKind: not JsonValueKind.Null } alive) Assert.InRange(alive.GetDouble(), 0, 1);
            Assert.True(line.GetProperty("low").GetInt32() <= line.GetProperty("high").GetInt32());
            Assert.True(line.GetProperty("expected_value").GetDouble() >= 0);
        }
        Assert.Superset(new HashSet<string?> { "new", "active", "at_risk", "lost", "prospect" }, lines.Select(l => l.GetProperty("lifecycle").GetString()).ToHashSet());
    }

    [Fact]
    public async Task Predict_answers_for_one_customer_and_other_days()
    {
        var best = (await RunAsync("clv", "predict")).JsonLines.MaxBy(l => l.GetProperty("p_alive").ValueKind == JsonValueKind.Null ? 0 : l.GetProperty("expected_purchases").GetDouble());
        var id = best.GetProperty("external_id").GetString()!;
        var year = Assert.Single((await RunAsync("clv", "predict", "--customer", id)).JsonLines);
        Assert.Equal(best.ToString(), year.ToString());
        var month = Assert.Single((await RunAsync("clv", "predict", "--customer", id, "--days", "30")).JsonLines);
        Assert.InRange(month.GetProperty("expected_purchases").GetDouble(), 1e-3, year.GetProperty("expected_purchases").GetDouble() / 6);
        Assert.Equal(year.GetProperty("lifecycle").GetString(), month.GetProperty("lifecycle").GetString());
        var nobody = await RunAsync("clv", "predict", "--customer", "nobody");
        Assert.Equal((1, ""), (nobody.ExitCode, nobody.Output));
        Assert.StartsWith("There is no such customer.", nobody.Errors, StringComparison.Ordinal);
        Assert.StartsWith("--days needs a number", (await RunAsync("clv", "predict", "--days", "0")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_of_two_sources_with_one_number_are_told_apart()
    {
        using var folder = new TestFolder();
        foreach (var (source, purchases) in new[] { ("shop", 5), ("market", 1) })
        {
            var file = Path.Combine(folder.Data.Root, $"{source}.csv");
            var rows = Enumerable.Range(0, 40).SelectMany(c => Enumerable.Range(0, c == 7 ? purchases : 1 + c % 4).Select(n => $"{c}-{n},{c},c{c}@{source}.example,{new DateOnly(2024, 1, 1).AddDays(3 * c + 20 * n + c * n % 17):yyyy-MM-dd},{10 + c}"));
            await File.WriteAllLinesAsync(file, ["order_id,customer_id,email,date,total", .. rows], TestContext.Current.CancellationToken);
            Assert.Equal(0, (await VerbProcess.RunAsync(folder, "import", file, "--source", source)).ExitCode);
        }
        Assert.Equal(0, (await VerbProcess.RunAsync(folder, "clv", "fit")).ExitCode);
        var both = (await VerbProcess.RunAsync(folder, "clv", "predict", "--customer", "7")).JsonLines.ToList();
        Assert.Equal(["7", "7"], both.Select(l => l.GetProperty("external_id").GetString()));
        Assert.Equal(["shop", "market"], both.Select(l => l.GetProperty("source").GetString()));
        var all = (await VerbProcess.RunAsync(folder, "clv", "predict")).JsonLines.Select(l => l.ToString()).ToList();
        Assert.Equal(80, all.Count);
        Assert.All(both, line => Assert.Contains(line.ToString(), all));
        var byMail = Assert.Single((await VerbProcess.RunAsync(folder, "clv", "predict", "--customer", "c7@market.example")).JsonLines);
        Assert.Equal(("c7@market.example", "market"), (byMail.GetProperty("external_id").GetString(), byMail.GetProperty("source").GetString()));
        // Forty of a number cannot carry every model: who is refused hears why.
        var table = (await VerbProcess.RunAsync(folder, "clv", "compare")).Output;
        Assert.Contains(" no, ", table, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)\bno( {2}|$)", table.Split("\n\n")[1]);
    }

    private Task<VerbResult> RunAsync(params string[] words) => VerbProcess.RunAsync(sample.Folder, words);

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(p => p.Name);
}
