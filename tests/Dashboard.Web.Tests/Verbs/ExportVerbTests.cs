using System.Security.Cryptography;

namespace Dashboard.Web.Tests.Verbs;

public sealed class ExportVerbTests(SampleShopFolder sample) : IClassFixture<SampleShopFolder>
{
    [Fact]
    public async Task Export_writes_only_who_may_be_mailed_unless_told_otherwise()
    {
        var file = Path.Combine(sample.Folder.Data.Root, "out.csv");
        var mailed = (await VerbProcess.RunAsync(sample.Folder, "export", "--out", file, "--columns", "id,consent.email,email", "--json")).Json;
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal("id,consent.email,email", lines[0]);
        Assert.All(lines.Skip(1), l => Assert.Contains(",granted,", l, StringComparison.Ordinal));
        Assert.Equal((lines.Length - 1, 20_000, "email"), (mailed.GetProperty("rows").GetInt32(), mailed.GetProperty("selected").GetInt32(), mailed.GetProperty("consent").GetString()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))), mailed.GetProperty("sha256").GetString());

        var all = await VerbProcess.RunAsync(sample.Folder, "export", "--out", file, "--format", "jsonl", "--consent", "none");
        Assert.StartsWith("Wrote 20,000 customers to ", all.Output, StringComparison.Ordinal);
        Assert.Equal(20_000, (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length);
    }

    [Theory]
    [InlineData("There is no segment Nobody.", "--segment", "Nobody")]
    [InlineData("There is no column shoe.", "--columns", "id,shoe")]
    [InlineData("There is no consent to pigeons.", "--consent", "pigeons")]
    [InlineData("Name a format: ", "--format", "doc")]
    public async Task What_cannot_be_exported_is_said_in_a_sentence_and_writes_nothing(string sentence, params string[] words)
    {
        var file = Path.Combine(sample.Folder.Data.Root, "none.csv");
        var answer = await VerbProcess.RunAsync(sample.Folder, ["export", "--out", file, .. words]);
        Assert.Equal((1, ""), (answer.ExitCode, answer.Output));
        Assert.StartsWith(sentence, answer.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }
}
