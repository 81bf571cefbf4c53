using CsCheck;
using Dashboard.Core.Money;

namespace Dashboard.Core.Tests.Money;

public sealed class ConversionTests
{
    [Theory]
    [InlineData(12_345, 1.0, 2, 2, 12_345)]
    [InlineData(100, 0.005, 2, 2, 0)]       // half a cent goes to the even neighbour,
    [InlineData(300, 0.005, 2, 2, 2)]       // below and above,
    [InlineData(-300, 0.005, 2, 2, -2)]     // on both sides of zero
    [InlineData(1_000, 0.0065, 0, 2, 650)]  // 1000 yen are 6.50 dollars
    [InlineData(650, 150.0, 2, 0, 975)]     // 6.50 dollars are 975 yen
    [InlineData(1_001, 3.25, 3, 2, 325)]    // 1.001 dinars are 3.25325 dollars
    [InlineData(250, 1.0, 2, 0, 2)]         // 2.50 to whole units: half to even
    [InlineData(350, 1.0, 2, 0, 4)]
    public void Minor_units_become_minor_units(long amount, double rate, int from, int to, long expected) => Assert.Equal(expected, Conversion.Convert(amount, rate, from, to));

    [Fact]
    public void The_result_is_within_half_a_minor_unit_of_the_exact_value() =>
        Gen.Select(Gen.Long[-1_000_000_000, 1_000_000_000], Gen.Int[1, 2_000_000], Gen.Int[0, 3], Gen.Int[0, 3]).Sample((amount, millionths, from, to) =>
        {
            var exact = amount * (millionths / 1_000_000m) * (decimal)Math.Pow(10, to) / (decimal)Math.Pow(10, from);
            Assert.InRange(Math.Abs(Conversion.Convert(amount, millionths / 1_000_000.0, from, to) - exact), 0, 0.5001m);
        });
}
