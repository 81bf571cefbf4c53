namespace Dashboard.Analytics.Lifetime.Numerics;

/// <summary>A smooth function to be made as large as it gets, usually a log-likelihood of log-parameters.</summary>
public interface ILogLikelihood
{
    /// <summary>Number n of parameters.</summary>
    int Dimension { get; }

    /// <summary>Whether <see cref="Evaluate"/> fills a Hessian; otherwise it is learnt from gradients.</summary>
    bool HasHessian { get; }

    /// <summary>Value at θ; NaN or -∞ where θ is impossible.</summary>
    /// <param name="theta">n parameters.</param>
    /// <param name="gradient">n, filled.</param>
    /// <param name="hessian">n·n row by row, filled when it is not empty and <see cref="HasHessian"/>.</param>
    double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> hessian);
}

/// <summary>Where a search ended.</summary>
/// <param name="Theta">Parameters.</param>
/// <param name="Value">Value there.</param>
/// <param name="Gradient">Gradient there.</param>
/// <param name="Hessian">Hessian there, n·n row by row.</param>
/// <param name="AtBound">Per parameter whether it lies at a bound that the function presses against.</param>
/// <param name="Iterations">Evaluations used over all starts.</param>
/// <param name="Converged">Whether a further Newton step would gain nothing that double precision can tell.</param>
public sealed record Maximum(double[] Theta, double Value, double[] Gradient, double[] Hessian, bool[] AtBound, int Iterations, bool Converged)
{
    /// <summary>Largest absolute gradient among the parameters that are not at a bound.</summary>
    public double GradientNorm => Theta.Select((_, i) => AtBound[i] ? 0 : Math.Abs(Gradient[i])).DefaultIfEmpty().Max();
}
