using Dashboard.Core.Acquisition;
using Dashboard.Core.Annotations;
using Dashboard.Core.Customers;
using Dashboard.Core.Exports;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Imports;
using Dashboard.Core.Kpis;
using Dashboard.Core.Labels;
using Dashboard.Core.Lifetime;
using Dashboard.Core.Marks;
using Dashboard.Core.Money;
using Dashboard.Core.Orders;
using Dashboard.Core.Products;
using Dashboard.Core.Schedules;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Users;
using Dashboard.Core.Views;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Data;

/// <summary>The record store. One context per operation, from <see cref="IDbContextFactory{TContext}"/>; pages never open one.</summary>
public abstract class DashboardDbContext(DbContextOptions options) : IdentityDbContext<DashboardUser, IdentityRole<int>, int>(options)
{
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<CustomerIdentity> CustomerIdentities => Set<CustomerIdentity>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<CustomerChange> CustomerChanges => Set<CustomerChange>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<OrderLine> OrderLines => Set<OrderLine>();
    public DbSet<Refund> Refunds => Set<Refund>();
    public DbSet<RefundLine> RefundLines => Set<RefundLine>();
    public DbSet<Product> Products => Set<Product>();
    public DbSet<Label> Labels => Set<Label>();
    public DbSet<ExchangeRate> ExchangeRates => Set<ExchangeRate>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<RejectedRow> RejectedRows => Set<RejectedRow>();
    public DbSet<ImportProfile> ImportProfiles => Set<ImportProfile>();
    public DbSet<ImportSchedule> ImportSchedules => Set<ImportSchedule>();
    public DbSet<ExportSchedule> ExportSchedules => Set<ExportSchedule>();
    public DbSet<DeliveryRun> DeliveryRuns => Set<DeliveryRun>();
    public DbSet<ScheduleRun> ScheduleRuns => Set<ScheduleRun>();
    public DbSet<ScheduledFile> ScheduledFiles => Set<ScheduledFile>();
    public DbSet<ShopSettings> Settings => Set<ShopSettings>();
    public DbSet<SettingsDraft> SettingsDrafts => Set<SettingsDraft>();
    public DbSet<StoreState> State => Set<StoreState>();
    public DbSet<KpiHistory> KpiHistory => Set<KpiHistory>();
    public DbSet<LifetimeRun> LifetimeRuns => Set<LifetimeRun>();
    public DbSet<ServedForecast> ServedForecasts => Set<ServedForecast>();
    public DbSet<CustomerLifecycle> CustomerLifecycles => Set<CustomerLifecycle>();
    public DbSet<LifecycleTransition> LifecycleTransitions => Set<LifecycleTransition>();
    public DbSet<AcquisitionSpend> AcquisitionSpend => Set<AcquisitionSpend>();
    public DbSet<SpendChange> SpendChanges => Set<SpendChange>();
    public DbSet<ChangedSpend> ChangedSpend => Set<ChangedSpend>();
    public DbSet<Segment> Segments => Set<Segment>();
    public DbSet<SegmentVersion> SegmentVersions => Set<SegmentVersion>();
    public DbSet<SegmentDay> SegmentDays => Set<SegmentDay>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<StartView> StartViews => Set<StartView>();
    public DbSet<Annotation> Annotations => Set<Annotation>();
    public DbSet<Mark> Marks => Set<Mark>();
    public DbSet<MarkedCustomer> MarkedCustomers => Set<MarkedCustomer>();
    public DbSet<Tag> Tags => Set<Tag>();
    public DbSet<ChosenColumns> ChosenColumns => Set<ChosenColumns>();
    public DbSet<Export> Exports => Set<Export>();
    public DbSet<ExportProfile> ExportProfiles => Set<ExportProfile>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => StoreConventions.Apply(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(DashboardDbContext).Assembly);
    }
}
