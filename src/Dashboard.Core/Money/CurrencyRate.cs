namespace Dashboard.Core.Money;

/// <summary>A rate as people write it.</summary>
/// <param name="Day">First day on which it holds; it holds until the next day given.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Rate">Major units of the reporting currency per major unit of <paramref name="Currency"/>, above 0.</param>
public sealed record CurrencyRate(DateOnly Day, string Currency, double Rate);

/// <summary>Why a line with a rate was not taken.</summary>
public enum RateReason
{
    /// <summary>Not three fields: day, currency, rate.</summary>
    NotThreeFields = 1,

    /// <summary>The day is not written as 2026-01-31.</summary>
    NotADay = 2,

    /// <summary>No ISO 4217 code.</summary>
    UnknownCurrency = 3,

    /// <summary>Not a number above 0 with a decimal point.</summary>
    NotARate = 4,

    /// <summary>The reporting currency itself is always worth 1.</summary>
    ReportingCurrency = 5,
}

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Counted from 1.</param>
public sealed record RejectedRate(int Line, RateReason Reason);

/// <summary>What came of a list of rates.</summary>
/// <param name="Saved">Rates added or changed.</param>
/// <param name="Replaced">Those among them whose day and currency had another rate before.</param>
/// <param name="Rejected">Lines that were not taken.</param>
/// <param name="Rated">Orders and refunds that had no rate and have one now.</param>
public sealed record RateImport(int Saved, int Replaced, IReadOnlyList<RejectedRate> Rejected, long Rated);
