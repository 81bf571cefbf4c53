using System.IO.Compression;
using System.Text;
using Dashboard.Core.Imports;
using Dashboard.Core.Schedules;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Schedules;

public sealed class AddressScheduleTests
{
    private const string Orders = ScheduleShop.Header + "1,ada@example.com,2024-01-05,10\n";
    private static readonly ScheduleOptions Loopback = new() { AllowedAddresses = ["127.0.0.1"] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static void NothingIsLeft(ScheduleShop shop) => Assert.Empty(Directory.GetFileSystemEntries(shop.Store.Folder.Uploads));

    [Fact]
    public async Task A_loopback_server_is_refused_before_it_hears_of_it_and_fetched_from_once_it_is_allowed()
    {
        await using var site = new LoopbackSite();
        site.Pages["/orders.csv"] = _ => LoopbackSite.Ok(Orders);
        await using (var shop = await ScheduleShop.OpenAsync())
        {
            foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1" })
            {
                var id = await shop.AddAsync(ScheduleShop.Address(site.At("/orders.csv", host)) with { Name = host });
                var refused = await shop.RunAsync(id);
                Assert.Equal(ScheduleOutcome.Failed, refused.Outcome);
                Assert.Contains("not a public address", refused.Reason, StringComparison.Ordinal);
            }
            Assert.Empty(site.Asked);
        }
        await using var allowed = await ScheduleShop.OpenAsync(Loopback);
        var result = await allowed.RunAsync(await allowed.AddAsync(ScheduleShop.Address(site.At("/orders.csv"))));
        Assert.Equal((ScheduleOutcome.Imported, 1), (result.Outcome, result.Created));
        Assert.Equal("orders.csv", Assert.Single(await allowed.ImportsAsync()).FileName);
        NothingIsLeft(allowed);
    }

    [Fact]
    public async Task A_redirect_leads_to_no_address_that_is_not_allowed_itself()
    {
        await using var site = new LoopbackSite();
        site.Pages["/orders.csv"] = _ => LoopbackSite.Redirect(site.At("/secret", "127.0.0.2"));
        site.Pages["/secret"] = _ => LoopbackSite.Ok(Orders);
        await using var shop = await ScheduleShop.OpenAsync(Loopback);
        var result = await shop.RunAsync(await shop.AddAsync(ScheduleShop.Address(site.At("/orders.csv"))));
        Assert.Contains("127.0.0.2", result.Reason, StringComparison.Ordinal);
        Assert.Single(site.Asked);
    }

    [Fact]
    public async Task Headers_are_sent_to_their_host_and_not_to_another_it_sends_on_to()
    {
        await using var site = new LoopbackSite();
        site.Pages["/orders.csv"] = _ => LoopbackSite.Redirect(site.At("/file", "localhost"));
        site.Pages["/file"] = _ => LoopbackSite.Redirect(site.At("/back"));
        site.Pages["/back"] = _ => LoopbackSite.Ok(Orders);
        await using var shop = await ScheduleShop.OpenAsync(new() { AllowedAddresses = ["127.0.0.1", "localhost"] });
        var id = await shop.AddAsync(ScheduleShop.Address(site.At("/orders.csv")) with { Headers = [new("X-Api-Key", "quite secret")] });
        Assert.Equal(ScheduleOutcome.Imported, (await shop.RunAsync(id)).Outcome);
        Assert.Contains("X-Api-Key: quite secret", site.Asked[0], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", site.Asked[1], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", site.Asked[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_is_encrypted_at_rest_kept_without_being_shown_and_never_sent_to_a_new_host()
    {
        await using var site = new LoopbackSite();
        site.Pages["/orders.csv"] = _ => LoopbackSite.Ok(Orders);
        await using var shop = await ScheduleShop.OpenAsync(Loopback);
        var draft = ScheduleShop.Address(site.At("/orders.csv")) with { Headers = [new("Authorization", "Bearer quite-secret")] };
        var id = await shop.AddAsync(draft);
        await using (var db = shop.Store.Context())
            Assert.DoesNotContain("quite-secret", (await db.ImportSchedules.SingleAsync(Cancellation)).Headers, StringComparison.Ordinal);
        Assert.Equal(["Authorization"], (await shop.FindAsync(id)).HeaderNames);

        var kept = draft with { Cron = "0 4 * * *", Headers = [new("Authorization", null)] };
        Assert.Empty((await shop.Schedules.SaveAsync(id, kept, Cancellation)).Problems);
        await shop.RunAsync(id);
        Assert.Contains("Bearer quite-secret", Assert.Single(site.Asked), StringComparison.Ordinal);

        var moved = kept with { Location = site.At("/orders.csv", "elsewhere.example") };
        var problem = Assert.Single((await shop.Schedules.SaveAsync(id, moved, Cancellation)).Problems);
        Assert.Equal((nameof(ScheduleDraft.Headers), ScheduleReason.HeaderWithoutValue), (problem.Field, problem.Reason));
    }

    [Fact]
    public async Task A_file_that_the_server_or_its_content_says_is_unchanged_is_not_imported_again()
    {
        await using var site = new LoopbackSite();
        site.Pages["/orders.csv"] = head => head.Contains("If-None-Match: \"v1\"", StringComparison.Ordinal) ? LoopbackSite.Answer("304 Not Modified", []) : LoopbackSite.Ok(Orders, "ETag: \"v1\"");
        site.Pages["/plain.csv"] = _ => LoopbackSite.Ok(Orders);
        await using var shop = await ScheduleShop.OpenAsync(Loopback);
        foreach (var page in new[] { "/orders.csv", "/plain.csv" })
        {
            var id = await shop.AddAsync(ScheduleShop.Address(site.At(page)) with { Name = page });
            Assert.Equal(ScheduleOutcome.Imported, (await shop.RunAsync(id)).Outcome);
            Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);
        }
        Assert.Equal(2, (await shop.ImportsAsync()).Count);
        NothingIsLeft(shop);
    }

    [Fact]
    public async Task A_file_behind_an_address_is_fetched_again_once_its_mapping_was_saved_anew()
    {
        await using var site = new LoopbackSite();
        site.Pages["/orders.csv"] = head => head.Contains("If-None-Match", StringComparison.Ordinal) ? LoopbackSite.Answer("304 Not Modified", []) : LoopbackSite.Ok(Orders, "ETag: \"v1\"");
        await using var shop = await ScheduleShop.OpenAsync(Loopback);
        var profiles = shop.Store.Get<ImportProfiles>();
        var mapping = new OrderMapping { Columns = [new("order_id", OrderField.OrderNumber), new("order_date", OrderField.Date), new("amount", OrderField.Amount)] };
        await profiles.SaveAsync("web", mapping, Cancellation);
        var id = await shop.AddAsync(ScheduleShop.Address(site.At("/orders.csv")) with { Profile = "web" });
        Assert.Equal(1, (await shop.RunAsync(id)).Created);
        Assert.Equal(ScheduleOutcome.NothingNew, (await shop.RunAsync(id)).Outcome);

        await profiles.SaveAsync("web", mapping with { Columns = [.. mapping.Columns, new("email", OrderField.Email)] }, Cancellation);
        Assert.Equal((ScheduleOutcome.Imported, 1), ((await shop.RunAsync(id)).Outcome, site.Asked.Count(h => !h.Contains("If-None-Match", StringComparison.Ordinal)) - 1));
    }

    [Fact]
    public async Task A_packed_answer_that_unpacks_beyond_the_limit_is_refused_and_leaves_nothing()
    {
        await using var site = new LoopbackSite();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) await gzip.WriteAsync(Encoding.ASCII.GetBytes(new string('x', 4 << 20)), Cancellation);
        site.Pages["/bomb.csv"] = _ => LoopbackSite.Answer("200 OK", packed.ToArray(), "Content-Encoding: gzip");
        site.Pages["/large.csv"] = _ => LoopbackSite.Ok(new string('x', 3 << 20));
        await using var shop = await ScheduleShop.OpenAsync(Loopback with { LargestFile = 2 << 20 });
        foreach (var page in new[] { "/bomb.csv", "/large.csv" })
            Assert.Contains("larger than 2 MB", (await shop.RunAsync(await shop.AddAsync(ScheduleShop.Address(site.At(page)) with { Name = page }))).Reason, StringComparison.Ordinal);
        NothingIsLeft(shop);
    }

    [Fact]
    public async Task Every_answer_that_is_no_file_is_told_in_words()
    {
        await using var site = new LoopbackSite();
        site.Pages["/loop"] = _ => LoopbackSite.Redirect("/loop");
        site.Pages["/elsewhere"] = _ => LoopbackSite.Redirect("ftp://127.0.0.1/x");
        site.Pages["/login"] = _ => LoopbackSite.Ok("<html><body>Please sign in</body></html>", "Content-Type: text/html");
        site.Pages["/short"] = _ => Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\norder_id,");
        await using var shop = await ScheduleShop.OpenAsync(Loopback);
        foreach (var (page, words) in new[] { ("/none", "status 404"), ("/loop", "more than 5 times"), ("/elsewhere", "not followed"), ("/login", "login: "), ("/short", "did not come whole") })
        {
            var result = await shop.RunAsync(await shop.AddAsync(ScheduleShop.Address(site.At(page)) with { Name = page }));
            Assert.Equal(ScheduleOutcome.Failed, result.Outcome);
            Assert.Contains(words, result.Reason, StringComparison.Ordinal);
        }
        NothingIsLeft(shop);
    }

    [Fact]
    public async Task A_file_that_takes_too_long_is_given_up()
    {
        await using var site = new LoopbackSite();
        using var asked = new SemaphoreSlim(0);
        site.Pages["/slow"] = _ =>
        {
            asked.Release();
            return Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n");
        };
        await using var shop = await ScheduleShop.OpenAsync(Loopback with { LongestFetch = TimeSpan.FromMinutes(7) });
        site.Holds = true;
        var id = await shop.AddAsync(ScheduleShop.Address(site.At("/slow")));
        var running = shop.RunAsync(id);
        await asked.WaitAsync(Cancellation);
        shop.Clock.FireWaits();
        Assert.Contains("longer than 7 minutes", (await running).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ScheduleReason.Missing)]
    [InlineData("orders.csv", ScheduleReason.NotAnAddress)]
    [InlineData("ftp://shop.example/orders.csv", ScheduleReason.NotAnAddress)]
    [InlineData("file:///etc/passwd", ScheduleReason.NotAnAddress)]
    [InlineData("https://me:word@shop.example/orders.csv", ScheduleReason.PasswordInAddress)]
    public async Task An_address_that_cannot_be_fetched_is_not_saved(string address, ScheduleReason reason)
    {
        await using var shop = await ScheduleShop.OpenAsync();
        Assert.Equal(new ScheduleProblem(nameof(ScheduleDraft.Location), reason), Assert.Single((await shop.Schedules.SaveAsync(null, ScheduleShop.Address(address), Cancellation)).Problems));
    }

    [Theory]
    [InlineData("Host", "x", ScheduleReason.NotAHeader)]
    [InlineData("Content-Length", "1", ScheduleReason.NotAHeader)]
    [InlineData("X Key", "x", ScheduleReason.NotAHeader)]
    [InlineData("X-Key", "a\r\nHost: evil", ScheduleReason.NotAHeader)]
    [InlineData("X-Key", null, ScheduleReason.HeaderWithoutValue)]
    [InlineData("X-Key", " ", ScheduleReason.HeaderWithoutValue)]
    public async Task A_header_that_cannot_be_sent_is_not_saved(string name, string? value, ScheduleReason reason)
    {
        await using var shop = await ScheduleShop.OpenAsync();
        var draft = ScheduleShop.Address("https://shop.example/orders.csv") with { Headers = [new(name, value)] };
        Assert.Equal(new ScheduleProblem(nameof(ScheduleDraft.Headers), reason), Assert.Single((await shop.Schedules.SaveAsync(null, draft, Cancellation)).Problems));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        await using var shop = await ScheduleShop.OpenAsync();
        await shop.AddAsync(shop.Folder());
        var draft = new ImportScheduleDraft { Name = "Night", Location = "nowhere", Cron = "0 0 30 2 *", Profile = "unknown" };
        Assert.Equal([ScheduleReason.Taken, ScheduleReason.NoSuchFolder, ScheduleReason.NotACron, ScheduleReason.UnknownProfile],
            (await shop.Schedules.SaveAsync(null, draft, Cancellation)).Problems.Select(p => p.Reason));
    }
}
