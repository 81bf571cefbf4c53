using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class Lifetime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "ActivePercent",
                table: "Settings",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<int>(
                name: "AtRiskDays",
                table: "Settings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "AtRiskPercent",
                table: "Settings",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<int>(
                name: "CoolingDownDays",
                table: "Settings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "CoolingDownPercent",
                table: "Settings",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "DiscountPercent",
                table: "Settings",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<int>(
                name: "HighlyAtRiskDays",
                table: "Settings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "HighlyAtRiskPercent",
                table: "Settings",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<int>(
                name: "NewCustomerDays",
                table: "Settings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "PredictionDays",
                table: "Settings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "CustomerLifecycles",
                columns: table => new
                {
                    CustomerId = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    Since = table.Column<int>(type: "INTEGER", nullable: false),
                    Purchases = table.Column<int>(type: "INTEGER", nullable: false),
                    Value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CustomerLifecycles", x => x.CustomerId);
                    table.ForeignKey(
                        name: "FK_CustomerLifecycles_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LifecycleTransitions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    CustomerId = table.Column<long>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    From = table.Column<byte>(type: "INTEGER", nullable: false),
                    To = table.Column<byte>(type: "INTEGER", nullable: false),
                    Cause = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LifecycleTransitions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LifecycleTransitions_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "LifetimeRuns",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ComputedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstDay = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    Customers = table.Column<int>(type: "INTEGER", nullable: false),
                    HoldoutDays = table.Column<int>(type: "INTEGER", nullable: false),
                    Holdouts = table.Column<int>(type: "INTEGER", nullable: false),
                    Served = table.Column<string>(type: "TEXT", nullable: true),
                    Reason = table.Column<int>(type: "INTEGER", nullable: false),
                    SpendCorrelation = table.Column<double>(type: "REAL", nullable: true),
                    SpendDependence = table.Column<int>(type: "INTEGER", nullable: false),
                    Seconds = table.Column<double>(type: "REAL", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LifetimeRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LifetimeFits",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    RunId = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Parameters = table.Column<string>(type: "TEXT", nullable: true),
                    Covariance = table.Column<string>(type: "TEXT", nullable: true),
                    LogLikelihood = table.Column<double>(type: "REAL", nullable: true),
                    Iterations = table.Column<int>(type: "INTEGER", nullable: false),
                    Gradient = table.Column<double>(type: "REAL", nullable: true),
                    Condition = table.Column<double>(type: "REAL", nullable: true),
                    Converged = table.Column<bool>(type: "INTEGER", nullable: false),
                    Boundary = table.Column<int>(type: "INTEGER", nullable: false),
                    Doubt = table.Column<int>(type: "INTEGER", nullable: false),
                    Mae = table.Column<double>(type: "REAL", nullable: true),
                    Rmse = table.Column<double>(type: "REAL", nullable: true),
                    Bias = table.Column<double>(type: "REAL", nullable: true),
                    Gini = table.Column<double>(type: "REAL", nullable: true),
                    Deviance = table.Column<double>(type: "REAL", nullable: true),
                    IsAccepted = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsServed = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LifetimeFits", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LifetimeFits_LifetimeRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "LifetimeRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ServedForecasts",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    RunId = table.Column<int>(type: "INTEGER", nullable: false),
                    Rules = table.Column<string>(type: "TEXT", nullable: false),
                    Basis = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServedForecasts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ServedForecasts_LifetimeRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "LifetimeRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.UpdateData(
                table: "Settings",
                keyColumn: "Id",
                keyValue: 1,
                columns: new[] { "ActivePercent", "AtRiskDays", "AtRiskPercent", "CoolingDownDays", "CoolingDownPercent", "DiscountPercent", "HighlyAtRiskDays", "HighlyAtRiskPercent", "NewCustomerDays", "PredictionDays" },
                values: new object[] { 60.0, 120, 35.0, 60, 50.0, 10.0, 180, 20.0, 30, 365 });

            migrationBuilder.CreateIndex(
                name: "IX_LifecycleTransitions_CustomerId",
                table: "LifecycleTransitions",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_LifetimeFits_RunId",
                table: "LifetimeFits",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_ServedForecasts_RunId",
                table: "ServedForecasts",
                column: "RunId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CustomerLifecycles");

            migrationBuilder.DropTable(
                name: "LifecycleTransitions");

            migrationBuilder.DropTable(
                name: "LifetimeFits");

            migrationBuilder.DropTable(
                name: "ServedForecasts");

            migrationBuilder.DropTable(
                name: "LifetimeRuns");

            migrationBuilder.DropColumn(
                name: "ActivePercent",
                table: "Settings");

            migrationBuilder.DropColumn(
                name: "AtRiskDays",
                table: "Settings");

            migrationBuilder.DropColumn(
                name: "AtRiskPercent",
                table: "Settings");

            migrationBuilder.DropColumn(
                name: "CoolingDownDays",
                table: "Settings");

            migrationBuilder.DropColumn(
                name: "CoolingDownPercent",
                table: "Settings");

            migrationBuilder.DropColumn(
                name: "DiscountPercent",
                table: "Settings");

            migrationBuilder.DropColumn(
                name: "HighlyAtRiskDays",
                table: "Settings");

            migrationBuilder.DropColumn(
                name: "HighlyAtRiskPercent",
                table: "Settings");

            migrationBuilder.DropColumn(
                name: "NewCustomerDays",
                table: "Settings");

            migrationBuilder.DropColumn(
                name: "PredictionDays",
                table: "Settings");
        }
    }
}
