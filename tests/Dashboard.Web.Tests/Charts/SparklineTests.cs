using Bunit;
using Dashboard.Web.Charts;
using Dashboard.Web.Tests.Components;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Tests.Charts;

public sealed class SparklineTests : PartTest
{
    private IRenderedComponent<IComponent> Draw(bool unfinished, params double?[] values) => Render(builder => builder.AddContent(0, Sparkline.Of(values, unfinished)));

    [Fact]
    public void One_known_value_is_no_line() => Assert.Empty(Draw(false, null, 3, null).FindAll("svg"));

    [Fact]
    public void The_way_to_an_unfinished_value_is_dotted()
    {
        Assert.Single(Draw(true, 1, 2, 3).FindAll(".unfinished"));
        Assert.Empty(Draw(false, 1, 2, 3).FindAll(".unfinished"));
    }

    [Fact]
    public void Equal_and_negative_values_stay_inside_the_frame()
    {
        foreach (var values in new double?[][] { [5, 5, 5], [0, 0], [-3, 4, -5], [double.NaN, 1, 2] })
        {
            var path = Draw(false, values).FindAll("path")[1].GetAttribute("d")!;
            var heights = path.Split('M', 'L').Where(p => p.Length > 0).Select(p => double.Parse(p.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
            Assert.All(heights, y => Assert.InRange(y, 0, 40));
        }
    }
}
