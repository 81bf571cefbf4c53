using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Dashboard.Analytics.Lifetime;
using Dashboard.Tests;
using Dashboard.Web.Hosting;
using Dashboard.Web.Verbs;

namespace Dashboard.Web.Tests.Verbs;

public sealed class ModelVerbTests
{
    [Theory]   // five years are 1,826 days and 5 periods, five months 152 days
    [InlineData("years", "1826", "5")]
    [InlineData("months", "152", "5")]
    public async Task A_model_of_whole_periods_counts_years_and_months_as_such(string unit, string days, string periods)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "shop.csv");
        await File.WriteAllTextAsync(file, "x,t_x,T\n2,3,6\n", TestContext.Current.CancellationToken);
        string[] predict = ["models", "predict", file, "--model", "BG/BB", "--parameters", """{"alpha":1.2,"beta":0.75,"gamma":0.66,"delta":2.78}"""];
        var asked = await RunAsync([.. predict, "--unit", unit, "--days", days]);
        Assert.Equal((await RunAsync([.. predict, "--unit", "days", "--days", periods])).Output, asked.Output);
        Assert.True(asked.JsonLines.Single().GetProperty("expected_purchases").GetDouble() > 0);
        Assert.Contains("BG/BB counts whole periods: --days 100 is none in years.", (await RunAsync([.. predict, "--unit", "years", "--days", "100"])).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fit_answers_in_the_agreed_shape_and_predicts_when_handed_back()
    {
        using var folder = new TestFolder();
        var file = await WriteShopAsync(folder);
        var fit = await RunAsync("models", "fit", file, "--model", "bg/nbd", "--json");
        Assert.Equal((0, ""), (fit.ExitCode, fit.Errors));
        Assert.Equal(["model", "parameters", "standard_errors", "log_likelihood", "converged", "boundary", "iterations", "seconds", "doubt", "at_bound"], fit.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("BG/NBD", fit.Json.GetProperty("model").GetString());
        Assert.Equal(["r", "alpha", "a", "b"], fit.Json.GetProperty("parameters").EnumerateObject().Select(p => p.Name));
        Assert.True(fit.Json.GetProperty("converged").GetBoolean());

        var inline = fit.Json.GetProperty("parameters").ToString();
        var whole = await RunAsync("models", "predict", file, "--model", "BG/NBD", "--parameters", fit.Output, "--days", "182");
        var lines = (await RunAsync("models", "predict", file, "--model", "BG/NBD", "--parameters", inline, "--days", "182")).JsonLines.ToList();
        Assert.Equal(whole.JsonLines.Select(l => l.ToString()), lines.Select(l => l.ToString()));
        Assert.Equal(300, lines.Count);
        Assert.Equal(["external_id", "p_alive", "expected_purchases", "low", "high", "p_no_purchase"], lines[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal("c1", lines[0].GetProperty("external_id").GetString());
        Assert.All(lines, l => Assert.InRange(l.GetProperty("p_alive").GetDouble(), 0, 1));
    }

    [Fact]
    public async Task A_number_at_the_end_of_what_was_searched_is_not_shown_as_an_estimate()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "summary.csv");
        var random = new Random(3);
        await File.WriteAllLinesAsync(
            file, ["x,m_x", .. Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"{1 + i % 7},{20 + random.NextDouble() / 1000:r}"))], TestContext.Current.CancellationToken);
        var json = (await RunAsync("models", "fit", file, "--model", "Gamma-Gamma", "--json")).Json;
        Assert.Equal("one spend for all", json.GetProperty("boundary").GetString());
        Assert.Equal(["p", "q"], json.GetProperty("at_bound").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("standard_errors").GetProperty("p").ValueKind);
        var lines = (await RunAsync("models", "fit", file, "--model", "Gamma-Gamma")).Output.Split('\n');
        Assert.All(lines.Where(l => l.StartsWith("p ", StringComparison.Ordinal) || l.StartsWith("q ", StringComparison.Ordinal)), l => Assert.EndsWith("at bound", l.TrimEnd(), StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("gamma", StringComparison.Ordinal) && !l.Contains("at bound", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interval_of_millions_is_left_out_instead_of_counted()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "five.csv");
        await File.WriteAllTextAsync(file, "x,t_x,T\n1,2,3\n0,0,3\n", TestContext.Current.CancellationToken);
        foreach (var parameters in new[] { """{"r":1e6,"alpha":0.1}""", """{"r":1e300,"alpha":1e-300}""" })
        {
            var line = (await RunAsync("models", "predict", file, "--model", "NBD", "--parameters", parameters, "--days", "10")).JsonLines.First();
            Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (line.GetProperty("low").ValueKind, line.GetProperty("high").ValueKind));
        }
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
    [InlineData("There is no file", null, "NBD")]
    [InlineData("Line 3 of FILE: x is 3 although t_x is 0; purchases at the time of the first one are one with it", "x,t_x,T\n1,2,3\n3,0,9\n", "Pareto/NBD")]
    [InlineData("Line 4 of FILE: litt is 2, and 2 gaps that make up t_x 4 have at most x ln(t_x/x) = 1.386294; give the sum", "x,t_x,T,litt\n1,2,3,0.693\n0,0,4,0\n2,4,9,2\n", "Pareto/NBD")]
    [InlineData("Line 2 of FILE: litt is 1 although x is 0", "x,t_x,T,litt\n0,0,3,1\n", "MBG/CNBD-k")]
    [InlineData("Line 2 of FILE: t_x is 2 although x is 0", "x,t_x,T\n0,2,3\n", "BG/NBD")]
    [InlineData("Line 2 of FILE: the last purchase, t_x 4, comes after the end of the observation, T 3", "x,t_x,T\n1,4,3\n", "NBD")]
    [InlineData("Line 3 of FILE: weight is 0", "x,t_x,T,weight\n1,2,3,2\n1,2,3,0\n", "NBD")]
    [InlineData("Line 3 of FILE: x is 1 and m_x is -2", "x,m_x\n1,2\n1,-2\n", "Gamma-Gamma")]
    [InlineData("Line 2 of FILE: x is 1, t_x is 1.5 and T is 3; count whole periods", "x,t_x,T\n1,1.5,3\n", "BG/BB")]
    [InlineData("Line 3 of FILE: T is 0; give the renewal before which a customer was lost, from 1 on", "T,lost\n1,1\n0,1\n", "sBG")]
    [InlineData("Line 2 of FILE has neither 1 (lost) nor 0 (still there) in lost.", "T,lost\n1,2\n", "sBG")]
    [InlineData("sBG needs the column lost, which FILE does not have.", "x,t_x,T\n1,2,3\n", "sBG")]
    [InlineData("FILE has none of the columns x, t_x, T, litt, m_x, weight, lost. Its columns are a, b.", "a,b\n1,2\n", "sBG")]
    [InlineData("Line 2 of", "x,t_x,T\n1.5,2,3\n", "NBD")]
    [InlineData("Line 3 of", "x,t_x,T\n1,2,3\n1,NaN,3\n", "NBD")]
    [InlineData("NBD cannot be fitted: there are no customers", "x,t_x,T\n", "NBD")]
    [InlineData("NBD cannot be fitted: a history is impossible", "x,t_x,T\n1,4,3\n", "NBD")]
    [InlineData("NBD cannot be fitted: a history is impossible", "x,t_x,T\n-1,0,3\n", "NBD")]
    [InlineData("NBD cannot be fitted: a weight is impossible", "x,t_x,T,weight\n1,2,3,0\n", "NBD")]
    [InlineData("BG/BB cannot be fitted: the model needs whole periods", "x,t_x,T\n1,1.5,3\n", "BG/BB")]
    [InlineData("Gamma-Gamma cannot be fitted: a spend is impossible", "x,m_x\n1,-2\n", "Gamma-Gamma")]
    [InlineData("--model has \"RFM\"", "x,t_x,T\n1,2,3\n", "RFM")]
    [InlineData("Line 2 of", "x,t_x,T\n1,two,3\n", "NBD")]
    [InlineData("Line 3 of", "x,t_x,T\n1,2,3\n1,2\n", "NBD")]
    [InlineData("BG/NBD needs the columns t_x and T", "x,m_x\n1,2\n", "BG/NBD")]
    [InlineData("Gamma-Gamma needs the column m_x", "x,t_x,T\n1,2,3\n", "Gamma-Gamma")]
    [InlineData("NBD cannot be fitted: nobody has bought twice", "x,t_x,T\n0,0,3\n", "NBD")]
    [InlineData("BG/CNBD-k cannot be fitted: the sums of log gaps are missing", "x,t_x,T\n1,2,3\n", "BG/CNBD-k")]
    public async Task What_cannot_be_fitted_is_said_in_one_sentence(string sentence, string? content, string model)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "summary.csv");
        if (content is not null) await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        var answer = await RunAsync("models", "fit", file, "--model", model);
        Assert.Equal((1, ""), (answer.ExitCode, answer.Output));
        Assert.Contains(sentence.Replace("FILE", file, StringComparison.Ordinal), answer.Errors, StringComparison.Ordinal);
    }

    /// <summary>Seven years of Fader and Hardie's regular customers: α .704, β 1.182, log-likelihood -1680.265.</summary>
    [Fact]
    public async Task Contracts_are_fitted_from_the_customers_lost_by_period_and_their_survival_predicted()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "contracts.csv");
        int[] there = [1000, 631, 468, 382, 326, 289, 262, 241];
        await File.WriteAllLinesAsync(file, ["T,lost,weight", .. there.Zip(there.Skip(1), (a, b) => a - b).Select((lost, year) => $"{year + 1},1,{lost}"), $"7,0,{there[7]}"], TestContext.Current.CancellationToken);
        var fit = await RunAsync("models", "fit", file, "--model", "sbg", "--unit", "years", "--json");
        Assert.Equal(("sBG", true, JsonValueKind.Null), (fit.Json.GetProperty("model").GetString(), fit.Json.GetProperty("converged").GetBoolean(), fit.Json.GetProperty("boundary").ValueKind));
        double Of(string letter) => fit.Json.GetProperty("parameters").GetProperty(letter).GetDouble();
        Assert.Equal((0.704, 1.182, -1680.265), (Math.Round(Of("alpha"), 3), Math.Round(Of("beta"), 3), Math.Round(fit.Json.GetProperty("log_likelihood").GetDouble(), 3)));
        var lines = (await RunAsync("models", "predict", file, "--model", "sBG", "--parameters", fit.Output, "--unit", "years", "--days", "731")).JsonLines.ToList();
        Assert.Equal(8, lines.Count);
        Assert.All(lines.Take(7), l => Assert.Equal((0, 0, JsonValueKind.Null), (l.GetProperty("p_alive").GetDouble(), l.GetProperty("survival").GetDouble(), l.GetProperty("retention").ValueKind)));
        var (next, further) = ((Of("beta") + 7) / (Of("alpha") + Of("beta") + 7), (Of("beta") + 8) / (Of("alpha") + Of("beta") + 8));
        Assert.Equal(1, lines[7].GetProperty("p_alive").GetDouble());
        Assert.Equal(next, lines[7].GetProperty("retention").GetDouble(), 1e-12);
        Assert.Equal(next * further, lines[7].GetProperty("survival").GetDouble(), 1e-12);
        Assert.Equal(next + next * further, lines[7].GetProperty("expected_renewals").GetDouble(), 1e-12);
    }

    [Theory]
    [InlineData("10000000")]
    [InlineData("0")]
    public async Task A_horizon_beyond_a_hundred_years_is_refused(string days)
    {
        var answer = await RunAsync("models", "predict", "none.csv", "--model", "BG/NBD", "--parameters", """{"r":0.6,"alpha":5,"a":0.8,"b":2.4}""", "--days", days);
        Assert.Equal((1, "--days needs a number from 1 to 36525."), (answer.ExitCode, answer.Errors.Trim()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"x,t_x,T\n1,2,3\n")]
    [InlineData("\u0001\u0002,\u0000\u0003\n1,2\n")]
    public async Task A_file_that_is_no_table_is_said_to_be_none(string content)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "summary.csv");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        var answer = await RunAsync("models", "fit", file, "--model", "NBD");
        Assert.Equal((1, ""), (answer.ExitCode, answer.Output));
        Assert.StartsWith(file, answer.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Errors.Trim(), char.IsControl);
    }

    /// <summary>Cut off at the end of a line, within a line, and in the file's own last bytes, which say only how long the whole is.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-4)]
    public async Task A_packed_file_that_ends_in_the_middle_is_refused(int cut)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "summary.csv.gz");
        using var packed = new MemoryStream();
        long lineEnd;
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.ASCII.GetBytes("x,t_x,T\n" + string.Concat(Enumerable.Range(1, 200).Select(i => $"{i % 5},{(i % 5 == 0 ? 0 : i % 9 + 1)},20\n"))), TestContext.Current.CancellationToken);
            await gzip.FlushAsync(TestContext.Current.CancellationToken);
            lineEnd = packed.Length;
            await gzip.WriteAsync("3,4,20\n2,11,20\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }
        var whole = packed.ToArray();
        await File.WriteAllBytesAsync(file, whole, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await RunAsync("models", "fit", file, "--model", "NBD")).ExitCode);
        await File.WriteAllBytesAsync(file, whole[..(int)(cut < 0 ? whole.Length + cut : lineEnd + cut)], TestContext.Current.CancellationToken);
        foreach (var verb in (string[][])[["fit"], ["predict", "--parameters", "{\"r\":1,\"alpha\":4}", "--days", "7"]])
        {
            var answer = await RunAsync(["models", .. verb, file, "--model", "NBD"]);
            Assert.Equal((1, ""), (answer.ExitCode, answer.Output));
            Assert.Equal($"{file} is damaged or ends in the middle. Download or export it again.", answer.Errors.Trim());
        }
    }

    [Theory]
    [InlineData("x,t_x,T\n1,4,3\n", "BG/BB", """{"alpha":1,"beta":1,"gamma":1,"delta":1}""", "Customer 1: a history is impossible")]
    [InlineData("x,t_x,T\n1,2,3\n1,1.5,3\n", "BG/BB", """{"alpha":1,"beta":1,"gamma":1,"delta":1}""", "Customer 2: the model needs whole periods")]
    [InlineData("x,m_x,customer_id\n1,-2,Ann\n", "Gamma-Gamma", """{"p":6,"q":4,"gamma":15}""", "Customer Ann: a spend is impossible")]
    [InlineData("x,t_x,T\n1,2,3\n", "NBD", """{"r":0,"alpha":1}""", "--parameters is out of the range of NBD")]
    [InlineData("x,t_x,T\n1,2,3\n", "NBD", """{"r":1}""", "--parameters needs the numbers r, alpha; alpha is missing")]
    [InlineData("x,t_x,T\n1,2,3\n", "NBD", "r=1", "--parameters is not JSON")]
    public async Task What_cannot_be_predicted_is_said_in_one_sentence(string content, string model, string parameters, string sentence)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "summary.csv");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        var answer = await RunAsync("models", "predict", file, "--model", model, "--parameters", parameters, "--days", "28");
        Assert.Equal((1, ""), (answer.ExitCode, answer.Output));
        Assert.StartsWith(sentence, answer.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NBD", "r alpha")]
    [InlineData("BG/NBD", "r alpha a b")]
    [InlineData("MBG/NBD", "r alpha a b")]
    [InlineData("BG/CNBD-k", "k r alpha a b")]
    [InlineData("MBG/CNBD-k", "k r alpha a b")]
    [InlineData("Pareto/NBD", "r alpha s beta")]
    [InlineData("BG/BB", "alpha beta gamma delta")]
    [InlineData("Gamma-Gamma", "p q gamma")]
    [InlineData("sBG", "alpha beta")]
    public async Task Every_model_fits_and_predicts_with_the_letters_of_its_paper(string model, string letters)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Data.Root, "summary.csv");
        var (family, random) = (PurchaseModels.Find("BG/BB")!, new Random(2));
        var truth = family.Create([1.2, 0.8, 0.7, 2.8])!;
        var rows = Enumerable.Range(1, 400).Select(i => (i, family.Simulate(truth, 10, 0, random).History)).Select(c => string.Create(
            CultureInfo.InvariantCulture, $"\"{c.i}, the \"\"{c.i}th\"\"\",{c.History.X},{c.History.Tx},{c.History.T},{(c.History.X == 0 ? 0 : c.History.X * Math.Log(c.History.Tx / c.History.X)):r},{(c.History.X == 0 ? 0 : 10 + 40 * random.NextDouble()):r},{c.i % 3 / 2}"));
        await File.WriteAllLinesAsync(file, ["customer_id,x,t_x,T,litt,m_x,lost", .. rows], TestContext.Current.CancellationToken);
        var fit = await RunAsync("models", "fit", file, "--model", model, "--json");
        Assert.Equal((0, ""), (fit.ExitCode, fit.Errors));
        Assert.Equal(letters.Split(' '), fit.Json.GetProperty("parameters").EnumerateObject().Select(p => p.Name));
        Assert.Equal(letters.Split(' '), fit.Json.GetProperty("standard_errors").EnumerateObject().Select(p => p.Name));
        var lines = (await RunAsync("models", "predict", file, "--model", model, "--parameters", fit.Output, "--days", "28")).JsonLines.ToList();
        Assert.Equal(400, lines.Count);
        // Separators and quotes within quotes belong to the name.
        Assert.Equal("7, the \"7th\"", lines[6].GetProperty("external_id").GetString());
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
