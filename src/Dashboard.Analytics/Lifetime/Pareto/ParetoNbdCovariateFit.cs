namespace Dashboard.Analytics.Lifetime.Pareto;

/// <summary>A Pareto/NBD with time-invariant covariates.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Buying">Number of covariates of the purchase rate; their coefficients follow r, alpha, s and beta.</param>
/// <param name="Leaving">Number of covariates of the dropout rate; theirs come last.</param>
public sealed record ParetoNbdCovariateFit(FitResult Result, int Buying, int Leaving)
{
    /// <summary>The model of customers with these covariates; null when the fit was refused or the covariates are beyond all measure.</summary>
    /// <exception cref="ArgumentException">Not as many values as covariates.</exception>
    public ParetoNbd? For(ReadOnlySpan<double> buying, ReadOnlySpan<double> leaving)
    {
        if (Result.IsRefused) return null;
        if (buying.Length != Buying || leaving.Length != Leaving) throw new ArgumentException("One value per covariate is needed.");
        return ParetoNbd.Create(
            Result["r"], Result["alpha"] * Math.Exp(-Effect(4, buying)), Result["s"], Result["beta"] * Math.Exp(-Effect(4 + Buying, leaving)));
    }

    private double Effect(int first, ReadOnlySpan<double> z)
    {
        var sum = 0.0;
        for (var i = 0; i < z.Length; i++) sum += Result.Parameters[first + i].Value * z[i];
        return sum;
    }
}
