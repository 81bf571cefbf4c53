using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Dashboard.Core;
using Dashboard.Core.Data;
using Dashboard.Core.Jobs;
using Dashboard.Core.Snapshots;
using Dashboard.Core.Users;
using Dashboard.Tests;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Annotations;
using Dashboard.Web.Features.Cohorts;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Exports;
using Dashboard.Web.Features.Help;
using Dashboard.Web.Features.Imports;
using Dashboard.Web.Features.Marks;
using Dashboard.Web.Features.Schedules;
using Dashboard.Web.Features.Segments;
using Dashboard.Web.Features.Views;
using Dashboard.Web.Hosting;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TestContext = Xunit.TestContext;

namespace Dashboard.Web.Tests;

/// <summary>Pages without a browser, over a real store in a folder of its own; only the job scheduler is a stand-in that keeps what was asked for.</summary>
public sealed class PageContext : BunitContext
{
    private readonly TestFolder _folder = new();

    private PageContext(JobTracker? jobs, Action<IServiceCollection, DataFolder>? configure)
    {
        Services.AddLogging();
        Services.AddLocalization();
        Services.AddDashboardCore(_folder);
        Services.AddAccounts();
        Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        Services.AddOptions<DashboardOptions>();
        Services.AddPageParts();
        Services.AddScoped(_ => new Figures(CultureInfo.GetCultureInfo("en-GB")));
        Services.AddSingleton<SignInCheck>();
        Services.AddScoped<Permission>();
        Services.AddHelp();
        Services.AddCustomerPages();
        Services.AddSegmentPages();
        Services.AddViewPages();
        Services.AddAnnotationPages();
        Services.AddMarkPages();
        Services.AddCohortPages();
        Services.AddExportPages();
        Services.AddImportPages();
        Services.AddSchedulePages();
        Services.Replace(ServiceDescriptor.Singleton<IBackgroundWork>(Work));
        if (jobs is not null) Services.Replace(ServiceDescriptor.Singleton(jobs));
        configure?.Invoke(Services, _folder);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public KeptWork Work { get; } = new();

    public DataFolder Folder => _folder;

    /// <summary>A migrated store, and somebody with these roles at the page.</summary>
    public static Task<PageContext> OpenAsync(params string[] roles) => OpenOnAsync(null, roles);

    /// <summary>The same over the jobs of a server; null for none.</summary>
    public static Task<PageContext> OpenOnAsync(JobTracker? jobs, params string[] roles) => OpenWithAsync(null, jobs, roles);

    /// <summary>The same with services of a test's own.</summary>
    public static async Task<PageContext> OpenWithAsync(Action<IServiceCollection, DataFolder>? configure, JobTracker? jobs, params string[] roles)
    {
        var context = new PageContext(jobs, configure);
        var person = context.AddAuthorization().SetAuthorized("somebody");
        person.SetRoles(roles);
        person.SetPolicies([.. new[] { Policies.SeeFigures, Policies.SeeCustomers, Policies.ChangeShared, Policies.Mark, Policies.Export, Policies.ExportPersonal, Policies.SeeImports, Policies.Import, Policies.Administer }
            .Where(p => Policies.RolesFor(p).Intersect(roles).Any())]);
        Assert.Null(await context.Get<StoreMigrator>().MigrateAsync(TestContext.Current.CancellationToken));
        if (roles.Length > 0) person.SetClaims(await context.JoinAsync(roles));
        return context;
    }

    /// <summary>The account of the person at the page.</summary>
    public int UserId { get; private set; }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public async Task ChangeAsync(Action<DashboardDbContext> change)
    {
        await using var db = await Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        change(db);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Imports orders given as CSV and shows them.</summary>
    public async Task ImportAsync(string csv)
    {
        var path = Path.Combine(_folder.Data.Root, $"{Guid.NewGuid():n}.csv");
        await File.WriteAllTextAsync(path, csv, TestContext.Current.CancellationToken);
        var result = await Get<Core.Imports.OrderImporter>().ImportAsync(new(path), cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.IsCompleted, result.Error);
        await Get<SnapshotService>().RefreshAsync(cancellation: TestContext.Current.CancellationToken);
    }

    private async Task<Claim[]> JoinAsync(string[] roles)
    {
        UserId = (await Get<UserAccounts>().AddAsync("somebody", "somebody@example.com", roles, password: null, TestContext.Current.CancellationToken)).UserId;
        using var scope = Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<DashboardUser>>();
        var stamp = await users.GetSecurityStampAsync((await users.FindByIdAsync($"{UserId}"))!);
        return [new(ClaimTypes.NameIdentifier, $"{UserId}"), new(new ClaimsIdentityOptions().SecurityStampClaimType, stamp)];
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        // A page that was left may still be closing its connection.
        for (var attempt = 1; disposing; attempt++)
        {
            try
            {
                _folder.Dispose();
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                Task.Delay(50).GetAwaiter().GetResult();
            }
        }
    }
}

/// <summary>Keeps what pages asked to be done.</summary>
public sealed class KeptWork : IBackgroundWork
{
    public List<(Type Job, JobKind Kind, long Id, string? Subject)> Asked { get; } = [];

    public string Enqueue<TJob>(JobKind kind, long id = 0, string? subject = null, int? owner = null) where TJob : Job
    {
        Asked.Add((typeof(TJob), kind, id, subject));
        return "run";
    }

    public List<(Type Job, long Id, DateTime At)> Planned { get; } = [];

    public void Plan<TJob>(long id, DateTime at) where TJob : Job => Planned.Add((typeof(TJob), id, at));
}
