using Dashboard.Core.Data;
using Dashboard.Core.Settings;
using Dashboard.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Core.Tests.Data;

public sealed class StoreMigratorTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ServiceProvider _services;

    public StoreMigratorTests() => _services = new ServiceCollection().AddLogging().AddDashboardCore(_folder).BuildServiceProvider();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StoreMigrator Migrator => _services.GetRequiredService<StoreMigrator>();

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_new_store_gets_the_whole_schema_with_its_single_rows_and_no_copy()
    {
        Assert.Null(await Migrator.MigrateAsync(Cancellation));
        await using var db = Open();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancellation));
        Assert.Equal(240, (await db.Set<ShopSettings>().SingleAsync(Cancellation)).LostAfterDays);
        Assert.Equal(0, (await db.State.SingleAsync(Cancellation)).Revision);
        Assert.Empty(Directory.GetFiles(_folder.Data.Copies));
    }

    [Fact]
    public async Task Migrating_again_does_nothing()
    {
        Assert.Null(await Migrator.MigrateAsync(Cancellation));
        Assert.Null(await Migrator.MigrateAsync(Cancellation));
        Assert.Empty(Directory.GetFiles(_folder.Data.Copies));
    }

    [Fact]
    public async Task Titles_of_schedules_that_name_their_owners_own_segment_become_personal()
    {
        await using (var db = Open()) await db.GetService<IMigrator>().MigrateAsync("20261123160500_ScheduledFigures", Cancellation);
        Sql("""
            PRAGMA foreign_keys = OFF;
            INSERT INTO Segments(Name, Description, Rule, OwnerId, IsShared, IsFrozen, Version, CreatedAt, ChangedAt, Revenue)
            VALUES('Divorced', '', '', 7, 0, 0, 1, 0, 0, 0), ('Big', '', '', 7, 1, 0, 1, 0, 0, 0);
            INSERT INTO ExportSchedules(UserId, Name, FigureTitle, Columns, Cron, Enabled, Failures, FileName, Format, Location, Target)
            VALUES(7, 'a', 'Of divorced customers', '[]', '', 0, 0, '', 0, '', 0), (7, 'b', 'Big', '[]', '', 0, 0, '', 0, '', 0), (8, 'c', 'Divorced', '[]', '', 0, 0, '', 0, '', 0), (7, 'd', NULL, '[]', '', 0, 0, '', 0, '', 0);
            """);
        Assert.Null(await Migrator.MigrateAsync(Cancellation));
        await using var after = Open();
        Assert.Equal(["a"], await after.ExportSchedules.Where(s => s.IsPersonal).Select(s => s.Name).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Before_an_existing_store_is_changed_it_is_copied_whole()
    {
        var contexts = new StoreOfTwoVersions.Factory(_services.GetRequiredService<StoreConnections>());
        var migrator = new StoreMigrator(_folder, contexts, TimeProvider.System, NullLogger<StoreMigrator>.Instance);
        await using (var db = contexts.CreateDbContext())
            await db.GetService<IMigrator>().MigrateAsync(StoreOfTwoVersions.First, Cancellation);
        Sql("INSERT INTO Things VALUES('before')");

        Assert.Null(await migrator.MigrateAsync(Cancellation));
        Sql("UPDATE Things SET Price = 5");
        var copy = Assert.Single(Directory.GetFiles(_folder.Data.Copies));
        Assert.StartsWith("shop-before-migration-", Path.GetFileName(copy), StringComparison.Ordinal);
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
        connection.Open();
        Assert.Equal("before", Scalar(connection, "SELECT Name FROM Things"));
        Assert.Equal(1L, Scalar(connection, "SELECT count(*) FROM pragma_table_info('Things')"));
        Assert.Equal("ok", Scalar(connection, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_in_words_and_left_alone()
    {
        Assert.Null(await Migrator.MigrateAsync(Cancellation));
        Sql("INSERT INTO __EFMigrationsHistory VALUES('29990101000000_FromTheFuture', '10.0.0')");
        var refusal = await Migrator.MigrateAsync(Cancellation);
        Assert.Contains("newer version", refusal, StringComparison.Ordinal);
        Assert.Contains("29990101000000_FromTheFuture", refusal, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Data.Copies));
    }

    [Fact]
    public void No_migration_is_missing()
    {
        using var db = Open();
        Assert.False(db.Database.HasPendingModelChanges(), "The model has changed: dotnet ef migrations add NAME --project src/Dashboard.Core");
    }

    [Fact]
    public async Task Every_connection_has_the_same_pragmas()
    {
        Assert.Null(await Migrator.MigrateAsync(Cancellation));
        await using var db = Open();
        await db.Database.OpenConnectionAsync(Cancellation);
        using var raw = _services.GetRequiredService<StoreConnections>().Open();
        foreach (var connection in new[] { (SqliteConnection)db.Database.GetDbConnection(), raw })
        {
            Assert.Equal("wal", Scalar(connection, "PRAGMA journal_mode"));
            Assert.Equal(2L, Scalar(connection, "PRAGMA synchronous"));
            Assert.Equal(1L, Scalar(connection, "PRAGMA foreign_keys"));
            Assert.Equal(5_000L, Scalar(connection, "PRAGMA busy_timeout"));
            Assert.Equal(2L, Scalar(connection, "PRAGMA temp_store"));
        }
    }

    [Fact]
    public async Task References_are_checked()
    {
        Assert.Null(await Migrator.MigrateAsync(Cancellation));
        var refused = Assert.Throws<SqliteException>(() => Sql("INSERT INTO Consents(CustomerId, Purpose, Granted, RecordedAt, SourceId) VALUES(99, 'email', 1, 0, 1)"));
        Assert.Contains("FOREIGN KEY", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_folder_is_for_its_owner_alone()
    {
        Assert.Null(await Migrator.MigrateAsync(Cancellation));
        if (OperatingSystem.IsWindows()) return;
        foreach (var folder in new[] { _folder.Data.Root, _folder.Data.Uploads, _folder.Data.Copies, _folder.Data.Keys })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    private DashboardDbContext Open() => _services.GetRequiredService<IDbContextFactory<DashboardDbContext>>().CreateDbContext();

    private void Sql(string sql)
    {
        using var connection = _services.GetRequiredService<StoreConnections>().Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
