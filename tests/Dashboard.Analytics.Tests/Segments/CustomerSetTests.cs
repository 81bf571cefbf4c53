using Dashboard.Analytics.Segments;

namespace Dashboard.Analytics.Tests.Segments;

public sealed class CustomerSetTests
{
    private readonly struct Odd : ICustomerTest
    {
        public bool Holds(int i) => (i * 2654435761 & 4096) != 0;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(200_001)]
    [InlineData(1_000_003)]
    public void Those_who_pass_a_test_are_the_same_however_many_cores_ask(int size)
    {
        var within = new CustomerSet(size);
        for (var i = 0; i < size; i += 1 + i % 3) within.Add(i);

        var passed = CustomerSet.Select(within, default(Odd));

        Assert.Equal(within.Members().Where(i => default(Odd).Holds(i)), passed.Members());
    }
}
