using System.Globalization;
using System.Text.RegularExpressions;

namespace Dashboard.Web.Tests.Charts;

/// <summary>The stylesheet's heat colours: figures in cells must be readable on every step, in both themes.</summary>
public sealed partial class HeatColourTests
{
    [Fact]
    public void Figures_have_enough_contrast_on_every_step()
    {
        var steps = Step().Matches(File.ReadAllText(Stylesheet()));
        Assert.Equal(20, steps.Count);
        Assert.All(steps, s => Assert.True(Contrast(s.Groups["ground"].Value, s.Groups["ink"].Value) >= 4.5, s.Value));
    }

    [Fact]
    public void Each_step_is_darker_than_the_one_before_or_lighter_in_the_dark()
    {
        var grounds = Step().Matches(File.ReadAllText(Stylesheet())).Select(s => Luminance(s.Groups["ground"].Value)).ToList();
        Assert.Equal(grounds[..10].OrderDescending(), grounds[..10]);
        Assert.Equal(grounds[10..].Order(), grounds[10..]);
    }

    private static double Contrast(string a, string b)
    {
        var (light, dark) = (Math.Max(Luminance(a), Luminance(b)), Math.Min(Luminance(a), Luminance(b)));
        return (light + .05) / (dark + .05);
    }

    // WCAG 2.2, relative luminance.
    private static double Luminance(string hex)
    {
        double Part(int at)
        {
            var c = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return c <= .04045 ? c / 12.92 : Math.Pow((c + .055) / 1.055, 2.4);
        }
        return .2126 * Part(1) + .7152 * Part(3) + .0722 * Part(5);
    }

    private static string Stylesheet()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dashboard.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "wwwroot-assets", "css", "app.css");
    }

    [GeneratedRegex(@"--heat-\d: (?<ground>#\w{6}); --heat-ink-\d: (?<ink>#\w{6});")]
    private static partial Regex Step();
}
