using System.Globalization;
using System.Text;
using Dashboard.Core.Data;
using Dashboard.Core.Money;
using Dashboard.Core.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Dashboard.Core.Imports;

/// <summary>Finds out what a file is and how to read it as orders, from its first ten thousand rows. Writes nothing.</summary>
public sealed class FileInspector(IDbContextFactory<DashboardDbContext> contexts, IStringLocalizer<ImportText> text, TimeProvider clock)
{
    private const int PreviewRows = 20;
    private const int MostRowsForDates = 5_000_000;

    /// <summary>Inspects a file, or (with a mapping) looks how it reads under that mapping.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="mapping">Null to guess everything; without columns to guess what they mean.</param>
    public async Task<FileInspection> InspectAsync(string path, OrderMapping? mapping = null, CancellationToken cancellation = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var settings = await db.Settings.SingleAsync(cancellation);
        return await Task.Run(() => Inspect(path, mapping, settings.TimeZone, settings.ReportingCurrency, cancellation), cancellation);
    }

    private FileInspection Inspect(string path, OrderMapping? given, string shopZone, string? reportingCurrency, CancellationToken cancellation)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return Hopeless(given, 0, FileProblem.NotFound, path);
        if (file.Length == 0) return Hopeless(given, 0, FileProblem.Empty);
        byte[] start;
        try
        {
            start = FileSample.Start(path);
        }
        catch (InvalidDataException)
        {
            return Hopeless(given, file.Length, FileProblem.Damaged);
        }
        if (start.Length == 0) return Hopeless(given, file.Length, FileProblem.Empty);
        if (start.AsSpan().StartsWith("PK\u0003\u0004"u8) || start.AsSpan().StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0])) return Hopeless(given, file.Length, FileProblem.Spreadsheet);
        if (given is not null && FileEncodings.Find(given.Encoding) is null) return Hopeless(given, file.Length, FileProblem.UnknownEncoding, given.Encoding);
        if (IsBinary(start)) return Hopeless(given, file.Length, FileProblem.Binary);

        FileSample sample;
        try
        {
            sample = FileSample.Read(path, start, given?.Encoding, given?.Delimiter);
        }
        catch (InvalidDataException)
        {
            return Hopeless(given, file.Length, FileProblem.Damaged);
        }
        return Inspect(path, file.Length, sample, given, shopZone, reportingCurrency, cancellation);
    }

    private FileInspection Inspect(string path, long bytes, FileSample sample, OrderMapping? given, string shopZone, string? reportingCurrency, CancellationToken cancellation)
    {
        var hasHeader = given?.Header ?? MappingGuess.HasHeader(sample.Rows);
        if (!hasHeader && sample.Rows.Count > 0 && sample.Rows[0].Contains(OrderParser.RejectedLine)) hasHeader = true;   // repaired rows of a file without header
        var header = hasHeader ? sample.Rows[0] : HeaderNames.Numbered(sample.Width);
        var rows = sample.Rows.Skip(hasHeader ? 1 : 0).Where(r => r.Length >= Math.Min(header.Length, sample.Width)).ToList();
        var columns = header.Select((name, i) => new ColumnSample(name.Trim(), rows.Select(r => i < r.Length ? r[i] : ""))).ToList();
        var problems = new List<InspectionProblem>();
        if (rows.Count == 0) Add(problems, FileProblem.NoRows, fatal: true);

        var suggested = MappingGuess.Fields(columns, hasHeader);
        if (given is { Columns.Count: 0 })
        {
            // Only how the file is read was said: what its columns mean is recognised.
            var guess = Guess(path, sample, columns, suggested, hasHeader, [], cancellation);
            given = given with { Columns = guess.Columns, SumOverLines = guess.SumOverLines };
        }
        var mapping = given ?? Guess(path, sample, columns, suggested, hasHeader, problems, cancellation);
        if (given is null) RefuseOtherFiles(header, mapping, problems);
        else CheckGiven(given, header, problems);
        if (problems.All(p => !p.IsFatal))
        {
            if (!mapping.Has(OrderField.Date)) Add(problems, FileProblem.NoDate, fatal: true, string.Join(", ", header));
            else if (columns[HeaderNames.IndexOf(header, mapping.Columns.First(c => c.Field == OrderField.Date).Column)] is { Given.Count: > 0 } date && date.Dates + date.SerialDates < 0.02) Add(problems, FileProblem.NoDate, fatal: true, date.Name);
        }
        if (!mapping.Has(OrderField.CustomerNumber) && !mapping.Has(OrderField.Email) && !mapping.Has(OrderField.Phone)) Add(problems, FileProblem.NoIdentity, fatal: false);
        if (!mapping.Columns.Any(c => c.Field is OrderField.Amount or OrderField.Subtotal or OrderField.NetAmount or OrderField.Total or OrderField.UnitPrice or OrderField.LineAmount)) Add(problems, FileProblem.NoAmount, fatal: false);

        var currency = given?.Currency ?? MappingGuess.Currency(Amounts(columns, header, mapping), mapping.Columns.FirstOrDefault(c => c.Field == OrderField.Currency) is { } named && HeaderNames.IndexOf(header, named.Column) is >= 0 and var at ? columns[at] : null);
        var estimated = (long)(Unpacked(path, bytes) / sample.BytesPerRow);
        var preview = problems.Any(p => p.IsFatal) ? [] : Preview(sample, hasHeader, header, mapping, shopZone, reportingCurrency ?? currency ?? Currencies.Default);
        return new(
            mapping,
            [.. columns.Select((c, i) => new InspectedColumn(c.Name, c.Examples, FieldOf(mapping, header, i), FieldOf(mapping, header, i) == suggested[i].Field ? suggested[i].Confidence : given is null ? 0.5 : 1))],
            [.. problems.OrderByDescending(p => p.IsFatal)], preview, bytes, FileSource.IsPacked(path), sample.Rows.Count < FileSample.MostRows ? rows.Count : estimated)
        {
            Header = header,
            FileCurrency = currency,
        };
    }

    private OrderMapping Guess(
        string path, FileSample sample, List<ColumnSample> columns, (OrderField Field, double Confidence)[] suggested, bool hasHeader, List<InspectionProblem> problems, CancellationToken cancellation)
    {
        var fields = suggested.Select(s => s.Field).ToArray();
        var meaning = AmountGuess.Row(columns, fields);
        var sums = meaning == RowMeaning.Line ? AmountGuess.SettleLines(columns, fields) : [];
        var amounts = columns.Where((_, i) => IsAmount(fields[i])).ToList();
        var sign = MappingGuess.DecimalSign(amounts, sample.Delimiter);
        var (afterDiscount, taxIncluded) = AmountGuess.Contents(columns, fields, sign);
        var date = Array.IndexOf(fields, OrderField.Date);
        var order = date < 0 ? DateOrder.DayFirst : MappingGuess.OrderOf(columns[date].Given) ?? ReadOn(path, sample, hasHeader, date, cancellation);
        if (order is null)
        {
            order = MappingGuess.LikelierOrder(columns[date].Given);
            Add(problems, FileProblem.AmbiguousDates, fatal: false, columns[date].Name, text[order == DateOrder.DayFirst ? "DayFirst" : "MonthFirst"].Value);
        }
        return new()
        {
            Delimiter = sample.Delimiter,
            Encoding = sample.Encoding,
            Header = hasHeader,
            DecimalSign = sign,
            DateOrder = order.Value,
            TimeZone = date >= 0 && columns[date].Name.Contains("(UTC)", StringComparison.OrdinalIgnoreCase) ? "UTC" : null,
            Row = meaning,
            Currency = fields.Contains(OrderField.Currency) ? null : MappingGuess.Currency(amounts, null),
            SubtotalAfterDiscount = afterDiscount,
            TaxIncluded = taxIncluded,
            Columns = [.. columns.Select((c, i) => new ColumnMapping(c.Name, fields[i])).Where((_, i) => fields[i] != OrderField.Ignore)],
            SumOverLines = sums,
        };
    }

    // A file sorted by time can begin with twelve days that leave the order open: read on until a date tells.
    private static DateOrder? ReadOn(string path, FileSample sample, bool hasHeader, int column, CancellationToken cancellation)
    {
        using var source = FileSource.Open(path, sample.Encoding);
        var reader = new RowReader(source.Content, sample.Delimiter);
        if (hasHeader) reader.Read();
        for (var row = 0; row < MostRowsForDates && reader.Read(); row++)
        {
            if ((row & 0xFFFF) == 0) cancellation.ThrowIfCancellationRequested();
            if (column >= reader.Row.Count || !DateText.TryReadLeading(reader.Row[column].Trim((byte)' '), out var first, out var second)) continue;
            if (first > 12) return DateOrder.DayFirst;
            if (second > 12) return DateOrder.MonthFirst;
        }
        return null;
    }

    /// <summary>Columns that only a file with one row per customer has.</summary>
    private static readonly string[] OrdersPerCustomer = ["numberoforders", "orderscount", "ordercount", "totalorders", "recencydays"];

    private void RefuseOtherFiles(string[] header, OrderMapping mapping, List<InspectionProblem> problems)
    {
        var names = header.Select(HeaderNames.Normalise).ToHashSet();
        if (names.Contains("arrivaldateutc") || names.Contains("arrivaldate")) Add(problems, FileProblem.PayoutFile, fatal: true);
        else if (IsWooCommerceReport(names, mapping)) Add(problems, FileProblem.WooCommerceOrderReport, fatal: true);
        else if (names.Contains("totalspent") || (names.Contains("totalspend") && names.Contains("aov")) || names.Contains("memberrating") || names.Contains("klaviyoid")
            || (!mapping.Has(OrderField.OrderNumber) && names.Overlaps(OrdersPerCustomer))) Add(problems, FileProblem.CustomerFile, fatal: true);
    }

    // "Order #" beside attribution and packed products; in any language the report has these columns and no identity.
    private static bool IsWooCommerceReport(HashSet<string> names, OrderMapping mapping) =>
        !mapping.Has(OrderField.Email) && !mapping.Has(OrderField.Phone) && (names.Contains("attribution") || names.Contains("couponscoupon")
            || (names.Contains("products") && names.Contains("customertype"))) && (names.Contains("itemssold") || names.Contains("articlesvendus") || names.Contains("netsales") || names.Contains("ventesnettes") || names.Contains("customertype"));

    private void CheckGiven(OrderMapping given, string[] header, List<InspectionProblem> problems)
    {
        var missing = OrderParser.Missing(given, header).ToList();
        if (missing.Count > 0) Add(problems, FileProblem.UnknownColumns, fatal: true, string.Join(", ", missing), string.Join(", ", header));
        if (given.Currency is { } currency && !Currencies.IsKnown(currency)) Add(problems, FileProblem.UnknownCurrency, fatal: true, currency);
        if (given.TimeZone is { } zone && ZoneNames.Find(zone) is null) Add(problems, FileProblem.UnknownTimeZone, fatal: true, zone);
    }

    private List<PreviewRow> Preview(FileSample sample, bool hasHeader, string[] header, OrderMapping mapping, string shopZone, string currency)
    {
        var latest = clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
        var parser = new OrderParser(mapping, header, new(ZoneNames.Find(shopZone) ?? TimeZoneInfo.Utc, mapping.Currency ?? currency, latest, DryRun: false, ExpectedRows: PreviewRows));
        var preview = new List<PreviewRow>();
        for (var i = hasHeader ? 1 : 0; i < sample.Rows.Count && preview.Count < PreviewRows; i++)
        {
            var batch = new OrderBatch();
            var row = AsRaw(sample.Rows[i], sample.Lines[i]);
            if (parser.CheckShape(row, batch)) parser.Parse([row], batch);
            preview.Add(Show(batch));
        }
        return preview;
    }

    private static PreviewRow Show(OrderBatch batch)
    {
        ref var entry = ref batch.Entries[0];
        string? Given(HashedText value) => value.IsGiven ? batch.String(value.Text) : null;
        if (entry.Kind == EntryKind.Rejected)
            return new(entry.Line, "", null, null, null, null, false, null, null, null, null, null, entry.Reason, entry.Column.IsEmpty ? null : batch.String(entry.Column));
        var isRefund = entry.Kind == EntryKind.Refund;
        var currency = batch.String(entry.Currency.Text);
        var line = batch.Lines.Count > 0 ? batch.Lines[0] : default;
        var minor = isRefund ? entry.RefundAmount : entry.Subtotal - entry.Discount;
        return new(
            entry.Line, batch.String(entry.ExternalId), Given(entry.Number) ?? Given(entry.Email) ?? Given(entry.Phone), StoreConventions.ToInstant(entry.PlacedAt), currency,
            minor / (decimal)Currencies.MinorPerMajor(currency), isRefund, line.Sku.IsGiven ? line.Quantity : entry.Items > 0 ? entry.Items : null,
            line.Sku.IsGiven ? batch.String(line.Name.IsEmpty ? line.Sku.Text : line.Name) : null, Given(entry.Country), Given(entry.Channel), entry.Status, null, null);
    }

    private static RawRow AsRaw(string[] fields, long line)
    {
        var row = new RawRow { Line = line, Bytes = Encoding.UTF8.GetBytes(string.Concat(fields)) };
        var at = 0;
        foreach (var field in fields)
        {
            var length = Encoding.UTF8.GetByteCount(field);
            row.Add(at, length);
            at += length;
        }
        return row;
    }

    private static bool IsBinary(byte[] start)
    {
        if (FileEncodings.Guess(start) is { } encoding && encoding.StartsWith("utf-16", StringComparison.Ordinal)) return false;
        return start.AsSpan().Contains((byte)0) || start.Count(b => b < 32 && b is not (9 or 10 or 13 or 12)) > start.Length / 50;
    }

    private static double Unpacked(string path, long bytes) => FileSource.IsPacked(path) ? bytes * 6.0 : bytes;

    private static bool IsAmount(OrderField field) => field is OrderField.Amount or OrderField.Subtotal or OrderField.NetAmount or OrderField.Discount or OrderField.Tax or OrderField.Shipping
        or OrderField.Total or OrderField.RefundedAmount or OrderField.UnitPrice or OrderField.LineAmount or OrderField.LineDiscount;

    private static IEnumerable<ColumnSample> Amounts(List<ColumnSample> columns, string[] header, OrderMapping mapping) =>
        mapping.Columns.Where(c => IsAmount(c.Field)).Select(c => HeaderNames.IndexOf(header, c.Column)).Where(i => i >= 0).Select(i => columns[i]);

    private static OrderField FieldOf(OrderMapping mapping, string[] header, int column) => mapping.Columns.FirstOrDefault(c => HeaderNames.IndexOf(header, c.Column) == column)?.Field ?? OrderField.Ignore;

    private FileInspection Hopeless(OrderMapping? given, long bytes, FileProblem problem, params object[] arguments)
    {
        var problems = new List<InspectionProblem>();
        Add(problems, problem, fatal: true, arguments);
        return new(given ?? new(), [], problems, [], bytes, false, 0);
    }

    private void Add(List<InspectionProblem> problems, FileProblem kind, bool fatal, params object[] arguments) =>
        problems.Add(new(kind, text[string.Create(CultureInfo.InvariantCulture, $"Problem_{kind}"), arguments].Value, fatal));
}
