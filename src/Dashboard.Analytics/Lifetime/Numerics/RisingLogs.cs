namespace Dashboard.Analytics.Lifetime.Numerics;

/// <summary>
/// ln Γ(a+i)/Γ(a) for i = 0 … n with its first and second derivative by a: ratios of beta functions with whole steps are sums of these, and lose no digits.
/// </summary>
internal sealed class RisingLogs
{
    private readonly double[] _log;
    private readonly double[] _first;
    private readonly double[] _second;

    public RisingLogs(double a, int n)
    {
        (_log, _first, _second) = (new double[n + 1], new double[n + 1], new double[n + 1]);
        for (var i = 0; i < n; i++)
        {
            var over = 1 / (a + i);
            _log[i + 1] = _log[i] + Math.Log(a + i);
            _first[i + 1] = _first[i] + over;
            _second[i + 1] = _second[i] - over * over;
        }
    }

    /// <summary>ln Γ(a+i)/Γ(a).</summary>
    public double this[int i] => _log[i];

    /// <summary>ψ(a+i) - ψ(a).</summary>
    public double First(int i) => _first[i];

    /// <summary>ψ'(a+i) - ψ'(a).</summary>
    public double Second(int i) => _second[i];
}
