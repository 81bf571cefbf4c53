using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Rfm;
using Dashboard.Core.Customers;
using Dashboard.Core.Kpis;
using Dashboard.Core.Money;

namespace Dashboard.Web.Verbs;

/// <summary>Prints one line per customer on file, as many as there are, in constant memory.</summary>
internal sealed class CustomersVerb() : ShopVerb("customers", "Print every customer: number, first and last purchase, purchases, revenue, R, F, M and group")
{
    private const int LinesAtOnce = 2000;

    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        var kpis = context.Get<KpiService>();
        var (facts, scores) = (kpis.Facts, await kpis.RfmAsync(null, cancellation));
        using var lines = context.WantsJson ? (ILines)new JsonLines() : new TextLines();
        lines.Begin();
        var written = 0;
        foreach (var (id, name, _) in context.Get<CustomerNames>().Read(cancellation))
        {
            if (facts.IndexOf(id) is >= 0 and var index) lines.Add(new(name, facts, scores, index));
            if (++written % LinesAtOnce == 0) await context.Out.WriteAsync(lines.Take(), cancellation);
        }
        await context.Out.WriteAsync(lines.Take(), cancellation);
        return null;
    }

    /// <summary>What one line says.</summary>
    private readonly record struct Row(string? Name, CustomerFacts Facts, RfmScores Scores, int Index)
    {
        public bool HasBought => Facts.Customers.Purchases[Index] > 0;
        public string First => DateWords.Of(FactDay.ToDate(Facts.Customers.FirstDay[Index]));
        public string Last => DateWords.Of(FactDay.ToDate(Facts.Customers.LastDay[Index]));
        public int Purchases => Facts.Customers.Purchases[Index];
        public decimal Revenue => Facts.Customers.Revenue[Index] / (decimal)Facts.Stamp.MinorPerMajor;
        public (byte R, byte F, byte M) Score => (Scores.Recency[Index], Scores.Frequency[Index], Scores.Money[Index]);
        public string Group => RfmGroups.Name(Scores.Group(Index));
    }

    private interface ILines : IDisposable
    {
        void Begin();

        void Add(in Row row);

        /// <summary>What was added since the last call.</summary>
        ReadOnlyMemory<char> Take();
    }

    private sealed class JsonLines : ILines
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private readonly Utf8JsonWriter _json;

        public JsonLines() => _json = new(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        public void Begin()
        {
        }

        public void Add(in Row row)
        {
            _json.Reset();
            _json.WriteStartObject();
            _json.WriteString("customer", row.Name);
            if (row.HasBought)
            {
                _json.WriteString("first_purchase", row.First);
                _json.WriteString("last_purchase", row.Last);
            }
            else
            {
                _json.WriteNull("first_purchase");
                _json.WriteNull("last_purchase");
            }
            _json.WriteNumber("purchases", row.Purchases);
            _json.WriteNumber("revenue", row.Revenue);
            var (r, f, m) = row.Score;
            Write("r", r);
            Write("f", f);
            Write("m", m);
            if (row.HasBought) _json.WriteString("group", row.Group);
            else _json.WriteNull("group");
            _json.WriteEndObject();
            _json.Flush();
            _bytes.Write("\n"u8);
        }

        public ReadOnlyMemory<char> Take()
        {
            var text = Encoding.UTF8.GetString(_bytes.WrittenSpan).AsMemory();
            _bytes.ResetWrittenCount();
            return text;
        }

        public void Dispose() => _json.Dispose();

        private void Write(string name, byte score)
        {
            if (score == 0) _json.WriteNull(name);
            else _json.WriteNumber(name, score);
        }
    }

    private sealed class TextLines : ILines
    {
        private readonly StringBuilder _text = new();

        public void Begin() => Line("customer", "first", "last", "purchases", "revenue", "RFM", "group");

        public void Add(in Row row)
        {
            var (r, f, m) = row.Score;
            var bought = row.HasBought;
            Line(row.Name ?? "-", bought ? row.First : "-", bought ? row.Last : "-", row.Purchases.ToString(CultureInfo.InvariantCulture),
                row.Revenue.ToString($"N{Currencies.DecimalsOf(row.Facts.Stamp.Currency)}", CultureInfo.InvariantCulture), bought ? $"{r}{f}{m}" : "-", row.Group);
        }

        public ReadOnlyMemory<char> Take()
        {
            var text = _text.ToString().AsMemory();
            _text.Clear();
            return text;
        }

        public void Dispose()
        {
        }

        private void Line(string name, string first, string last, string purchases, string revenue, string scores, string group) =>
            _text.AppendLine($"{name,-20}  {first,10}  {last,10}  {purchases,9}  {revenue,14}  {scores,3}  {group}".TrimEnd());
    }
}
