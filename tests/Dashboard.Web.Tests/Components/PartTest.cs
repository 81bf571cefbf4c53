using System.Globalization;
using Bunit;
using Bunit.TestDoubles;
using Dashboard.Analytics.Kpis;
using Dashboard.Core;
using Dashboard.Tests;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Exports;
using Dashboard.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Components;

/// <summary>Renders one part of a page in British English.</summary>
public abstract class PartTest : BunitContext
{
    private readonly TestFolder _folder = new();

    protected PartTest()
    {
        Services.AddDashboardCore(_folder);
        Services.AddScoped<FigureDesk>();
        Services.AddLocalization();
        Services.AddLogging();
        Services.AddPageParts();
        Services.AddSingleton(new Figures(CultureInfo.GetCultureInfo("en-GB")));
        Services.AddSingleton<SignInCheck>();
        Services.AddScoped<Permission>();
        this.AddAuthorization();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _folder.Dispose();
    }

    protected static KpiValue Value(KpiId id, double? value, double? compare = null, NoValueReason? reason = null, long n = 10, long excluded = 0, long immature = 0) =>
        new(id, value, reason, n, excluded, immature, compare);
}
