using System.IO.Compression;
using System.Threading.RateLimiting;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Account;
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
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace Dashboard.Web.Hosting;

internal static class PageServices
{
    /// <summary>Pages, their circuits and what stands around them.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services, DashboardOptions options)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DetailedErrors = false;
            circuits.DisconnectedCircuitMaxRetained = 100;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(options.Limits.LostConnectionMinutes);
            circuits.MaxBufferedUnacknowledgedRenderBatches = 10;
        });
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);
        services.AddHttpContextAccessor();
        services.AddPageParts();
        services.AddHelp();
        services.AddCustomerPages();
        services.AddSegmentPages();
        services.AddViewPages();
        services.AddAnnotationPages();
        services.AddMarkPages();
        services.AddCohortPages();
        services.AddExportPages();
        services.AddImportPages();
        services.AddSchedulePages();
        services.AddSingleton<Readiness>();
        services.AddResponseCompression(compression =>
        {
            // Safe on https too: the tokens of forms are masked anew in every answer.
            compression.EnableForHttps = true;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.AddExceptionHandler<BrokenRequests>();
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                // The status code page would otherwise say that there is no such page.
                var text = rejected.HttpContext.RequestServices.GetRequiredService<IStringLocalizer<AccountText>>();
                return new(rejected.HttpContext.Response.WriteAsync(text["TooManyTries"], rejected.HttpContext.RequestAborted));
            };
            limiter.AddPolicy(AccountLimit.Name, context => AccountLimit.Partition(context, options.Limits.SignInsPerMinute));
        });
        return services;
    }
}

/// <summary>Slows down who tries passwords or links: counted per address, reading the page is free.</summary>
internal static class AccountLimit
{
    public const string Name = "account";

    public static RateLimitPartition<string> Partition(HttpContext context, int perMinute) =>
        HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = perMinute,
                Window = TimeSpan.FromMinutes(1),
                QueueLimit = 0,
            })
            : RateLimitPartition.GetNoLimiter("");
}
