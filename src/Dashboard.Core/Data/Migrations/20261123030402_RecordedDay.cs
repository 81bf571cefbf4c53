using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class RecordedDay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "RecordedDay",
                table: "ServedForecasts",
                type: "INTEGER",
                nullable: true);

            // With a model, every look has left a day of customer equity behind.
            migrationBuilder.Sql("UPDATE ServedForecasts SET RecordedDay = (SELECT max(Day) FROM KpiHistory WHERE Kpi = 'customer_equity')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "RecordedDay",
                table: "ServedForecasts");
        }
    }
}
