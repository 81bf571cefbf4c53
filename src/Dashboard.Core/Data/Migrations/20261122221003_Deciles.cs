using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class Deciles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Deciles",
                table: "LifetimeFits",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "TopDecileShare",
                table: "LifetimeFits",
                type: "REAL",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Deciles",
                table: "LifetimeFits");

            migrationBuilder.DropColumn(
                name: "TopDecileShare",
                table: "LifetimeFits");
        }
    }
}
