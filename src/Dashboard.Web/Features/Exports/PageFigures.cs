using System.Globalization;
using System.Reflection;
using Dashboard.Core.Exports;
using Dashboard.Core.Exports.Schedules;
using Dashboard.Core.Users;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing.Template;

namespace Dashboard.Web.Features.Exports;

/// <summary>Opens pages without a browser, for somebody who is not there, and reads the tables and charts that they can save.</summary>
internal sealed partial class PageFigures(IServiceScopeFactory scopes, ILoggerFactory loggers, ILogger<PageFigures> logger) : IFigureSource
{
    /// <summary>Stands for the site; nothing is asked of it.</summary>
    private static readonly Uri Site = new("http://localhost/");

    /// <summary>After this a page is given up.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Words in a file that nobody reads in a browser are those of visitors who ask for no language.</summary>
    private static readonly CultureInfo Culture = CultureInfo.GetCultureInfo("en-US");

    private static readonly IReadOnlyList<(Type Page, TemplateMatcher Path)> Pages =
    [
        .. from page in typeof(PageFigures).Assembly.GetTypes()
           where Policies.Of(page).Any() && page != typeof(ExportScheduleFormPage)   // the others are about an account or for nobody in particular; the form opens pages itself
           from route in page.GetCustomAttributes<RouteAttribute>()
           select (page, new TemplateMatcher(TemplateParser.Parse(route.Template.TrimStart('/')), [])),
    ];

    public async Task<(IReadOnlyList<PageFigure> Figures, FigureProblem? Problem)> OpenAsync(int userId, string address, CancellationToken cancellation)
    {
        if (ExportScheduleRules.PageReason(address) is not null || Find(address) is not var (page, parameters)) return ([], FigureProblem.NoPage);
        CultureInfo.CurrentCulture = Culture;
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        if (!await SignInAsync(services, userId, Policies.Of(page))) return ([], FigureProblem.NotAllowed);
        ((IHostEnvironmentNavigationManager)services.GetRequiredService<NavigationManager>()).Initialize(Site.AbsoluteUri, new Uri(Site, address).AbsoluteUri);
        try
        {
            await using var renderer = new HtmlRenderer(services, loggers);
            var desk = services.GetRequiredService<FigureDesk>();
            var figures = await renderer.Dispatcher.InvokeAsync(() => ReadAsync(renderer, desk, page, parameters, cancellation));
            return (figures, desk.HasFailed ? FigureProblem.Failed : null);
        }
        catch (NavigationException)
        {
            return ([], FigureProblem.NoPage);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(error, page.Name);
            return ([], FigureProblem.Failed);
        }
    }

    private static async Task<IReadOnlyList<PageFigure>> ReadAsync(HtmlRenderer renderer, FigureDesk desk, Type page, Dictionary<string, object?> parameters, CancellationToken cancellation)
    {
        var shown = desk.Collect();
        await renderer.BeginRenderingComponent(page, ParameterView.FromDictionary(parameters)).QuiescenceTask.WaitAsync(Longest, cancellation);
        var figures = new List<PageFigure>();
        foreach (var figure in shown.Where(f => f.CanSchedule).ToList())
        {
            if (await desk.MayAsync(figure.Policy)) figures.Add(new(figure.Of, await figure.ReadAsync()));
        }
        return figures;
    }

    // As when the person signs in now; what a page does for them is asked of the store again.
    private static async Task<bool> SignInAsync(IServiceProvider services, int userId, IEnumerable<string> policies)
    {
        var users = services.GetRequiredService<UserManager<DashboardUser>>();
        if (await users.FindByIdAsync(userId.ToString(CultureInfo.InvariantCulture)) is not { } user) return false;
        var person = await services.GetRequiredService<IUserClaimsPrincipalFactory<DashboardUser>>().CreateAsync(user);
        ((IHostEnvironmentAuthenticationStateProvider)services.GetRequiredService<AuthenticationStateProvider>()).SetAuthenticationState(Task.FromResult(new AuthenticationState(person)));
        var permission = services.GetRequiredService<Permission>();
        foreach (var policy in policies)
        {
            if (!await permission.HasAsync(policy)) return false;
        }
        return true;
    }

    private static (Type Page, Dictionary<string, object?> Parameters)? Find(string address)
    {
        var path = new PathString(Uri.UnescapeDataString(address.Split('?', '#')[0]));
        foreach (var (page, template) in Pages)
        {
            var values = new RouteValueDictionary();
            if (template.TryMatch(path, values) && Parameters(page, values) is { } parameters) return (page, parameters);
        }
        return null;
    }

    /// <summary>What the path says, as the page takes it; null when that is something else.</summary>
    private static Dictionary<string, object?>? Parameters(Type page, RouteValueDictionary values)
    {
        var parameters = new Dictionary<string, object?>();
        foreach (var (name, value) in values)
        {
            var type = page.GetProperty(name)!.PropertyType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            var text = Convert.ToString(value, CultureInfo.InvariantCulture);
            if (type == typeof(string)) parameters[name] = text;
            else if (type == typeof(int) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var small)) parameters[name] = small;
            else if (type == typeof(long) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var large)) parameters[name] = large;
            else return null;
        }
        return parameters;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The page {Page} could not be opened for its figures")]
    private partial void LogFailed(Exception error, string page);
}
