using System.Globalization;
using System.Text.Json;
using Dashboard.Analytics.Lifetime;
using Dashboard.Tests;
using Dashboard.Web.Hosting;
using Dashboard.Web.Verbs;

namespace Dashboard.Web.Tests.Verbs;

public sealed class ModelVerbTests
{
    [Fact]
    public async Task A_fit_answers_in_the_agreed_shape_and_predicts_when_handed_back()
    {
        using var folder = new TestFolder();
        var file = await WriteShopAsync(folder);
        var fit = await RunAsync("models", "fit", file, "--model", "bg/nbd", "--json");
        Assert.Equal((0, ""), (fit.ExitCode, fit.Errors));
        Assert.Equal(["model", "parameters", "standard_errors", "log_likelihood", "converged", "boundary", "iterations", "seconds", "doubt"], fit.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("BG/NBD", fit.Json.GetProperty("model").GetString());
        Assert.Equal(["r", "alpha", "a", "b"], fit.Json.GetProperty("parameters").EnumerateObject().Select(p => p.Name));
        Assert.True(fit.Json.GetProperty("converged").GetBoolean());

        var inline = fit.Json.GetProperty("parameters").ToString();
        var whole = await RunAsync("models", "predict", file, "--model", "BG/NBD", "--parameters", fit.Output, "--days", "182");
        var lines = (await RunAsync("models", "predict", file, "--model", "BG/NBD", "--parameters", inline, "--days", "182")).JsonLines.ToList();
        Assert.Equal(whole.JsonLines.Select(l => l.ToString()), lines.Select(l => l.ToString()));
        Assert.Equal(300, lines.Count);
        Assert.Equal(["customer", "p_alive", "expected_purchases", "low", "high", "p_no_purchase"], lines[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal("c1", lines[0].GetProperty("customer").GetString());
        Assert.All(lines, l => Assert.InRange(l.GetProperty("p_alive").GetDouble(), 0, 1));
    }

    [Fact]
    public async Task The_unit_of_the_file_decides_how_long_the_days_are()
    {
        using var folder = new TestFolder();
        var file = await WriteShopAsync(folder);
        const string parameters = """{"r":0.6,"alpha":5,"a":0.8,"b":2.4}""";
        var weeks = (await RunAsync("models", "predict", file, "--model", "BG/NBD", "--parameters", parameters, "--days", "7")).JsonLines.First();
        var days = (await RunAsync("models", "predict", file, "--model", "BG/NBD", "--parameters", parameters, "--days", "1", "--unit", "days")).JsonLines.First();
        Assert.Equal(weeks.GetProperty("expected_purchases").GetDouble(), days.GetProperty("expected_purchases").GetDouble());
    }

    [Theory]
    [InlineData("--model has \"RFM\"", "x,t_x,T\n1,2,3\n", "RFM")]
    [InlineData("Line 2 of", "x,t_x,T\n1,two,3\n", "NBD")]
    [InlineData("Line 3 of", "x,t_x,T\n1,2,3\n1,2\n", "NBD")]
    [InlineData("BG/NBD needs the columns t_x and T", "x,m_x\n1,2\n", "BG/NBD")]
    [InlineData("Gamma-Gamma needs the column m_x", "x,t_x,T\n1,2,3\n", "Gamma-Gamma")]
    [InlineData("NBD cannot be fitted: nobody has bought twice", "x,t_x,T\n0,0,3\n", "NBD")]
    [InlineData("BG/CNBD-k cannot be fitted: the sums of log gaps are missing", "x,t_x,T\n1,2,3\n", "BG/CNBD-k")]
    public async Task What_cannot_be_fitted_is_said_in_one_sentence(string sentence, string content, string model)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "summary.csv");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        var answer = await RunAsync("models", "fit", file, "--model", model);
        Assert.Equal((1, ""), (answer.ExitCode, answer.Output));
        Assert.StartsWith(sentence, answer.Errors, StringComparison.Ordinal);
    }

    private static async Task<string> WriteShopAsync(TestFolder folder)
    {
        var family = PurchaseModels.Find("BG/NBD")!;
        var (model, random) = (family.Create([0.6, 5, 0.8, 2.4])!, new Random(1));
        var rows = Enumerable.Range(1, 300).Select(i => (i, family.Simulate(model, 52, 0, random).History))
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"\"c{c.i}\";{c.History.X};{c.History.Tx:r};{c.History.T:r};later"));
        var file = Path.Combine(folder.Data.Root, "summary.csv");
        await File.WriteAllLinesAsync(file, ["customer_id;x;t_x;T;note", .. rows], TestContext.Current.CancellationToken);
        return file;
    }

    private static async Task<VerbResult> RunAsync(params string[] words)
    {
        using var console = new StringWriter();
        using var errors = new StringWriter();
        var code = await CommandLine.RunAsync(words, new HostArguments { Console = console, Errors = errors });
        return new(code, console.ToString(), errors.ToString());
    }
}
