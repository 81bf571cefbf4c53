using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.BetaGeometric;

/// <summary>
/// Log-likelihood by (ln r, ln α, ln a, ln b, γ₁, γ₂) with α_i = α e^(-γ₁z_i), a_i = a e^(γ₂w_i), b_i = b e^(γ₂w_i). Customers with equal covariates form
/// one cell, which is a plain BG/NBD; its gradient and Hessian by log-parameters go through the linear map from the search's parameters.
/// </summary>
internal sealed class BgNbdCovariateLikelihood : ILogLikelihood
{
    private readonly List<(BgCnbdLikelihood Likelihood, double[] Map)> _cells = [];

    /// <param name="customers">The histories.</param>
    /// <param name="scale">Unit of time of the search.</param>
    /// <param name="dropsAtZero">Whether the first purchase has a dropout chance.</param>
    /// <param name="buying">z column by column.</param>
    /// <param name="leaving">w column by column.</param>
    public BgNbdCovariateLikelihood(PurchaseSummary customers, double scale, bool dropsAtZero, double[][] buying, double[][] leaving)
    {
        Dimension = 4 + buying.Length + leaving.Length;
        double[][] columns = [.. buying, .. leaving];
        foreach (var cell in Enumerable.Range(0, customers.Count).GroupBy(i => string.Join('|', columns.Select(c => BitConverter.DoubleToInt64Bits(c[i])))))
        {
            int[] rows = [.. cell];
            _cells.Add((new(GroupedPurchases.Of(customers.Only(rows), scale: scale), 1, dropsAtZero), Map(buying, leaving, rows[0])));
        }
    }

    public int Dimension { get; }
    public bool HasHessian => true;

    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian)
    {
        var n = Dimension;
        var value = 0.0;
        Span<double> p = stackalloc double[4], g = stackalloc double[4], h = stackalloc double[16];
        var through = new double[4 * n];
        gradient.Clear();
        hessian.Clear();
        foreach (var (likelihood, map) in _cells)
        {
            g.Clear();
            h.Clear();
            for (var i = 0; i < 4; i++)
            {
                var log = 0.0;
                // ln a = -∞, where nobody leaves, must not touch the others.
                for (var j = 0; j < n; j++)
                    if (map[i * n + j] != 0) log += map[i * n + j] * theta[j];
                p[i] = Math.Exp(log);
            }
            value += likelihood.Evaluate(p[0], p[1], p[2], p[3], g, h);
            BgCnbdLogs.ToLogs(p, g, h);
            for (var j = 0; j < n; j++)
            {
                for (var i = 0; i < 4; i++)
                {
                    gradient[j] += map[i * n + j] * g[i];
                    through[i * n + j] = 0;
                    for (var l = 0; l < 4; l++) through[i * n + j] += h[i * 4 + l] * map[l * n + j];
                }
            }
            for (var j = 0; j < n && hessian.Length > 0; j++)
            {
                for (var l = 0; l < n; l++)
                {
                    for (var i = 0; i < 4; i++) hessian[j * n + l] += map[i * n + j] * through[i * n + l];
                }
            }
        }
        return value;
    }

    private double[] Map(double[][] buying, double[][] leaving, int row)
    {
        var (n, map) = (Dimension, new double[4 * Dimension]);
        for (var i = 0; i < 4; i++) map[i * n + i] = 1;
        for (var c = 0; c < buying.Length; c++) map[n + 4 + c] = -buying[c][row];
        for (var c = 0; c < leaving.Length; c++) map[2 * n + 4 + buying.Length + c] = map[3 * n + 4 + buying.Length + c] = leaving[c][row];
        return map;
    }
}
