using System.Text;
using Dashboard.Analytics.Facts;

namespace Dashboard.Analytics.Tests.Facts;

public sealed class PostalAreaTests
{
    [Theory]
    [InlineData("10115", "101")]
    [InlineData("8000", "80")]
    [InlineData("101", "1")]
    [InlineData("10", "")]
    [InlineData("", "")]
    [InlineData("sw1a 1aa", "SW1")]
    [InlineData("1012 AB", "101")]
    [InlineData("D-10115", "101")]
    [InlineData("LV-1010", "10")]
    [InlineData("00-950", "009")]
    [InlineData("10001-1234", "100")]
    [InlineData("-", "")]
    public void An_area_is_at_most_three_characters_and_never_the_last_two(string code, string area) =>
        Assert.Equal(area, Encoding.UTF8.GetString(PostalArea.Of(Encoding.UTF8.GetBytes(code), stackalloc byte[PostalArea.Most])));
}
