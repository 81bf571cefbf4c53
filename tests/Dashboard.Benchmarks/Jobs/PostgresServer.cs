using System.Diagnostics;
using Dashboard.Benchmarks.Measuring;
using Npgsql;

namespace Dashboard.Benchmarks.Jobs;

/// <summary>
/// A PostgreSQL server of the benchmark's own, as installed and with its defaults: in the folder of the benchmarks, so on the same disk as the files it is compared
/// with, reached by a socket there, under a user who owns nothing else when the benchmark runs as root.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private int _databases;

    private PostgresServer(Process process, string folder) => (_process, _folder) = (process, folder);

    /// <summary>The running server, or why there is none.</summary>
    public static async Task<(PostgresServer? Server, string? Reason)> TryStartAsync(BenchmarkOptions options)
    {
        if (Programs() is null && await InstallAsync() is { } failure) return (null, failure);
        if (Programs() is not { } programs) return (null, "there is no initdb after installing postgresql");
        var folder = Path.Combine(options.Folder, $"postgres-{Guid.NewGuid().ToString("n")[..8]}");
        try
        {
            Directory.CreateDirectory(folder);
            if (Environment.UserName == "root") await ChildProcess.RunAsync("chown", ["nobody", folder]);
            await RunAsync(Path.Combine(programs, "initdb"), "-D", folder, "-U", "bench", "-A", "trust", "-E", "UTF8");
            var process = Process.Start(Command(Path.Combine(programs, "postgres"), "-D", folder, "-k", folder, "-c", "listen_addresses=", "-c", "max_connections=200"))!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            var server = new PostgresServer(process, folder);
            await server.ReachAsync();
            return (server, null);
        }
        catch (Exception refused) when (refused is InvalidOperationException or NpgsqlException or IOException)
        {
            return (null, refused.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Connection string of an empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"jobs{++_databases}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return Connection(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        // Fast shutdown: the process is another user's, but started by us.
        await ChildProcess.RunAsync("kill", ["-INT", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Connection(string database) => $"Host={_folder};Database={database};Username=bench;Maximum Pool Size=100;Timeout=5";

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task ReachAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 100 && !_process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    // Debian keeps the server's programs out of the path.
    private static string? Programs()
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(d => Path.Combine(d, "bin")) : [];
        return debian.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")));
    }

    private static async Task<string?> InstallAsync()
    {
        if (Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get")) return "PostgreSQL is not installed";
        try
        {
            await ChildProcess.RunAsync("apt-get", ["update", "-qq"]);
            await ChildProcess.RunAsync("apt-get", ["install", "-yqq", "--no-install-recommends", "postgresql"]);
            return null;
        }
        catch (InvalidOperationException failed)
        {
            return $"PostgreSQL could not be installed: {failed.Message.ReplaceLineEndings(" ")}";
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var command = Command(program, arguments);
        await ChildProcess.RunAsync(command.FileName, command.ArgumentList);
    }

    // PostgreSQL refuses to run as root.
    private static ProcessStartInfo Command(string program, params string[] arguments)
    {
        var command = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        command.WorkingDirectory = "/";
        return command;
    }
}
