using Dashboard.Analytics.Lifetime.Numerics;

namespace Dashboard.Analytics.Lifetime.Pareto;

/// <summary>
/// The Pareto/NBD's log-likelihood of many customers as a function of (ln r, ln α, ln s, ln β) and of covariates' coefficients, with exact gradient and
/// Hessian: derivatives of the integral over the time of leaving are moments of that time, so no derivative of a hypergeometric function is needed.
/// </summary>
/// <remarks>Time-invariant covariates (Fader, Hardie note 019): α_i = α e^(-γ₁z_i), β_i = β e^(-γ₂z_i).</remarks>
internal sealed class ParetoNbdLikelihood : ILogLikelihood
{
    private const int Common = 4;

    private readonly GroupedPurchases _rows;
    private readonly double[][] _buying;
    private readonly double[][] _leaving;

    /// <param name="rows">Customers, times near 1.</param>
    /// <param name="buying">z of the purchase rate: one column per covariate, a value per row.</param>
    /// <param name="leaving">z of the dropout rate.</param>
    public ParetoNbdLikelihood(GroupedPurchases rows, double[][]? buying = null, double[][]? leaving = null) =>
        (_rows, _buying, _leaving) = (rows, buying ?? [], leaving ?? []);

    public int Dimension => Common + _buying.Length + _leaving.Length;

    public bool HasHessian => true;

    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian)
    {
        gradient.Clear();
        hessian.Clear();
        var r = Math.Exp(theta[0]);
        var rates = new Rates(r, Math.Exp(theta[1]), Math.Exp(theta[2]), Math.Exp(theta[3]), theta[1], theta[3], theta[2]);
        var n = Dimension;
        var (sum, hasCovariates) = (0.0, n > Common);
        var total = new Derivatives();
        for (var i = 0; i < _rows.Count; i++)
        {
            var weight = _rows.Weight[i];
            if (!hasCovariates)
            {
                sum += weight * Customer(rates, _rows.X[i], _rows.Tx[i], _rows.T[i], out var own);
                total.Add(own, weight);
                continue;
            }
            var logAlpha = theta[1] - Effect(_buying, theta[Common..], i);
            var logBeta = theta[3] - Effect(_leaving, theta[(Common + _buying.Length)..], i);
            var his = rates with { Alpha = Math.Exp(logAlpha), Beta = Math.Exp(logBeta), LogAlpha = logAlpha, LogBeta = logBeta };
            sum += weight * Customer(his, _rows.X[i], _rows.Tx[i], _rows.T[i], out var derivatives);
            total.Add(derivatives, weight);
            Spread(derivatives, weight, i, gradient, hessian);
        }
        // ln Γ(r+x)/Γ(r) is a sum over the purchases before x.
        for (var j = 0; j < _rows.MostPurchases; j++)
        {
            var share = r / (r + j);
            sum += _rows.MoreThan[j] * Math.Log(r + j);
            total.R += _rows.MoreThan[j] * share;
            total.RR += _rows.MoreThan[j] * share * (1 - share);
        }
        total.CopyTo(gradient, hessian, n);
        return sum;
    }

    /// <summary>The part of one customer's log-likelihood that depends on his times, and its derivatives by (ln r, ln α, ln s, ln β).</summary>
    private static double Customer(in Rates rates, double x, double tx, double t, out Derivatives d)
    {
        var (r, alpha, s, beta, logAlpha, logBeta, logS) = rates;
        var a = r + x;
        var (overA, overB) = (1 / (alpha + t), 1 / (beta + t));
        // In units of α and β the logarithms stay small where nearly nobody leaves.
        var (pastA, pastB) = (Past(t, alpha), Past(t, beta));
        var (alphaOver, betaOver) = (alpha * overA, beta * overB);
        var alive = -r * pastA - x * (logAlpha + pastA) - s * pastB;

        d = default;
        d.R = -r * pastA;
        d.A = r - a * alphaOver;
        d.S = -s * pastB;
        d.B = s * t * overB;
        d.RR = d.R;
        d.RA = r * t * overA;
        d.AA = -a * alphaOver * t * overA;
        d.SS = d.S;
        d.SB = d.B;
        d.BB = -s * betaOver * t * overB;
        if (tx >= t || s == 0) return alive;

        var odds = logS + new DropoutIntegral(alpha, beta, a, s + 1, tx, t).Log(out var m) + a * (logAlpha + pastA) + s * (logBeta + pastB);
        var rest = Math.Exp(-Math.Abs(odds));
        var (less, more) = (rest / (1 + rest), 1 / (1 + rest));
        var (gone, stays) = odds > 0 ? (more, less) : (less, more);
        if (gone == 0) return alive;
        var (aAlpha, sBeta) = (a * alpha, (s + 1) * beta);
        var (goneA, goneB) = (m.LogA - logAlpha, m.LogB - logBeta);
        // Gone at τ, the mean over τ; then how it differs from alive.
        var (er, ea, es, eb) = (-r * goneA, r - aAlpha * m.OverA, 1 - s * goneB, s - sBeta * m.OverB);
        var (dr, da, ds, db) = (er - d.R, ea - d.A, es - d.S, eb - d.B);
        var mixed = gone * stays;
        d.RR += gone * (er - d.RR + r * r * m.LogALogA) + mixed * dr * dr;
        d.RA += gone * (r - r * alpha * m.OverA - d.RA + r * aAlpha * m.LogAOverA) + mixed * dr * da;
        d.AA += gone * (-aAlpha * (m.OverA - alpha * (m.OverAOverA + m.OverA * m.OverA)) - d.AA + aAlpha * aAlpha * m.OverAOverA) + mixed * da * da;
        d.RS += gone * r * s * m.LogALogB + mixed * dr * ds;
        d.RB += gone * r * sBeta * m.LogAOverB + mixed * dr * db;
        d.AS += gone * aAlpha * s * m.LogBOverA + mixed * da * ds;
        d.AB += gone * aAlpha * sBeta * m.OverAOverB + mixed * da * db;
        d.SS += gone * (es - 1 - d.SS + s * s * m.LogBLogB) + mixed * ds * ds;
        d.SB += gone * (s - s * beta * m.OverB - d.SB + s * sBeta * m.LogBOverB) + mixed * ds * db;
        d.BB += gone * (-sBeta * (m.OverB - beta * (m.OverBOverB + m.OverB * m.OverB)) - d.BB + sBeta * sBeta * m.OverBOverB) + mixed * db * db;
        d.R += gone * dr;
        d.A += gone * da;
        d.S += gone * ds;
        d.B += gone * db;
        return alive + Math.Max(odds, 0) + LogSpace.Log1p(rest);
    }

    /// <summary>ln((scale + t) / scale).</summary>
    private static double Past(double t, double scale) => t > 0.1 * scale ? Math.Log(1 + t / scale) : LogSpace.Log1p(t / scale);

    private static double Effect(double[][] columns, ReadOnlySpan<double> coefficients, int row)
    {
        var sum = 0.0;
        for (var c = 0; c < columns.Length; c++) sum += coefficients[c] * columns[c][row];
        return sum;
    }

    /// <summary>By the chain rule: a coefficient moves ln α_i by -z, or ln β_i.</summary>
    private void Spread(in Derivatives d, double weight, int row, Span<double> gradient, Span<double> hessian)
    {
        var n = Dimension;
        for (var c = Common; c < n; c++)
        {
            var isBuying = c - Common < _buying.Length;
            var z = -weight * (isBuying ? _buying[c - Common][row] : _leaving[c - Common - _buying.Length][row]);
            if (z == 0) continue;
            gradient[c] += z * (isBuying ? d.A : d.B);
            if (hessian.IsEmpty) continue;
            hessian[c] += z * (isBuying ? d.RA : d.RB);
            hessian[n + c] += z * (isBuying ? d.AA : d.AB);
            hessian[2 * n + c] += z * (isBuying ? d.AS : d.SB);
            hessian[3 * n + c] += z * (isBuying ? d.AB : d.BB);
            for (var o = Common; o <= c; o++)
            {
                var otherIsBuying = o - Common < _buying.Length;
                var other = -(otherIsBuying ? _buying[o - Common][row] : _leaving[o - Common - _buying.Length][row]);
                hessian[o * n + c] += z * other * (isBuying && otherIsBuying ? d.AA : isBuying || otherIsBuying ? d.AB : d.BB);
            }
        }
    }

    private readonly record struct Rates(double R, double Alpha, double S, double Beta, double LogAlpha, double LogBeta, double LogS);

    /// <summary>First and second derivatives by (ln r, ln α, ln s, ln β).</summary>
    private struct Derivatives
    {
        public double R, A, S, B, RR, RA, RS, RB, AA, AS, AB, SS, SB, BB;

        public void Add(in Derivatives d, double w)
        {
            R += w * d.R;
            A += w * d.A;
            S += w * d.S;
            B += w * d.B;
            RR += w * d.RR;
            RA += w * d.RA;
            RS += w * d.RS;
            RB += w * d.RB;
            AA += w * d.AA;
            AS += w * d.AS;
            AB += w * d.AB;
            SS += w * d.SS;
            SB += w * d.SB;
            BB += w * d.BB;
        }

        public readonly void CopyTo(Span<double> gradient, Span<double> hessian, int n)
        {
            (gradient[0], gradient[1], gradient[2], gradient[3]) = (R, A, S, B);
            if (hessian.IsEmpty) return;
            (hessian[0], hessian[1], hessian[2], hessian[3]) = (RR, RA, RS, RB);
            (hessian[n + 1], hessian[n + 2], hessian[n + 3]) = (AA, AS, AB);
            (hessian[2 * n + 2], hessian[2 * n + 3], hessian[3 * n + 3]) = (SS, SB, BB);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < i; j++) hessian[i * n + j] = hessian[j * n + i];
            }
        }
    }
}
