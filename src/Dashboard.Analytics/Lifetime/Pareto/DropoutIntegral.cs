using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Pareto;

/// <summary>
/// ∫ (α+τ)^-A (β+τ)^-B dτ, what the Pareto/NBD needs where the papers write two Gauss hypergeometric functions (Schmittlein, Morrison, Colombo 1987, A0;
/// Fader, Hardie note 009, Euler's integral of both before their difference is taken).
/// </summary>
/// <remarks>
/// In u = ln((m+τ)/(m+from)) with m the lesser of α and β the integrand is e^(concave), analytic within |Im u| &lt; π whatever the parameters, and never a
/// difference: 16 Gauss–Legendre points on each stretch over which it changes by at most e^14 leave an error near 1e-16. α = β, huge A and from = to need no
/// case of their own, and the derivatives are moments of the same points.
/// </remarks>
internal readonly ref struct DropoutIntegral
{
    // e^-38 of the greatest value is below the last digit of the sum.
    private const double Negligible = 38;

    private static readonly Rule Few = new(8);
    private static readonly Rule Many = new(16);

    private readonly double _start, _offset, _p, _q, _logStart, _logOther, _length, _tail;
    private readonly int _panels;
    private readonly Rule _rule;
    private readonly bool _alphaIsLess;

    /// <param name="alpha">α > 0.</param>
    /// <param name="beta">β > 0.</param>
    /// <param name="a">A > 0.</param>
    /// <param name="b">B ≥ 0, with A + B > 1.</param>
    /// <param name="from">≥ 0.</param>
    /// <param name="to">&gt; from; may be infinite.</param>
    public DropoutIntegral(double alpha, double beta, double a, double b, double from, double to)
    {
        _alphaIsLess = alpha <= beta;
        var (less, more) = _alphaIsLess ? (alpha, beta) : (beta, alpha);
        (_p, _q) = _alphaIsLess ? (a, b) : (b, a);
        (_start, _offset) = (less + from, more - less);
        var (end, other, otherEnd) = (less + to, more + from, more + to);
        (_logStart, _logOther) = (Math.Log(_start), Math.Log(other));
        _length = to - from < _start ? LogSpace.Log1p((to - from) / _start) : Math.Log(end / _start);
        var slope = 1 - _p - _q * _start / other;
        var slopeAtEnd = 1 - _p - _q * (double.IsInfinity(to) ? 1 : end / otherEnd);
        if (_length > 1) _length = Math.Min(_length, Drop(slope, ref slopeAtEnd));
        else if (-slope * _length > Negligible) _length = Math.Min(_length, Drop(slope, ref slopeAtEnd));
        if (double.IsInfinity(to)) _tail = Math.Exp(Log(_length)) / (_p + _q - 1);

        var change = _length * Math.Max(Math.Abs(slope), Math.Abs(slopeAtEnd));
        (_rule, _panels) = change < 3 && _length < 1.5 ? (Few, 1) : (Many, (int)Math.Ceiling(Math.Max(change / 14, _length / 4)));
    }

    /// <summary>ln of the integral.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Log()
    {
        var sum = Vector512<double>.Zero;
        var width = _length / _panels;
        for (var panel = 0; panel < _panels; panel++)
        {
            for (var i = 0; i < _rule.Points.Length; i++)
            {
                var u = (_rule.Points[i] + Vector512.Create((double)panel)) * width;
                var other = Vector512.Log(Vector512.FusedMultiplyAdd(Vector512.Create(_start), Vector512.Exp(u), Vector512.Create(_offset))) - Vector512.Create(_logOther);
                sum += _rule.Weights[i] * Vector512.Exp(Vector512.Create(1 - _p) * u - Vector512.Create(_q) * other);
            }
        }
        return Scale(Vector512.Sum(sum) * width + _tail);
    }

    /// <summary>ln of the integral, with the moments that its derivatives are made of; <c>to</c> must be finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Log(out DropoutMoments moments)
    {
        var (s, l, o, il, io, ll, lo, oo) = (Zero, Zero, Zero, Zero, Zero, Zero, Zero, Zero);
        var (lil, lio, oil, oio, ilil, ilio, ioio) = (Zero, Zero, Zero, Zero, Zero, Zero, Zero);
        var width = _length / _panels;
        for (var panel = 0; panel < _panels; panel++)
        {
            for (var i = 0; i < _rule.Points.Length; i++)
            {
                var u = (_rule.Points[i] + Vector512.Create((double)panel)) * width;
                var less = Vector512.Create(_start) * Vector512.Exp(u);
                var more = less + Vector512.Create(_offset);
                var v = Vector512.Log(more) - Vector512.Create(_logOther);
                var weight = _rule.Weights[i] * Vector512.Exp(Vector512.Create(1 - _p) * u - Vector512.Create(_q) * v);
                var (overLess, overMore) = (Vector512<double>.One / less, Vector512<double>.One / more);
                var (wu, wv, wl, wm) = (weight * u, weight * v, weight * overLess, weight * overMore);
                s += weight;
                l += wu;
                o += wv;
                il += wl;
                io += wm;
                ll += wu * u;
                lo += wu * v;
                oo += wv * v;
                lil += wu * overLess;
                lio += wu * overMore;
                oil += wv * overLess;
                oio += wv * overMore;
                ilil += wl * overLess;
                ilio += wl * overMore;
                ioio += wm * overMore;
            }
        }
        var sum = Vector512.Sum(s);
        var one = 1 / sum;
        var (u1, v1, l1, m1) = (Vector512.Sum(l) * one, Vector512.Sum(o) * one, Vector512.Sum(il) * one, Vector512.Sum(io) * one);
        var (uu, uv, vv) = (Vector512.Sum(ll) * one - u1 * u1, Vector512.Sum(lo) * one - u1 * v1, Vector512.Sum(oo) * one - v1 * v1);
        var (ul, um, vl, vm) = (Vector512.Sum(lil) * one - u1 * l1, Vector512.Sum(lio) * one - u1 * m1, Vector512.Sum(oil) * one - v1 * l1, Vector512.Sum(oio) * one - v1 * m1);
        var (lessLess, lessMore, moreMore) = (Vector512.Sum(ilil) * one - l1 * l1, Vector512.Sum(ilio) * one - l1 * m1, Vector512.Sum(ioio) * one - m1 * m1);
        moments = _alphaIsLess
            ? new(_logStart + u1, _logOther + v1, l1, m1, uu, uv, vv, ul, um, vl, vm, lessLess, lessMore, moreMore)
            : new(_logOther + v1, _logStart + u1, m1, l1, vv, uv, uu, vm, vl, um, ul, moreMore, lessMore, lessLess);
        return Scale(sum * width);
    }

    private static Vector512<double> Zero => Vector512<double>.Zero;

    private double Scale(double relative) => Math.Log(relative) + (1 - _p) * _logStart - _q * _logOther;

    /// <summary>ln of the integrand at u, in units of its value at u = 0.</summary>
    private double Log(double u) => (1 - _p) * u - _q * (Math.Log(_start * Math.Exp(u) + _offset) - _logOther);

    /// <summary>u beyond which the integrand is negligible; where it is not by then, the rest falls as e^((1-P-Q)u).</summary>
    private double Drop(double slope, ref double slopeAtEnd)
    {
        const double Furthest = 600;
        var u = slope < 0 ? Math.Min(Negligible / -slope, Furthest) : _length;
        if (double.IsInfinity(u))
        {
            for (u = 1; u < Furthest && Log(u) > -Negligible; u *= 2) { }
            u = Math.Min(u, Furthest);
        }
        // Newton on a concave function from beyond its root never steps over it; where it falls exponentially a step goes back by 1.
        for (var i = 0; i < 60; i++)
        {
            var excess = Log(u) + Negligible;
            if (excess > -1) break;
            var more = _start * Math.Exp(u);
            var slopeHere = 1 - _p - _q * more / (more + _offset);
            slopeAtEnd = slopeHere;
            u -= excess / slopeHere;
        }
        return u;
    }

    private sealed class Rule
    {
        public Rule(int points)
        {
            var rule = Quadrature.Rule(points);
            Points = Columns(rule, p => (1 + p.At) / 2);
            Weights = Columns(rule, p => p.Weight / 2);
        }

        public Vector512<double>[] Points { get; }
        public Vector512<double>[] Weights { get; }

        private static Vector512<double>[] Columns((double At, double Weight)[] rule, Func<(double At, double Weight), double> number) =>
            [.. rule.Chunk(Vector512<double>.Count).Select(c => Vector512.Create((double[])[.. c.Select(number)]))];
    }
}

/// <summary>Means and covariances of ln(α+τ), ln(β+τ), 1/(α+τ) and 1/(β+τ) when τ has the integrand as its density.</summary>
internal readonly record struct DropoutMoments(
    double LogA, double LogB, double OverA, double OverB, double LogALogA, double LogALogB, double LogBLogB, double LogAOverA, double LogAOverB,
    double LogBOverA, double LogBOverB, double OverAOverA, double OverAOverB, double OverBOverB);
