using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Discrete;

/// <summary>
/// Log-likelihood of the BG/BB (Fader, Hardie, Shang 2010, eq. 5) by (ln α, ln β, ln γ, ln δ) with gradient and Hessian: a customer left before period t_x+1+i or is
/// there still, and each of these is a product of two ratios of beta functions.
/// </summary>
internal sealed class BgBbLikelihood : ILogLikelihood
{
    private readonly (int X, int Tx, int N, double Weight)[] _rows;
    private readonly int _most;

    /// <param name="rows">x purchases, the last in period t_x of n.</param>
    public BgBbLikelihood((int X, int Tx, int N, double Weight)[] rows) => (_rows, _most) = (rows, rows.Max(r => r.N));

    public int Dimension => 4;

    public bool HasHessian => true;

    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian)
    {
        gradient.Clear();
        hessian.Clear();
        Span<double> at = [Math.Exp(theta[0]), Math.Exp(theta[1]), Math.Exp(theta[2]), Math.Exp(theta[3])];
        var tables = new Tables(at, _most);
        Span<double> slope = stackalloc double[4], curve = stackalloc double[16];
        var sum = 0.0;
        foreach (var (x, tx, n, weight) in _rows)
        {
            sum += weight * tables.Customer(x, tx, n, slope, curve);
            for (var i = 0; i < 4; i++)
            {
                gradient[i] += weight * at[i] * slope[i];
                if (hessian.IsEmpty) continue;
                for (var j = 0; j < 4; j++) hessian[i * 4 + j] += weight * (at[i] * at[j] * curve[i * 4 + j] + (i == j ? at[i] * slope[i] : 0));
            }
        }
        return sum;
    }

    /// <summary>ln of the likelihood of one customer.</summary>
    public static double One(double alpha, double beta, double gamma, double delta, int x, int tx, int n)
    {
        Span<double> slope = stackalloc double[4], curve = stackalloc double[16];
        return new Tables([alpha, beta, gamma, delta], n).Customer(x, tx, n, slope, curve);
    }

    private sealed class Tables(ReadOnlySpan<double> p, int most)
    {
        private readonly RisingLogs _alpha = new(p[0], most), _beta = new(p[1], most), _both = new(p[0] + p[1], most);
        private readonly RisingLogs _gamma = new(p[2], 1), _delta = new(p[3], most), _leave = new(p[2] + p[3], most + 1);

        public double Customer(int x, int tx, int n, Span<double> slope, Span<double> curve)
        {
            Span<double> mean = stackalloc double[4], square = stackalloc double[16], first = stackalloc double[4], second = stackalloc double[16];
            mean.Clear();
            square.Clear();
            var (top, total) = (Term(x, n, 0), 0.0);
            for (var m = tx; m < n; m++) top = Math.Max(top, Term(x, m, 1));
            for (var m = tx; m <= n; m++)
            {
                var gone = m < n ? 1 : 0;
                var share = Math.Exp(Term(x, m, gone) - top);
                if (share == 0) continue;
                Derive(x, m, gone, first, second);
                total += share;
                for (var i = 0; i < 4; i++)
                {
                    mean[i] += share * first[i];
                    for (var j = 0; j < 4; j++) square[i * 4 + j] += share * (second[i * 4 + j] + first[i] * first[j]);
                }
            }
            for (var i = 0; i < 4; i++) slope[i] = mean[i] / total;
            for (var i = 0; i < 16; i++) curve[i] = square[i] / total - slope[i / 4] * slope[i % 4];
            return top + Math.Log(total);
        }

        /// <summary>ln of: x purchases in m periods, there for all of them, then leaving or not.</summary>
        private double Term(int x, int m, int gone) => _alpha[x] + _beta[m - x] - _both[m] + _gamma[gone] + _delta[m] - _leave[m + gone];

        private void Derive(int x, int m, int gone, Span<double> first, Span<double> second)
        {
            second.Clear();
            (first[0], first[1]) = (_alpha.First(x) - _both.First(m), _beta.First(m - x) - _both.First(m));
            (first[2], first[3]) = (_gamma.First(gone) - _leave.First(m + gone), _delta.First(m) - _leave.First(m + gone));
            (second[0], second[5], second[1], second[4]) = (_alpha.Second(x) - _both.Second(m), _beta.Second(m - x) - _both.Second(m), -_both.Second(m), -_both.Second(m));
            (second[10], second[15]) = (_gamma.Second(gone) - _leave.Second(m + gone), _delta.Second(m) - _leave.Second(m + gone));
            second[11] = second[14] = -_leave.Second(m + gone);
        }
    }
}
