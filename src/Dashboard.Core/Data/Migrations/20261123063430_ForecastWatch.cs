using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class ForecastWatch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "WatchCame",
                table: "LifetimeRuns",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "WatchExpected",
                table: "LifetimeRuns",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "WatchHigh",
                table: "LifetimeRuns",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "WatchLow",
                table: "LifetimeRuns",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Weeks",
                table: "LifetimeRuns",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "WatchCame",
                table: "LifetimeRuns");

            migrationBuilder.DropColumn(
                name: "WatchExpected",
                table: "LifetimeRuns");

            migrationBuilder.DropColumn(
                name: "WatchHigh",
                table: "LifetimeRuns");

            migrationBuilder.DropColumn(
                name: "WatchLow",
                table: "LifetimeRuns");

            migrationBuilder.DropColumn(
                name: "Weeks",
                table: "LifetimeRuns");
        }
    }
}
