using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Spend;

/// <summary>
/// Log-likelihood of the Gamma-Gamma model (Fader, Hardie note 025, eq. 1a) by (ln p, ln q, ln γ) with gradient and Hessian. With z = x·m per customer
/// ln L = ln Γ(px+q)/Γ(px) - ln Γ(q) + q ln(γ/z) - ln m - (px + q) ln(1 + γ/z): no difference of large numbers for any p.
/// </summary>
internal sealed class GammaGammaLikelihood(SpendRows rows) : ILogLikelihood
{
    public int Dimension => 3;

    public bool HasHessian => true;

    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian)
    {
        var (p, q, gamma, n) = (Math.Exp(theta[0]), Math.Exp(theta[1]), Math.Exp(theta[2]), rows.Customers);
        var s = Sums(gamma);
        var value = n * (q * theta[2] - Gammas.Log(q)) - q * rows.LogTotals - rows.LogMeans - p * s.LogX - q * s.Log;
        var (gp, gq) = (-s.LogX, n * (theta[2] - Gammas.Digamma(q)) - rows.LogTotals - s.Log);
        var (pp, pq, qq) = (0.0, 0.0, -n * Gammas.Trigamma(q));
        foreach (var (x, w, _) in rows.ByX)
        {
            value += w * Gammas.LogRatio(p * x, q);
            var (psi, curve) = (Gammas.Digamma(p * x + q), Gammas.Trigamma(p * x + q));
            gp += w * x * (psi - Gammas.Digamma(p * x));
            gq += w * psi;
            pp += w * x * x * (curve - Gammas.Trigamma(p * x));
            pq += w * x * curve;
            qq += w * curve;
        }
        // By γ: d ln(1+γ/z) = 1/(γ+z).
        var gg = n * q / gamma - p * s.OverX - q * s.Over;
        (gradient[0], gradient[1], gradient[2]) = (p * gp, q * gq, gamma * gg);
        if (hessian.IsEmpty) return value;
        hessian[0] = p * p * pp + p * gp;
        hessian[1] = hessian[3] = p * q * pq;
        hessian[2] = hessian[6] = -p * gamma * s.OverX;
        hessian[4] = q * q * qq + q * gq;
        hessian[5] = hessian[7] = q * (n - gamma * s.Over);
        hessian[8] = gamma * gamma * (-n * q / (gamma * gamma) + p * s.SquareX + q * s.Square) + gamma * gg;
        return value;
    }

    /// <summary>Σ over customers, plain and times x, of ln(1 + γ/z), 1/(γ+z) and 1/(γ+z)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Log, double LogX, double Over, double OverX, double Square, double SquareX) Sums(double gamma)
    {
        var zero = Vector512<double>.Zero;
        var (log, logX, over, overX, square, squareX) = (zero, zero, zero, zero, zero, zero);
        for (var i = 0; i < rows.OverTotal.Length; i += Vector512<double>.Count)
        {
            var (z, w, wx) = (Vector512.LoadUnsafe(ref rows.OverTotal[i]), Vector512.LoadUnsafe(ref rows.Weight[i]), Vector512.LoadUnsafe(ref rows.WeightX[i]));
            var more = Vector512.FusedMultiplyAdd(Vector512.Create(gamma), z, Vector512<double>.One);
            var ln = Vector512.Log(more);
            var inverse = z / more;
            log += w * ln;
            logX += wx * ln;
            var (a, b) = (w * inverse, wx * inverse);
            over += a;
            overX += b;
            square += a * inverse;
            squareX += b * inverse;
        }
        return (Vector512.Sum(log), Vector512.Sum(logX), Vector512.Sum(over), Vector512.Sum(overX), Vector512.Sum(square), Vector512.Sum(squareX));
    }
}
