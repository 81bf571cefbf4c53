namespace Dashboard.Analytics.Statistics;

/// <summary>The noncentral t, by which the power of a t-test is exact; no library at hand has it.</summary>
public static class NoncentralStudentDistribution
{
    /// <summary>P(T ≤ t) with noncentrality δ: a Poisson mixture of incomplete beta functions (Lenth 1989, AS 243), summed outwards from its largest weight.</summary>
    public static double Lower(double t, double degrees, double noncentrality)
    {
        if (t < 0) return 1 - Lower(-t, degrees, -noncentrality);
        var square = t * t;
        var (x, y) = (square / (degrees + square), degrees / (degrees + square));
        var half = noncentrality * noncentrality / 2;
        var mode = (int)half;
        var sum = 0.0;
        for (var j = mode; j >= 0 && Add(j); j--) { }
        for (var j = mode + 1; Add(j); j++) { }
        return Math.Clamp(NormalDistribution.UpperTail(noncentrality) + sum / 2, 0, 1);

        bool Add(int j)
        {
            if (half == 0 && j > 0) return false;
            var poisson = j == 0 ? -half : -half + j * Math.Log(half) - Gammas.Log(j + 1.0);
            var odd = half == 0 ? double.NegativeInfinity : -half + (j + 0.5) * Math.Log(half) - Gammas.Log(j + 1.5);
            var (p, q) = (Math.Exp(poisson), Math.Sign(noncentrality) * Math.Exp(odd));
            sum += p * IncompleteBeta.Lower(j + 0.5, degrees / 2, x, y) + q * IncompleteBeta.Lower(j + 1.0, degrees / 2, x, y);
            return p + Math.Abs(q) > 1e-18;
        }
    }
}
