using System.Diagnostics;
using Npgsql;

namespace Dashboard.Tests;

/// <summary>
/// A PostgreSQL server of one's own, as installed and with its defaults: in a folder of its own, reached by a socket there, under a user who owns nothing else when
/// this program runs as root. It can be stopped and started again.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _programs;
    private readonly string _folder;
    private Process? _process;
    private int _databases;

    private PostgresServer(string programs, string folder) => (_programs, _folder) = (programs, folder);

    /// <summary>Folder of the server's programs, which Debian keeps out of the path; null when PostgreSQL is not installed.</summary>
    public static string? Programs
    {
        get
        {
            var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(d => Path.Combine(d, "bin")) : [];
            return debian.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")));
        }
    }

    /// <summary>Makes a server below <paramref name="parent"/>, which others than its owner must be able to enter, and starts it.</summary>
    /// <exception cref="InvalidOperationException">It is not installed, or could not be started; the message says why.</exception>
    public static async Task<PostgresServer> CreateAsync(string parent)
    {
        var server = new PostgresServer(Programs ?? throw new InvalidOperationException("PostgreSQL is not installed"), Path.Combine(parent, $"postgres-{Guid.NewGuid().ToString("n")[..8]}"));
        Directory.CreateDirectory(server._folder);
        if (Environment.UserName == "root") await RunAsync(new("chown", ["nobody", server._folder]));
        await RunAsync(server.Command("initdb", "-D", server._folder, "-U", "owner", "-A", "trust", "-E", "UTF8"));
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        _process = Process.Start(Command("postgres", "-D", _folder, "-k", _folder, "-c", "listen_addresses=", "-c", "max_connections=200"))!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
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
            catch (NpgsqlException refused)
            {
                throw new InvalidOperationException(refused.Message, refused);
            }
        }
    }

    /// <summary>Stops it at once; whoever is connected is thrown out.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        // The process is another user's, but started by us.
        await RunAsync(new("kill", ["-INT", $"{_process.Id}"]));
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Connection string of an empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"jobs{++_databases}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return Connection(name);
    }

    /// <summary>Connection string of a database, whether it is there or not.</summary>
    public string Connection(string database) => $"Host={_folder};Database={database};Username=owner;Maximum Pool Size=100;Timeout=5";

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // PostgreSQL refuses to run as root.
    private ProcessStartInfo Command(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        var command = Environment.UserName == "root" ? new ProcessStartInfo("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments]) : new ProcessStartInfo(path, arguments);
        (command.RedirectStandardOutput, command.RedirectStandardError, command.WorkingDirectory) = (true, true, "/");
        return command;
    }

    private static async Task RunAsync(ProcessStartInfo command)
    {
        (command.RedirectStandardOutput, command.RedirectStandardError) = (true, true);
        using var process = Process.Start(command)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command.FileName} ended with {process.ExitCode}: {await errors} {await output}");
    }
}
