using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.BetaGeometric;

/// <summary>
/// Log-likelihood of grouped histories under the (M)BG/CNBD-k (Reutterer, Platzer, Schröder 2021, IJRM 38(1); k = 1: Fader, Hardie, Lee 2005, eq. 6, and
/// Batislam, Denizel, Filiztekin 2007), with gradient and Hessian. Per customer, c = r + kx, y = (T - t_x)/(α + T), d = 1 where the first purchase has a dropout chance:
/// ln L = (k-1) Σ ln gaps - x ln Γ(k) + ln Γ(c)/Γ(r) + r ln α - c ln(α + T) + ln B(a, b+x+d)/B(a, b) + ln(S₁ + S₂),
/// S₁ = a/(b+x-1+d) ((α+T)/(α+t_x))ᶜ where x + d &gt; 0, S₂ = Σ_{j&lt;k} (c)ⱼ yʲ/j!.
/// </summary>
internal sealed class BgCnbdLikelihood(GroupedPurchases groups, int k, bool dropsAtZero)
{
    /// <summary>e to this is still finite; what exceeds it is added after the logarithm.</summary>
    private const double MostExponent = 690;

    private static Vector512<double> Steps => Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);

    /// <summary>Fills gradient and Hessian by (r, α, a, b), α in the groups' unit of time, and returns the value; a = 0 means that nobody leaves.</summary>
    /// <param name="r">Shape of the rates.</param>
    /// <param name="alpha">Rate parameter of the rates.</param>
    /// <param name="a">First dropout parameter.</param>
    /// <param name="b">Second dropout parameter.</param>
    /// <param name="g">4, added to.</param>
    /// <param name="h">4·4, upper triangle added to.</param>
    public double Evaluate(double r, double alpha, double a, double b, Span<double> g, Span<double> h)
    {
        var value = (k - 1) * groups.Litt - groups.Purchases * Gammas.Log(k);
        value += Purchases(r, alpha, g, h) + Dropouts(a, b, g, h) + Ages(r, alpha, g, h);
        if (a > 0 || k > 1) value += Ends(r, alpha, a, b, g, h);
        return value;
    }

    /// <summary>Σ ln Γ(r + kx)/Γ(r) - kx ln α as Σⱼ (customers with x &gt; j) Σᵢ ln((r + kj + i)/α); derivatives by r alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Purchases(double r, double alpha, Span<double> g, Span<double> h)
    {
        var (value, slope, curve) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        for (var j = 0; j < groups.MoreThan.Length; j += Vector512<double>.Count)
        {
            var weight = Vector512.LoadUnsafe(ref groups.MoreThan[j]);
            for (var i = 0; i < k; i++)
            {
                var at = (r + (double)k * j + i) * Vector512<double>.One + k * Steps;
                var over = weight / at;
                value += weight * Vector512.Log(at * (1 / alpha));
                slope += over;
                curve += over / at;
            }
        }
        g[0] += Vector512.Sum(slope);
        h[0] -= Vector512.Sum(curve);
        return Vector512.Sum(value);
    }

    /// <summary>Σ ln B(a, b+x+d)/B(a, b) as -Σⱼ (customers with x + d &gt; j) ln(1 + a/(b+j)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Dropouts(double a, double b, Span<double> g, Span<double> h)
    {
        if (a == 0) return 0;
        var (zero, one) = (Vector512<double>.Zero, Vector512<double>.One);
        var (value, ga, gb, curve, bb) = (zero, zero, zero, zero, zero);
        // The first purchase's chance of all customers, then those of the repeat purchases.
        for (var j = dropsAtZero ? -1 : 0; j < groups.MoreThan.Length; j += j < 0 ? 1 : Vector512<double>.Count)
        {
            var weight = j < 0 ? Vector512.CreateScalar(groups.Customers) : Vector512.LoadUnsafe(ref groups.MoreThan[j]);
            var at = (b + j + (dropsAtZero ? 1 : 0)) * one + Steps;
            var (kept, both) = (one / at, one / (at + a * one));
            var (leaves, wb) = (a * kept, weight * both);
            value -= weight * Vector512.Log(one + leaves);
            ga -= wb;
            gb += leaves * wb;
            curve += wb * both;
            bb -= leaves * wb * (kept + both);
        }
        g[2] += Vector512.Sum(ga);
        g[3] += Vector512.Sum(gb);
        h[10] += Vector512.Sum(curve);
        h[11] += Vector512.Sum(curve);
        h[15] += Vector512.Sum(bb);
        return Vector512.Sum(value);
    }

    /// <summary>-Σ (r + kx) ln(1 + T/α); derivatives by α include those of -kx ln α. Nothing here is a difference of numbers as great as r and α may be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Ages(double r, double alpha, Span<double> g, Span<double> h)
    {
        var (value, logs, slope, inverse, curve) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        var one = Vector512<double>.One;
        var overAlpha = 1 / alpha;
        for (var i = 0; i < groups.AgeT.Length; i += Vector512<double>.Count)
        {
            var weight = Vector512.LoadUnsafe(ref groups.AgeWeight[i]);
            var purchases = k * Vector512.LoadUnsafe(ref groups.AgePurchases[i]);
            var past = overAlpha * Vector512.LoadUnsafe(ref groups.AgeT[i]);
            var log = Vectors.Log1p(past);
            var over = overAlpha * one / (one + past);
            var share = weight * past * over;
            value -= (r * weight + purchases) * log;
            logs += weight * log;
            inverse += share;
            slope += r * share - purchases * over;
            curve += purchases * over * over - r * share * (over + overAlpha * one);
        }
        g[0] -= Vector512.Sum(logs);
        g[1] += Vector512.Sum(slope);
        h[1] += Vector512.Sum(inverse);
        h[5] += Vector512.Sum(curve);
        return Vector512.Sum(value);
    }

    /// <summary>Σ ln(S₁ + S₂), group by group in vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Ends(double r, double alpha, double a, double b, Span<double> g, Span<double> h)
    {
        var zero = Vector512<double>.Zero;
        var one = Vector512<double>.One;
        var (value, sumR, sumAlpha, sumP, sumPb) = (zero, zero, zero, zero, zero);
        var (rr, ra, aa, pbb) = (zero, zero, zero, zero);
        var (vr, va, vrb, vab, v0, vb, vbb) = (zero, zero, zero, zero, zero, zero, zero);
        var limit = Vector512.Create(MostExponent);
        var before = dropsAtZero ? zero : one;
        for (var i = 0; i < groups.X.Length; i += Vector512<double>.Count)
        {
            var w = Vector512.LoadUnsafe(ref groups.Weight[i]);
            var x = Vector512.LoadUnsafe(ref groups.X[i]);
            var tx = Vector512.LoadUnsafe(ref groups.Tx[i]);
            var t = Vector512.LoadUnsafe(ref groups.T[i]);
            var c = r * one + k * x;
            var overAge = one / (alpha * one + t);
            var overLast = one / (alpha * one + tx);
            var silent = t - tx;
            var kappa = -silent * overAge * overLast;
            var rho = Vectors.Log1p(silent * overLast);
            var beta = one / (x - before + b * one);
            if (!dropsAtZero) beta = Vector512.ConditionalSelect(Vector512.GreaterThan(x, zero), beta, zero);
            var exponent = c * rho;
            var capped = Vector512.Min(exponent, limit);
            var s1 = a * beta * Vector512.Exp(capped);
            var s2 = one;
            var (g2r, g2a, h2rr, h2ra, h2aa) = (zero, zero, zero, zero, zero);
            if (k > 1)
            {
                var (term, psi, psi2) = (one, zero, zero);
                var (s2r, s2a, s2rr, s2ra, s2aa) = (zero, zero, zero, zero, zero);
                var y = silent * overAge;
                for (var j = 1; j < k; j++)
                {
                    var at = c + (j - 1) * one;
                    var over = one / at;
                    term *= at * y / (double)j;
                    psi += over;
                    psi2 += over * over;
                    s2 += term;
                    s2r += term * psi;
                    s2rr += term * (psi * psi - psi2);
                    s2a -= term * overAge * j;
                    s2ra -= term * psi * overAge * j;
                    s2aa += term * overAge * overAge * ((double)j * (j + 1));
                }
                var overS2 = one / s2;
                (g2r, g2a) = (s2r * overS2, s2a * overS2);
                (h2rr, h2ra, h2aa) = (s2rr * overS2 - g2r * g2r, s2ra * overS2 - g2r * g2a, s2aa * overS2 - g2a * g2a);
            }
            var both = s1 + s2;
            var overBoth = one / both;
            var p = s1 * overBoth;
            var alive = s2 * overBoth;
            var v = p * alive;
            var ur = rho - g2r;
            var ua = c * kappa - g2a;
            value += w * (Vector512.Log(both) + (exponent - capped));
            var (wp, wv, wAlive) = (w * p, w * v, w * alive);
            sumR += w * g2r + wp * ur;
            sumAlpha += w * g2a + wp * ua;
            sumP += wp;
            sumPb += wp * beta;
            pbb += wp * beta * beta;
            rr += wAlive * h2rr + wv * ur * ur;
            ra += wAlive * h2ra + wp * kappa + wv * ur * ua;
            aa += wAlive * h2aa - wp * c * kappa * (overAge + overLast) + wv * ua * ua;
            vr += wv * ur;
            va += wv * ua;
            vrb += wv * ur * beta;
            vab += wv * ua * beta;
            v0 += wv;
            vb += wv * beta;
            vbb += wv * beta * beta;
        }
        g[0] += Vector512.Sum(sumR);
        g[1] += Vector512.Sum(sumAlpha);
        h[0] += Vector512.Sum(rr);
        h[1] += Vector512.Sum(ra);
        h[5] += Vector512.Sum(aa);
        if (a > 0)
        {
            g[2] += Vector512.Sum(sumP) / a;
            g[3] -= Vector512.Sum(sumPb);
            h[2] += Vector512.Sum(vr) / a;
            h[3] -= Vector512.Sum(vrb);
            h[6] += Vector512.Sum(va) / a;
            h[7] -= Vector512.Sum(vab);
            h[10] += (Vector512.Sum(v0) - Vector512.Sum(sumP)) / (a * a);
            h[11] -= Vector512.Sum(vb) / a;
            h[15] += Vector512.Sum(pbb) + Vector512.Sum(vbb);
        }
        return Vector512.Sum(value);
    }
}

/// <summary>The same of log-parameters: (ln r, ln α, ln a, ln b), or (ln r, ln α) where nobody leaves.</summary>
internal sealed class BgCnbdLogs(BgCnbdLikelihood likelihood, bool leaves) : ILogLikelihood
{
    public int Dimension => leaves ? 4 : 2;
    public bool HasHessian => true;

    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian)
    {
        Span<double> p = [Math.Exp(theta[0]), Math.Exp(theta[1]), leaves ? Math.Exp(theta[2]) : 0, leaves ? Math.Exp(theta[3]) : 1];
        Span<double> g = stackalloc double[4];
        Span<double> h = stackalloc double[16];
        g.Clear();
        h.Clear();
        var value = likelihood.Evaluate(p[0], p[1], p[2], p[3], g, h);
        ToLogs(p, g, h);
        var n = Dimension;
        for (var i = 0; i < n; i++)
        {
            gradient[i] = g[i];
            for (var j = 0; j < n && hessian.Length > 0; j++) hessian[i * n + j] = h[i * 4 + j];
        }
        return value;
    }

    /// <summary>Chain rule from four parameters to their logs; completes the lower triangle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToLogs(ReadOnlySpan<double> p, Span<double> g, Span<double> h)
    {
        for (var i = 0; i < 4; i++) g[i] *= p[i];
        for (var i = 0; i < 4; i++)
        {
            for (var j = i; j < 4; j++) h[j * 4 + i] = h[i * 4 + j] *= p[i] * p[j];
            h[i * 4 + i] += g[i];
        }
    }
}
