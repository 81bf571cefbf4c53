using System.Diagnostics;
using System.Globalization;
using Dashboard.SqliteJobs.Worker;

namespace Dashboard.SqliteJobs.Tests.Crashes;

/// <summary>A process of its own that runs the jobs of a file.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _journal;

    private WorkerProcess(Process process, string journal) => (_process, _journal) = (process, journal);

    /// <summary>Numbers of the jobs that ran in this process. A last line that a kill cut off is left out.</summary>
    public IEnumerable<int> Ran => File.ReadAllText(_journal).Split('\n')[..^1].Select(line => int.Parse(line, CultureInfo.InvariantCulture));

    public static async Task<WorkerProcess> StartAsync(string file, TimeSpan lease)
    {
        var journal = $"{file}-{Guid.NewGuid():n}.journal";
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { typeof(Journal).Assembly.Location, file, journal, lease.TotalSeconds.ToString(CultureInfo.InvariantCulture) },
        };
        var worker = new WorkerProcess(Process.Start(start)!, journal);
        Assert.Equal("ready", await worker._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        return worker;
    }

    /// <summary>Ends when the process runs its first slow job.</summary>
    public async Task AtWorkAsync() => Assert.Equal("at work", await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

    /// <summary>SIGKILL: nothing of the process gets a chance to tidy up.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Lets it end by itself.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, _process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
