using System.Buffers.Text;

namespace Dashboard.Benchmarks.Shop;

/// <summary>
/// Writes the order file of a shop that grew over three years: one row per order in the order of time, every customer at least once,
/// recent customers more often. The same size always gives the same bytes.
/// </summary>
internal sealed class ShopGenerator(int orders, int customers)
{
    private const int Seed = 20_230_101;
    private const int Days = 3 * 365;
    private static readonly DateTime Start = new(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Channels = ["web", "app", "store", "marketplace", "social", "phone"];

    private static readonly string[] Countries =
    [
        "DE", "FR", "GB", "NL", "ES", "IT", "US", "BE", "AT", "PL", "SE", "DK", "NO", "FI", "CH", "IE", "PT", "CZ", "HU", "RO",
        "GR", "BG", "HR", "SI", "SK", "LT", "LV", "EE", "LU", "MT", "CY", "CA", "AU", "NZ", "JP", "SG", "MY", "AE", "MX", "BR",
    ];

    /// <summary>Writes the whole history to <paramref name="path"/>.</summary>
    public void WriteHistory(string path) => Write(path, 0, orders, 0, Days * 86_400L, row => Buyer(row, orders, 0, customers));

    /// <summary>Writes 1 % further orders of the days after the history, a tenth of them by new customers.</summary>
    public void WriteFollowUp(string path)
    {
        var more = Math.Max(1, orders / 100);
        Write(path, orders, more, Days * 86_400L, 10 * 86_400L, row => Buyer(row, more, customers, Math.Max(1, more / 10)));
    }

    private Func<Random, int> Buyer(int row, int rows, int known, int fresh)
    {
        // Evenly spread over the rows, each of the new customers appears for the first time once.
        var (before, after) = (((long)row * fresh + rows - 1) / rows, ((row + 1L) * fresh + rows - 1) / rows);
        if (after > before) return _ => known + (int)before;
        var seen = known + (int)before;
        return random => seen - 1 - (int)(seen * Math.Pow(random.NextDouble(), 2.2));
    }

    private static void Write(string path, int firstRow, int rows, long fromSecond, long seconds, Func<int, Func<Random, int>> buyer)
    {
        var random = new Random(Seed + firstRow);
        using var file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        file.Write("order_id,customer_id,ordered_at,channel,country,currency,subtotal,discount,tax,shipping,total,items,coupon\n"u8);
        var line = new byte[256];
        for (var row = 0; row < rows; row++)
        {
            var customer = buyer(row)(random);
            var time = Start.AddSeconds(fromSecond + seconds * row / rows + random.Next(60));
            var items = 1 + (int)(4 * Math.Pow(random.NextDouble(), 3));
            var subtotal = items * (500L + (long)(9_000 * Math.Pow(random.NextDouble(), 3)));
            var discounted = random.Next(100) < 12;
            var discount = discounted ? subtotal / 10 : 0;
            var tax = (subtotal - discount) / 5;
            var shipping = subtotal < 5_000 ? 490L : 0;
            // Country and favourite channel are the customer's; one order in eight comes by another channel.
            var mixed = (uint)customer * 2_654_435_761u;
            var country = Countries[(int)(Countries.Length * Math.Pow((mixed >> 8 & 0xFFFF) / 65_536d, 2))];
            var channel = Channels[random.Next(8) == 0 ? random.Next(Channels.Length) : (int)(mixed >> 26) % Channels.Length];

            var at = new Cursor(line);
            at.Text("S"u8);
            at.Number(10_000_000 + firstRow + row);
            at.Text(",C"u8);
            at.Number(1_000_000 + customer);
            at.Text(","u8);
            at.Time(time);
            at.Word(channel);
            at.Word(country);
            at.Text(",EUR"u8);
            at.Money(subtotal);
            at.Money(discount);
            at.Money(tax);
            at.Money(shipping);
            at.Money(subtotal - discount + tax + shipping);
            at.Text(","u8);
            at.Number(items);
            at.Text(discounted ? ",SAVE10\n"u8 : ",\n"u8);
            file.Write(line, 0, at.Length);
        }
        file.Dispose();
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>Puts fields into a line.</summary>
    private ref struct Cursor(Span<byte> line)
    {
        private readonly Span<byte> _line = line;

        public int Length { get; private set; }

        public void Text(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_line[Length..]);
            Length += text.Length;
        }

        public void Word(string word)
        {
            _line[Length++] = (byte)',';
            Length += System.Text.Encoding.ASCII.GetBytes(word, _line[Length..]);
        }

        public void Number(int number)
        {
            Utf8Formatter.TryFormat(number, _line[Length..], out var written);
            Length += written;
        }

        public void Time(DateTime time)
        {
            time.TryFormat(_line[Length..], out var written, "yyyy-MM-ddTHH:mm:ssZ");
            Length += written;
        }

        public void Money(long cents)
        {
            _line[Length++] = (byte)',';
            Utf8Formatter.TryFormat(cents / 100m, _line[Length..], out var written, new('F', 2));
            Length += written;
        }
    }
}
