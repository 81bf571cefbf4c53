using System.Globalization;
using System.Text;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Core.Money;

namespace Dashboard.Core.Acquisition;

/// <summary>
/// Spend as a file: columns for month (or day), channel and spend, and one for the currency if there is one, found by their names, or in this order where the first
/// line has no names. Lines of the same channel and month, as of several campaigns or days, are added up.
/// </summary>
internal sealed class SpendFile
{
    private const string Months = "month period date day reportingstarts yearmonth monat mes mois";
    private const string Channels = "channel acquisitionchannel source platform network medium kanal canal";
    private const string Amounts = "spend cost amount amountspent totalspend totalcost adspend costs kosten";
    private const string Codes = "currency currencycode";
    private static readonly string[] Written = ["yyyy-M", "yyyy/M", "yyyy.M", "M/yyyy", "M.yyyy", "M-yyyy", "yyyyMM", "MMM yyyy", "MMMM yyyy", "MMM-yyyy", "yyyy MMM", "yyyy MMMM"];

    private readonly Dictionary<(string Channel, DateOnly Month), SpendEntry> _entries = new(new SameChannel());
    private readonly List<RejectedSpend> _rejected = [];
    private readonly string _currency;
    private readonly char _decimalSign;
    private readonly DateOrder _order;
    private readonly (int Month, int Channel, int Amount, int Currency) _at;

    private SpendFile(FileSample sample, (int Month, int Channel, int Amount, int Currency) at, bool hasNames, string currency)
    {
        (_at, _currency) = (at, currency);
        ColumnSample Column(int field) => new(hasNames && field < sample.Rows[0].Length ? sample.Rows[0][field] : "", sample.Rows.Skip(hasNames ? 1 : 0).Select(r => field < r.Length ? r[field] : ""));
        var amounts = Column(at.Amount);
        _decimalSign = MappingGuess.DecimalSign([amounts], sample.Delimiter);
        if (at.Currency < 0 && MappingGuess.Currency([amounts], null) is { } told) _currency = told;
        var months = Column(at.Month).Given;
        _order = MappingGuess.OrderOf(months) ?? MappingGuess.LikelierOrder(months);
    }

    /// <summary>Reads a file, plain or gzip.</summary>
    /// <param name="path">The file.</param>
    /// <param name="currency">What amounts are in where the file does not say.</param>
    /// <param name="cancellation">Gives up.</param>
    public static (IReadOnlyCollection<SpendEntry> Entries, IReadOnlyList<RejectedSpend> Rejected) Read(string path, string currency, CancellationToken cancellation)
    {
        var sample = FileSample.Read(path, FileSample.Start(path), null, null);
        if (sample.Rows.Count == 0) return ([], [new(1, SpendReason.NoColumns)]);
        var named = At(sample.Rows[0]);
        var hasNames = named is { Month: >= 0, Channel: >= 0, Amount: >= 0 };
        if (!hasNames && !(sample.Width is 3 or 4 && MonthOf(sample.Rows[0][0], DateOrder.DayFirst) is not null)) return ([], [new(sample.Lines[0], SpendReason.NoColumns)]);
        var file = new SpendFile(sample, hasNames ? named : (0, 1, 2, sample.Width > 3 ? 3 : -1), hasNames, currency);
        using var source = FileSource.Open(path, sample.Encoding);
        var reader = new RowReader(source.Content, sample.Delimiter);
        if (hasNames) reader.Read();
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (file.Take(reader.Row) is { } reason) file._rejected.Add(new(reader.Row.Line, reason));
        }
        return (file._entries.Values, file._rejected);
    }

    private SpendReason? Take(RawRow row)
    {
        if (row.Flaw != RowFlaw.None || row.Count <= Math.Max(Math.Max(_at.Month, _at.Channel), Math.Max(_at.Amount, _at.Currency))) return SpendReason.BrokenLine;
        if (MonthOf(row.Text(_at.Month), _order) is not { } month) return SpendReason.NotAMonth;
        var channel = row.Text(_at.Channel).Trim();
        if (channel.Length is 0 or > AcquisitionSpend.MostChannel) return SpendReason.NoChannel;
        var currency = _at.Currency < 0 || row[_at.Currency].Trim((byte)' ').IsEmpty ? _currency : row.Text(_at.Currency).Trim().ToUpperInvariant();
        if (!Currencies.IsKnown(currency)) return SpendReason.UnknownCurrency;
        if (!NumberText.TryParse(row[_at.Amount].Trim((byte)' '), _decimalSign, out var number) || !number.ToMinor(Currencies.DecimalsOf(currency), out var amount) || amount < 0) return SpendReason.NotAnAmount;
        var before = _entries.GetValueOrDefault((channel, month));
        if (before is not null && before.Currency != currency) return SpendReason.OtherCurrency;
        _entries[(channel, month)] = new(before?.Channel ?? channel, month, amount + (before?.Amount ?? 0), currency);
        return null;
    }

    private static (int Month, int Channel, int Amount, int Currency) At(string[] header)
    {
        int Of(string names) => names.Split(' ').Select(n => Array.FindIndex(header, h => HeaderNames.Normalise(h) == n)).FirstOrDefault(i => i >= 0, -1);
        var amount = Of(Amounts);
        // Ad platforms write the currency into the name: "Amount spent (EUR)".
        if (amount < 0) amount = Array.FindIndex(header, h => Amounts.Split(' ').Any(n => HeaderNames.Normalise(h) is { Length: > 3 } name && name[..^3] == n));
        return (Of(Months), Of(Channels), amount, Of(Codes));
    }

    private static DateOnly? MonthOf(string text, DateOrder order)
    {
        if (DateOnly.TryParseExact(text.Trim(), Written, CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)) return month;
        if (!DateText.TryParse(Encoding.UTF8.GetBytes(text.Trim()), order, out var date)) return null;
        var day = StoreConventions.ToInstant(date.Milliseconds);
        return new(day.Year, day.Month, 1);
    }

    private sealed class SameChannel : IEqualityComparer<(string Channel, DateOnly Month)>
    {
        public bool Equals((string Channel, DateOnly Month) a, (string Channel, DateOnly Month) b) => a.Month == b.Month && a.Channel.Equals(b.Channel, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string Channel, DateOnly Month) key) => HashCode.Combine(key.Month, key.Channel.GetHashCode(StringComparison.OrdinalIgnoreCase));
    }
}
