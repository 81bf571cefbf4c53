using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Exports;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Schedules;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dashboard.Web.Tests.Exports;

public sealed class ScheduledExportTests : IAsyncDisposable
{
    private const string Orders = """
        order_id,customer_id,customer_name,email,order_date,amount
        1,A1,Ada Lovelace,ada@example.com,2024-01-05,10
        2,B1,Ben,ben@example.com,2024-02-06,5
        """;

    private PageContext _context = null!;
    private WebApplication? _receiver;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private ExportSchedules Schedules => _context.Get<ExportSchedules>();

    private ExportScheduleRunner Runner => _context.Get<ExportScheduleRunner>();

    private string Outbox => _context.Folder.Outbox;

    private ExportScheduleDraft Draft => new() { Name = "Night", Location = ".", FileName = "list", Cron = "0 3 * * *", Purpose = null, Layout = new(ExportFormat.Csv, ["name", "email", "revenue"]) };

    [Fact]
    public async Task A_file_is_put_into_the_folder_whole_and_none_is_overwritten()
    {
        await OpenAsync();
        var id = await AddAsync(Draft);
        Assert.Equal(DeliveryOutcome.Delivered, (await RunAsync(id)).Outcome);
        await RunAsync(id);
        Assert.Equal(["list-2.csv", "list.csv"], Files());
        Assert.Equal("name,email,revenue\r\nAda Lovelace,ada@example.com,10.00\r\nBen,ben@example.com,5.00\r\n", await File.ReadAllTextAsync(Path.Combine(Outbox, "list.csv"), Cancellation));
        var (run, export) = (await Schedules.HistoryAsync(id, 0, 10, Cancellation)).Items[0];
        Assert.Equal(("list-2.csv", 2, false), (run.FileName, export!.Rows, run.ByPerson));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Outbox, "list-2.csv"), Cancellation))), export.Hash);
    }

    [Fact]
    public async Task A_filtered_list_is_asked_anew_at_each_run_and_names_no_segment_that_its_owner_does_not_see()
    {
        await OpenAsync();
        var id = await AddAsync(Draft with { Rule = new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 8 } });
        Assert.Equal(1, (await RunAsync(id)).Rows);
        await _context.ImportAsync("order_id,customer_id,order_date,amount\n9,B1,2024-03-01,50");
        Assert.Equal(2, (await RunAsync(id)).Rows);
        Assert.Equal(ExportOrigin.Rule, (await Schedules.HistoryAsync(id, 0, 1, Cancellation)).Items[0].Export!.Origin);

        var segments = _context.Get<SegmentCatalog>();
        var own = (await segments.SaveAsync(null, new() { Name = "Own", Rule = new ProspectRule() }, new(_context.UserId, true), _context.Get<SnapshotService>().Current, Cancellation)).Id!.Value;
        var within = await AddAsync(Draft with { Name = "Within", Rule = new RuleGroup(GroupMode.None, new MemberRule(own)) });
        Assert.Equal(["Within"], (await segments.ListAsync(new(_context.UserId, true), Cancellation)).Single().Uses.Seen.Select(u => u.Name));
        var problems = (await Schedules.SaveAsync(null, Draft with { Name = "Foreign", Rule = new MemberRule(own + 1) }, new(_context.UserId, true), Cancellation)).Problems;
        Assert.Equal(ScheduleReason.UnknownSegment, Assert.Single(problems).Reason);
        Assert.Equal(DeliveryOutcome.Delivered, (await RunAsync(within)).Outcome);
        await _context.ChangeAsync(db => db.Segments.Where(s => s.Id == own).ExecuteUpdate(u => u.SetProperty(s => s.RemovedAt, DateTime.UnixEpoch)));
        Assert.Contains("no longer", (await RunAsync(within)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_its_own_files_as_many_stay_as_were_asked_for_and_those_that_were_changed()
    {
        await OpenAsync();
        var id = await AddAsync(Draft with { Keep = 2 });
        await RunAsync(id);
        await File.AppendAllTextAsync(Path.Combine(Outbox, "list.csv"), "mine", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Outbox, "other.csv"), "other", Cancellation);
        for (var i = 0; i < 3; i++) await RunAsync(id);
        Assert.Equal(["list-3.csv", "list-4.csv", "list.csv", "other.csv"], Files());
    }

    [Fact]
    public async Task What_the_owner_may_take_along_is_asked_at_each_run()
    {
        await OpenAsync();
        var id = await AddAsync(Draft with { Layout = new(ExportFormat.Csv, ["name"]) });
        var accounts = _context.Get<UserAccounts>();
        await accounts.AddAsync("boss", "boss@example.com", [Roles.Admin, Roles.Manager], "correct horse battery", Cancellation);
        await accounts.SetRolesAsync(_context.UserId, [Roles.Marketer], Cancellation);
        await RunAsync(id);
        Assert.Equal("name\r\nA*** L***\r\nB***\r\n", await File.ReadAllTextAsync(Path.Combine(Outbox, "list.csv"), Cancellation));

        await accounts.SetRolesAsync(_context.UserId, [Roles.Admin], Cancellation);
        var refused = await RunAsync(id);
        Assert.Equal((DeliveryOutcome.Failed, "somebody may no longer export customers, so nothing was exported. An admin can give the right back."), (refused.Outcome!.Value, refused.Reason));
        await accounts.SetDisabledAsync(_context.UserId, true, Cancellation);
        Assert.StartsWith("The account that it belonged to is gone", (await RunAsync(id, byClock: false)).Reason, StringComparison.Ordinal);
        Assert.Equal(["list.csv"], Files());
    }

    [Fact]
    public async Task Only_who_consented_at_the_time_of_the_run_is_in_the_file()
    {
        await OpenAsync();
        await RunAsync(await AddAsync(Draft with { Purpose = ConsentFilter.Usual }));
        Assert.Equal("name,email,revenue\r\n", await File.ReadAllTextAsync(Path.Combine(Outbox, "list.csv"), Cancellation));
    }

    [Fact]
    public async Task A_run_whose_process_died_is_gone_on_with_and_delivers_once()
    {
        await OpenAsync();
        var id = await AddAsync(Draft);
        await RunAsync(id);
        // As if it had died after the file was put there, and before, with half of it written aside.
        await _context.ChangeAsync(db => db.DeliveryRuns.ExecuteUpdate(r => r.SetProperty(x => x.Outcome, DeliveryOutcome.Running)));
        await RunAsync(id);
        Assert.Equal(["list.csv"], Files());
        File.Delete(Path.Combine(Outbox, "list.csv"));
        var run = (await Schedules.HistoryAsync(id, 0, 1, Cancellation)).Items[0].Run.Id;
        await File.WriteAllTextAsync(Path.Combine(Outbox, $".export-{run}.part"), "half", Cancellation);
        await _context.ChangeAsync(db => db.DeliveryRuns.ExecuteUpdate(r => r.SetProperty(x => x.Outcome, DeliveryOutcome.Running)));
        await RunAsync(id);
        Assert.Equal(["list.csv"], Files());
        Assert.Single((await Schedules.HistoryAsync(id, 0, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task Only_one_run_of_a_schedule_goes_on_at_a_time()
    {
        await OpenAsync();
        var id = await AddAsync(Draft);
        await using (new FileStream(_context.Folder.DeliveryLock(id), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            Assert.Null((await RunAsync(id)).Outcome);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Folders_that_nobody_allowed_and_names_that_lead_elsewhere_are_refused()
    {
        await OpenAsync();
        async Task<ScheduleReason> WhyAsync(ExportScheduleDraft draft) => (await Schedules.SaveAsync(null, draft, new(_context.UserId, true), Cancellation)).Problems.Single().Reason;
        Assert.Equal(ScheduleReason.FolderNotForExports, await WhyAsync(Draft with { Location = _context.Folder.Keys }));
        Assert.Equal(ScheduleReason.FolderNotForExports, await WhyAsync(Draft with { Location = Path.GetTempPath() }));
        Assert.Equal(ScheduleReason.NoSuchFolder, await WhyAsync(Draft with { Location = "nowhere" }));
        foreach (var name in new[] { "../list", "a/b", ".hidden", "{nothing}", "a\nb" }) Assert.Equal(ScheduleReason.NotAFileName, await WhyAsync(Draft with { FileName = name }));
        Assert.Equal(ScheduleReason.UnknownSegment, await WhyAsync(Draft with { SegmentId = 12 }));
        Assert.Equal(ScheduleReason.NotANumber, await WhyAsync(Draft with { Keep = 0 }));
        Assert.Equal(ScheduleReason.PasswordInAddress, await WhyAsync(Draft with { Target = DeliveryTarget.Address, Location = "https://me:secret@example.com/" }));
    }

    [Fact]
    public async Task A_webhook_gets_the_file_its_headers_and_a_signature_that_proves_both()
    {
        var (request, body) = ("", Array.Empty<byte>());
        var headers = new Dictionary<string, string>();
        var port = await ReceiveAsync(async http =>
        {
            using var all = new MemoryStream();
            await http.Request.Body.CopyToAsync(all, Cancellation);
            (request, body) = ($"{http.Request.Method} {http.Request.Path}", all.ToArray());
            foreach (var (name, value) in http.Request.Headers) headers[name] = value.ToString();
        });
        await OpenAsync("127.0.0.1");
        var id = await AddAsync(Draft with { Target = DeliveryTarget.Address, Location = $"http://127.0.0.1:{port}/take?list=1", Headers = [new("X-Key", "open sesame")], Secret = "whsec" });
        Assert.Equal((DeliveryOutcome.Delivered, 2), ((await RunAsync(id)) is var result ? (result.Outcome!.Value, result.Rows) : default));
        Assert.Equal(("POST /take", "name,email,revenue\r\nAda Lovelace,ada@example.com,10.00\r\nBen,ben@example.com,5.00\r\n"), (request, Encoding.UTF8.GetString(body)));
        Assert.Equal(("text/csv", "open sesame", "attachment; filename=list.csv"), (headers["Content-Type"], headers["X-Key"], headers["Content-Disposition"]));
        var run = (await Schedules.HistoryAsync(id, 0, 1, Cancellation)).Items[0].Run.Id;
        Assert.Equal($"{run}", headers["Dashboard-Delivery"]);
        var seconds = headers["Dashboard-Signature"].Split(',')[0][2..];
        var expected = HMACSHA256.HashData("whsec"u8, [.. Encoding.ASCII.GetBytes(seconds + "."), .. body]);
        Assert.Equal($"t={seconds},v1={Convert.ToHexStringLower(expected)}", headers["Dashboard-Signature"]);

        // Neither secret lies in the store as it was typed.
        var kept = (await Schedules.FindAsync(id, Cancellation))!;
        Assert.DoesNotContain("sesame", kept.Headers, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec", kept.Secret, StringComparison.Ordinal);
        // A secret goes to no other host than the one it was typed for.
        Assert.Equal(
            [ScheduleReason.HeaderWithoutValue, ScheduleReason.HeaderWithoutValue],
            (await Schedules.SaveAsync(id, Draft with { Target = DeliveryTarget.Address, Location = "https://example.com/", Headers = [new("X-Key", null)] }, new(_context.UserId, true), Cancellation)).Problems.Select(p => p.Reason));
    }

    [Fact]
    public async Task An_address_that_is_not_public_is_refused_unless_the_settings_allow_it()
    {
        var asked = 0;
        var port = await ReceiveAsync(_ => Task.FromResult(asked++));
        await OpenAsync();
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]", "10.1.2.3", "192.168.1.1", "169.254.169.254" })
        {
            var problem = Assert.Single((await Schedules.SaveAsync(null, Draft with { Target = DeliveryTarget.Address, Location = $"http://{host}:{port}/" }, new(_context.UserId, true), Cancellation)).Problems);
            Assert.Equal((nameof(ExportScheduleDraft.Location), ScheduleReason.AddressNotPublic), (problem.Field, problem.Reason));
            Assert.StartsWith($"{host.Trim('[', ']')} leads to ", problem.Sentence, StringComparison.Ordinal);
            Assert.Contains("Exports:AllowedAddresses", problem.Sentence, StringComparison.Ordinal);
        }
        // A name may lead elsewhere by the time it runs, so that each run asks again.
        var id = await AddAsync(Draft with { Target = DeliveryTarget.Address, Location = "https://nowhere.example/" });
        await _context.ChangeAsync(db => db.ExportSchedules.ExecuteUpdate(s => s.SetProperty(x => x.Location, $"http://127.0.0.1:{port}/")));
        var result = await RunAsync(id);
        Assert.Equal((DeliveryOutcome.Failed, 0), (result.Outcome!.Value, asked));
        Assert.StartsWith("127.0.0.1 leads to 127.0.0.1, which is not a public address", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(307, "/moved", DeliveryOutcome.Delivered)]
    [InlineData(302, "/moved", DeliveryOutcome.Failed)]
    [InlineData(307, "http://localhost:{0}/moved", DeliveryOutcome.Failed)]
    [InlineData(307, "http://169.254.169.254/latest", DeliveryOutcome.Failed)]
    public async Task Customers_follow_a_redirect_only_within_the_service_that_was_named(int status, string to, DeliveryOutcome outcome)
    {
        var moved = 0;
        var port = 0;
        port = await ReceiveAsync(http =>
        {
            if (http.Request.Path == "/moved") moved++;
            else (http.Response.StatusCode, http.Response.Headers.Location) = (status, string.Format(CultureInfo.InvariantCulture, to, port));
            return Task.CompletedTask;
        });
        await OpenAsync("127.0.0.1", "localhost");
        Assert.Equal(outcome, (await RunAsync(await AddAsync(Draft with { Target = DeliveryTarget.Address, Location = $"http://127.0.0.1:{port}/" }))).Outcome);
        Assert.Equal(outcome == DeliveryOutcome.Delivered ? 1 : 0, moved);
    }

    [Fact]
    public async Task A_failure_is_tried_again_later_and_the_fifth_in_a_row_switches_it_off()
    {
        var port = await ReceiveAsync(http => Task.FromResult(http.Response.StatusCode = 503));
        await OpenAsync("127.0.0.1");
        var id = await AddAsync(Draft with { Target = DeliveryTarget.Address, Location = $"http://127.0.0.1:{port}/" });
        for (var failures = 1; failures <= ScheduleRunner.MostFailures; failures++)
        {
            var result = await RunAsync(id);
            Assert.Equal("127.0.0.1 answered with status 503 and did not take the file. Check the address and the headers.", result.Reason);
            Assert.Equal(failures < ScheduleRunner.MostFailures, result.RetryAt is not null);
            if (result.RetryAt is not null) Assert.Null((await RunAsync(id)).Outcome);
            await _context.ChangeAsync(db => db.ExportSchedules.ExecuteUpdate(e => e.SetProperty(x => x.RetryAt, (DateTime?)null)));
        }
        var schedule = (await Schedules.FindAsync(id, Cancellation))!;
        Assert.True(schedule.IsGivenUp);
        await Schedules.SwitchAsync(id, true, Cancellation);
        Assert.Equal((true, 0), (await Schedules.FindAsync(id, Cancellation)) is { } on ? (on.Enabled, on.Failures) : default);
    }

    public async ValueTask DisposeAsync()
    {
        if (_receiver is not null) await _receiver.DisposeAsync();
        _context?.Dispose();
    }

    private async Task OpenAsync(params string[] allowed)
    {
        _context = await PageContext.OpenWithAsync(
            (services, _) => services.Replace(ServiceDescriptor.Singleton(new DeliveryOptions { AllowedAddresses = allowed })), null, Roles.Manager);
        await _context.ImportAsync(Orders);
    }

    private async Task<int> AddAsync(ExportScheduleDraft draft)
    {
        var (id, problems) = await Schedules.SaveAsync(null, draft, new(_context.UserId, true), Cancellation);
        Assert.Empty(problems);
        return id!.Value;
    }

    private Task<DeliveryResult> RunAsync(int id, bool byClock = true) => Runner.RunAsync(id, byClock, null, Cancellation);

    private string[] Files() => [.. Directory.GetFiles(Outbox).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private async Task<int> ReceiveAsync(Func<HttpContext, Task> take)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.Run(http => take(http));
        await _receiver.StartAsync(Cancellation);
        return new Uri(_receiver.Urls.First()).Port;
    }
}
