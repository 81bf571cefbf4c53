using System.Globalization;

namespace Dashboard.Web.Hosting;

/// <summary>Writes figures, money and dates the way the visitor's browser asks for; the texts themselves are English so far.</summary>
internal static class VisitorsCulture
{
    private const int LanguagesTried = 3;

    public static IApplicationBuilder UseVisitorsCulture(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        CultureInfo.CurrentCulture = Pick(context.Request);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        return next(context);
    });

    private static CultureInfo Pick(HttpRequest request)
    {
        foreach (var language in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).Take(LanguagesTried))
        {
            if (Known(language.Value.Value) is { } culture) return culture;
        }
        return CultureInfo.GetCultureInfo("en-US");
    }

    private static CultureInfo? Known(string? name)
    {
        if (string.IsNullOrEmpty(name) || name == "*") return null;
        try
        {
            // Only cultures the system knows: any other well-formed name would be made up and kept for ever.
            return CultureInfo.CreateSpecificCulture(CultureInfo.GetCultureInfo(name, predefinedOnly: true).Name);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
