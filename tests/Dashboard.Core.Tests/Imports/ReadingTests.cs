using System.Globalization;
using System.Text;
using CsCheck;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Tests.Imports;

public sealed class ReadingTests
{
    private static readonly Gen<string> Field = Gen.OneOf(
        Gen.String[Gen.Char["abc ,;\t|\"\n\r'åé€"], 0, 12], Gen.String[Gen.Char['a', 'z'], 0, 6], Gen.Const(""));

    /// <summary>Gives a few bytes at a time, as a network file may.</summary>
    private sealed class Trickle(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, step));
    }

    [Fact]
    public void Whatever_is_written_as_csv_is_cut_into_the_same_fields() =>
        Gen.Select(Field.Array[2, 6].Array[1, 20], Gen.Char[",;\t|"], Gen.Int[1, 40], Gen.Bool).Sample((rows, delimiter, step, windows) =>
        {
            var text = string.Join(windows ? "\r\n" : "\n", rows.Select(r => string.Join(delimiter, r.Select(f => $"\"{f.Replace("\"", "\"\"")}\""))));
            var reader = new RowReader(new Trickle(Encoding.UTF8.GetBytes(text), step), delimiter);
            var line = 1L;
            foreach (var row in rows)
            {
                if (!reader.Read() || !reader.Row.Texts().SequenceEqual(row) || reader.Row.Line != line || reader.Row.Flaw != RowFlaw.None) return false;
                line += 1 + row.Sum(f => f.Count(c => c == '\n'));
            }
            return !reader.Read();
        });

    [Fact]
    public void Numbers_are_read_in_the_ways_in_which_they_are_written() =>
        Gen.Select(Gen.Long[-99_999_999_999, 99_999_999_999], Gen.Int[0, 5]).Sample((minor, style) =>
        {
            var amount = minor / 100m;
            var (culture, sign) = style switch { 2 or 3 => ("de-DE", ','), 4 => ("fr-FR", ','), _ => ("en-US", '.') };
            var text = style switch
            {
                0 => amount.ToString("0.00", CultureInfo.InvariantCulture),
                1 => "$" + amount.ToString("#,##0.00", CultureInfo.GetCultureInfo(culture)).TrimStart('-'),
                5 => "'" + amount.ToString("#,##0.00", CultureInfo.GetCultureInfo(culture)),
                _ => amount.ToString("#,##0.00", CultureInfo.GetCultureInfo(culture)) + (style == 3 ? " €" : ""),
            };
            var expected = style == 1 ? Math.Abs(minor) : minor;
            return NumberText.TryParse(Encoding.UTF8.GetBytes(text), sign, out var number) && number.ToMinor(2, out var read) && read == expected;
        });

    [Theory]
    [InlineData("1,5", '.')]
    [InlineData("1.5", ',')]
    [InlineData("1,2345", '.')]
    [InlineData("--1", '.')]
    [InlineData("1-2", '.')]
    [InlineData("abc", '.')]
    [InlineData("12abc34", '.')]
    [InlineData("", '.')]
    [InlineData(".", '.')]
    public void What_is_no_number_is_not_taken_for_one(string text, char sign) => Assert.False(NumberText.TryParse(Encoding.UTF8.GetBytes(text), sign, out _));

    [Theory]
    [InlineData("(12.50)", -1250)]
    [InlineData("-$12.00", -1200)]
    [InlineData("$-12.00", -1200)]
    [InlineData("−7", -700)]
    [InlineData("12.50-", -1250)]
    [InlineData("EUR 1 234.505", 123_451)]
    [InlineData("1.2E+05", 12_000_000)]
    [InlineData("1,00,000.00", 10_000_000)]
    public void Dressed_numbers_are_understood(string text, long minor)
    {
        Assert.True(NumberText.TryParse(Encoding.UTF8.GetBytes(text), '.', out var number));
        Assert.True(number.ToMinor(2, out var read));
        Assert.Equal(minor, read);
    }

    [Fact]
    public void Dates_are_read_in_the_ways_in_which_they_are_written()
    {
        string[] formats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy/M/d H:mm:ss", "d/M/yyyy HH:mm:ss", "dd.MM.yyyy HH:mm:ss", "d-M-yyyy h:mm:ss tt", "yyyyMMddHHmmss", "d MMM yyyy HH:mm:ss", "MMMM d, yyyy h:mm:ss tt", "ddd, d MMM yyyy HH:mm:ss"];
        Gen.Select(Gen.Int[0, 86_400 * 365 * 50], Gen.Int[0, formats.Length - 1]).Sample((second, format) =>
        {
            var at = DateTime.UnixEpoch.AddSeconds(second);
            var text = Encoding.UTF8.GetBytes(at.ToString(formats[format], CultureInfo.InvariantCulture));
            return DateText.TryParse(text, DateOrder.DayFirst, out var date) && date.Milliseconds == second * 1000L && date.HasTime;
        });
    }

    [Theory]
    [InlineData("2025-10-02 17:09:34 -0300", "2025-10-02T20:09:34")]
    [InlineData("2025-10-02T17:09:34.5+02:00", "2025-10-02T15:09:34.5")]
    [InlineData("1717151820", "2024-05-31T10:37:00")]
    [InlineData("1717151820000", "2024-05-31T10:37:00")]
    [InlineData("20240531", "2024-05-31T00:00:00")]
    public void Offsets_and_epochs_give_the_instant(string text, string utc)
    {
        Assert.True(DateText.TryParse(Encoding.UTF8.GetBytes(text), DateOrder.DayFirst, out var date));
        Assert.Equal(DateTime.Parse(utc, CultureInfo.InvariantCulture), StoreConventions.ToInstant(date.Milliseconds - (date.Offset ?? 0)));
    }

    [Theory]
    [InlineData("31/04/2024")]
    [InlineData("2024-02-30")]
    [InlineData("12345")]
    [InlineData("2024-05-01 25:00")]
    [InlineData("yesterday")]
    [InlineData("5/13/2024")]
    public void What_is_no_date_is_not_taken_for_one(string text) => Assert.False(DateText.TryParse(Encoding.UTF8.GetBytes(text), DateOrder.DayFirst, out _));

    [Theory]
    [InlineData("Europe/Oslo")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("UTC")]
    public void Days_and_instants_of_a_zone_are_those_of_the_system(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var clock = new ZoneClock(zone);
        Gen.Int[86_400, 86_400 * 365 * 55].Sample(second =>
        {
            var utc = DateTime.UnixEpoch.AddSeconds(second);
            var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
            if (clock.DayOf(second * 1000L) != StoreConventions.ToDayNumber(DateOnly.FromDateTime(local))) return false;
            return zone.IsAmbiguousTime(local) || clock.ToUtc(StoreConventions.ToMilliseconds(local)) == second * 1000L;
        });
    }

    [Fact]
    public void Seen_keys_remember_every_key_however_far_they_grow() => Gen.ULong[1, 5_000].Array[0, 20_000].Sample(keys =>
    {
        var (seen, plain) = (new SeenKeys(10), new HashSet<ulong>());
        return keys.Select(k => k * 0x9E3779B97F4A7C15).All(k => seen.Add(k) == plain.Add(k));
    }, iter: 20);

    [Fact]
    public void The_filter_of_order_numbers_forgets_none_and_takes_few_new_ones_for_seen()
    {
        var (filter, keys) = (new SeenFilter(100_000), Enumerable.Range(1, 100_000).Select(i => (ulong)i * 0xC2B2AE3D27D4EB4F).ToArray());
        Assert.InRange(keys.Count(filter.MayHave), 0, 3_000);
        Assert.All(keys, key => Assert.True(filter.MayHave(key)));
    }
}
