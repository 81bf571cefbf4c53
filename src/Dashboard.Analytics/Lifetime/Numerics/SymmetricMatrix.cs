using System.Runtime.CompilerServices;

namespace Dashboard.Analytics.Lifetime.Numerics;

/// <summary>Eigenvalues and vectors of a small symmetric matrix by Jacobi's rotations (Golub, Van Loan, 8.5).</summary>
/// <param name="Values">n eigenvalues, in no order.</param>
/// <param name="Vectors">n·n; column j belongs to value j.</param>
internal readonly record struct Eigen(double[] Values, double[] Vectors)
{
    private const int MostSweeps = 60;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Eigen Of(ReadOnlySpan<double> matrix, int n)
    {
        var a = matrix.ToArray();
        var v = new double[n * n];
        for (var i = 0; i < n; i++) v[i * n + i] = 1;
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var (off, diagonal) = (0.0, 0.0);
            for (var p = 0; p < n; p++)
            {
                diagonal += a[p * n + p] * a[p * n + p];
                for (var q = p + 1; q < n; q++) off += a[p * n + q] * a[p * n + q];
            }
            if (off == 0 || off < 1e-34 * diagonal && sweep > 3) break;
            for (var p = 0; p < n - 1; p++)
            {
                for (var q = p + 1; q < n; q++)
                    Rotate(a, v, n, p, q);
            }
        }
        var values = new double[n];
        for (var i = 0; i < n; i++) values[i] = a[i * n + i];
        return new(values, v);
    }

    /// <summary>Inverse, or null when an eigenvalue is not clearly positive.</summary>
    public double[]? Inverse()
    {
        var n = Values.Length;
        var most = Values.DefaultIfEmpty(1).Max();
        if (Values.Any(l => !(l > most * 1e-14))) return null;
        var inverse = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var k = 0; k < n; k++)
                    inverse[i * n + j] += Vectors[i * n + k] * Vectors[j * n + k] / Values[k];
            }
        }
        return inverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rotate(double[] a, double[] v, int n, int p, int q)
    {
        var apq = a[p * n + q];
        if (apq == 0) return;
        var theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        var t = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var k = 0; k < n; k++)
        {
            (a[k * n + p], a[k * n + q]) = (c * a[k * n + p] - s * a[k * n + q], s * a[k * n + p] + c * a[k * n + q]);
            (v[k * n + p], v[k * n + q]) = (c * v[k * n + p] - s * v[k * n + q], s * v[k * n + p] + c * v[k * n + q]);
        }
        for (var k = 0; k < n; k++)
            (a[p * n + k], a[q * n + k]) = (c * a[p * n + k] - s * a[q * n + k], s * a[p * n + k] + c * a[q * n + k]);
        a[p * n + q] = a[q * n + p] = 0;
    }
}
