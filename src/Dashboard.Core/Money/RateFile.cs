using System.Globalization;

namespace Dashboard.Core.Money;

/// <summary>Exchange rates as text: <c>day,currency,rate</c> on each line, such as <c>2026-01-31,SEK,0.0873</c>; a first line with names, commas or semicolons, blank lines.</summary>
internal static class RateFile
{
    public static async Task<(List<CurrencyRate> Rates, List<RejectedRate> Rejected)> ReadAsync(Stream text, string reportingCurrency, CancellationToken cancellation)
    {
        var (rates, rejected) = (new List<CurrencyRate>(), new List<RejectedRate>());
        using var reader = new StreamReader(text, leaveOpen: true);
        for (var line = 1; await reader.ReadLineAsync(cancellation) is { } row; line++)
        {
            if (string.IsNullOrWhiteSpace(row)) continue;
            var (rate, reason) = Read(row, reportingCurrency);
            if (rate is not null) rates.Add(rate);
            else if (line > 1 || reason != RateReason.NotADay) rejected.Add(new(line, reason));
        }
        return (rates, rejected);
    }

    private static (CurrencyRate?, RateReason) Read(string row, string reportingCurrency)
    {
        var fields = row.Split(row.Contains(';', StringComparison.Ordinal) ? ';' : ',', StringSplitOptions.TrimEntries);
        if (fields.Length != 3) return (null, RateReason.NotThreeFields);
        if (!DateOnly.TryParseExact(fields[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return (null, RateReason.NotADay);
        var currency = fields[1].ToUpperInvariant();
        if (!Currencies.IsKnown(currency)) return (null, RateReason.UnknownCurrency);
        if (currency == reportingCurrency) return (null, RateReason.ReportingCurrency);
        if (!double.TryParse(fields[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) || !(rate > 0) || double.IsInfinity(rate))
            return (null, RateReason.NotARate);
        return (new(day, currency, rate), default);
    }
}
