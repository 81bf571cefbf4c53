using Dashboard.Core.Data;
using Dashboard.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Hosting;

public sealed class RunningServerTests
{
    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_with_the_address_of_the_first()
    {
        await using var first = await TestServer.StartAsync();
        var root = first.Services.GetRequiredService<DataFolder>().Root;
        await using var second = DashboardHost.BuildServer(new() { Data = root, Urls = "http://127.0.0.1:0", Console = TextWriter.Null });
        var problem = await second.StartDashboardAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"A dashboard already runs on {root}, at {first.Address.ToString().TrimEnd('/')}. Stop it first, or name another folder with --data.", problem);
    }

    [Fact]
    public void A_folder_whose_server_has_gone_is_free_and_has_no_address()
    {
        using var folder = new Dashboard.Tests.TestFolder();
        using var other = new RunningServer(folder);
        using (var server = new RunningServer(folder))
        {
            Assert.True(server.TryBecome());
            server.ListensAt("http://localhost:1");
            Assert.False(other.TryBecome());
            Assert.Equal("http://localhost:1", other.Address);
        }
        Assert.Null(other.Address);
        Assert.True(other.TryBecome());
    }
}
