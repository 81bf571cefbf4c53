using System.Net;
using Dashboard.Core;
using Dashboard.Core.Data;
using Dashboard.Core.Users;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Account;
using Dashboard.Web.Features.Jobs;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using MudBlazor.Services;

namespace Dashboard.Web.Hosting;

/// <summary>Builds the program: one set of registrations for the server, the verbs and the tests.</summary>
public static class DashboardHost
{
    /// <summary>The server, not yet started. Fails with <see cref="OptionsValidationException"/> when settings are wrong.</summary>
    public static WebApplication BuildServer(HostArguments arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(DashboardHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        Configure(builder, arguments);
        // The handler that reloads changed files packs them without compressing: pages would weigh 1.3 MB instead of 330 kB.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        var options = ReadOptions(builder.Configuration);
        var folder = Created(Folder(options));

        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Limits.UploadMegabytes * 1024L * 1024L;
        });

        var services = builder.Services;
        AddProduct(services, folder, options);
        services.AddSignIn(options);
        services.AddPages(options);
        services.AddProxies(options);
        services.AddJobs(options.Jobs, folder);
        services.PostConfigure<HostFilteringOptions>(filter => filter.AllowedHosts = AllowedHosts(options));
        arguments.Adjust?.Invoke(services);

        var app = builder.Build();
        app.UseDashboard();
        return app;
    }

    /// <summary>The same product without a server, for a verb that does its work and ends.</summary>
    public static IHost BuildVerb(HostArguments arguments)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = typeof(DashboardHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        Configure(builder, arguments);
        builder.Configuration.AddEnvironmentVariables();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        var options = ReadOptions(builder.Configuration);
        AddProduct(builder.Services, Folder(options), options);
        builder.Services.AddVerbJobs();
        arguments.Adjust?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>Addresses the started server listens on.</summary>
    public static IReadOnlyCollection<string> Addresses(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    private static void Configure(IHostApplicationBuilder builder, HostArguments arguments)
    {
        // The shop's own settings lie where the program is started, not where it is installed.
        var here = Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json");
        try
        {
            builder.Configuration.AddJsonFile(here, optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException unreadable)
        {
            throw Mistakes([$"{here} is not JSON: {unreadable.GetBaseException().Message}"]);
        }
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddInMemoryCollection(arguments.AllSettings());
        builder.Services.AddSingleton(arguments);
        builder.Services.AddSingleton<IValidateOptions<DashboardOptions>, DashboardOptionsCheck>();
        builder.Services.AddOptions<DashboardOptions>().BindConfiguration(DashboardOptions.Section).ValidateOnStart();
        Logs.Quieten(builder.Logging);
    }

    private static void AddProduct(IServiceCollection services, DataFolder folder, DashboardOptions options)
    {
        services.AddLocalization();
        services.AddSingleton(options.Imports.ToOptions(options.Limits));
        services.AddSingleton(options.Exports.ToOptions());
        services.AddDashboardCore(folder);
        services.AddAccounts();
        services.AddSingleton<OneTimeLinks>();
        services.AddSingleton<RunningServer>();
    }

    private static DashboardOptions ReadOptions(ConfigurationManager configuration)
    {
        DashboardOptions options;
        try
        {
            options = configuration.GetSection(DashboardOptions.Section).Get<DashboardOptions>() ?? new();
        }
        catch (InvalidOperationException notConverted)
        {
            throw Mistakes([notConverted.Message]);
        }
        var check = new DashboardOptionsCheck().Validate(null, options);
        return check.Failed ? throw Mistakes(check.Failures) : options;
    }

    private static OptionsValidationException Mistakes(IEnumerable<string> mistakes) => new(DashboardOptions.Section, typeof(DashboardOptions), mistakes);

    // Not created here: a verb that only reads makes no shop where a folder was mistyped.
    private static DataFolder Folder(DashboardOptions options) => new(Path.GetFullPath(options.Data));

    /// <summary>The folder, made where it is missing.</summary>
    /// <exception cref="IOException">It cannot be made or written to; the message is a sentence to show.</exception>
    internal static DataFolder Created(DataFolder folder)
    {
        try
        {
            return folder.Create();
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            var why = File.Exists(folder.Root) ? "it is a file." : unusable is FileNotFoundException or DirectoryNotFoundException ? "it cannot be made there." : unusable.Message;
            throw new IOException($"The data folder {folder.Root} cannot be used: {why} Name a folder that the program may write to with --data.", unusable);
        }
    }

    private static List<string> AllowedHosts(DashboardOptions options)
    {
        var hosts = new List<string> { "localhost", "127.0.0.1", "[::1]" };
        hosts.AddRange(options.AllowedHosts);
        if (options.BaseUrl is { } baseUrl) hosts.Add(baseUrl.Host);
        return hosts;
    }
}
