using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Dashboard.Core.Tests.Data;

/// <summary>A store that knows two schema changes, so that a test can stand between them.</summary>
public sealed class StoreOfTwoVersions(DbContextOptions<StoreOfTwoVersions> options) : DashboardDbContext(options)
{
    internal const string First = "20200101000000_First";

    internal sealed class Factory(StoreConnections connections) : IDbContextFactory<DashboardDbContext>
    {
        public DashboardDbContext CreateDbContext() => new StoreOfTwoVersions(
            new DbContextOptionsBuilder<StoreOfTwoVersions>()
                .UseSqlite(connections.ConnectionString, sqlite => sqlite.MigrationsAssembly(typeof(StoreOfTwoVersions).Assembly.GetName().Name))
                .ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning))
                .Options);
    }
}

[DbContext(typeof(StoreOfTwoVersions)), Migration(StoreOfTwoVersions.First)]
public sealed class FirstChange : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("CREATE TABLE Things(Name TEXT)");
}

[DbContext(typeof(StoreOfTwoVersions)), Migration("20200102000000_Second")]
public sealed class SecondChange : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE Things ADD Price INTEGER");
}
