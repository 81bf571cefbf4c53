using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Core.Customers;
using Dashboard.Core.Money;
using Dashboard.Core.Snapshots;

namespace Dashboard.Web.Verbs;

/// <summary>Prints what is forecast of every customer, one JSON object a line, in constant memory.</summary>
internal sealed class ClvPredictVerb : ClvVerb
{
    private const int LinesAtOnce = 2000;
    private const int MostDays = 3650;

    private readonly Option<string?> _customer = new("--customer") { Description = "Only the customers of this number, e-mail or phone: one of each source that has it", HelpName = "ID" };
    private readonly Option<int?> _days = new("--days") { Description = "Days to forecast (default: the setting)", HelpName = "N" };

    public ClvPredictVerb() : base("predict", "Print what is forecast of every customer as JSON lines")
    {
        Add(_customer);
        Add(_days);
    }

    protected override string? Problem(VerbContext context) => context.Value(_days) is < 1 or > MostDays ? $"--days needs a number from 1 to {MostDays}." : null;

    protected override async Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation)
    {
        var facts = context.Get<SnapshotService>().Current;
        if (ForecastRules.Parse(facts.Stamp.Forecast) is not { } rules) return NoFit;
        if (context.Value(_days) is { } days) rules = rules with { HorizonDays = days };
        var (forecaster, wanted, written) = (new Forecaster(facts, rules), context.Value(_customer), 0);
        using var lines = new Lines(forecaster, facts);
        foreach (var customer in context.Get<CustomerNames>().Read(cancellation, wanted))
        {
            if (facts.IndexOf(customer.Id) is not (>= 0 and var index)) continue;
            lines.Add(customer, index);
            if (++written % LinesAtOnce == 0) await context.Out.WriteAsync(lines.Take(), cancellation);
        }
        await context.Out.WriteAsync(lines.Take(), cancellation);
        return wanted is not null && written == 0 ? "There is no such customer." : null;
    }

    private sealed class Lines : IDisposable
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private readonly Utf8JsonWriter _json;
        private readonly Forecaster _forecaster;
        private readonly CustomerFacts _facts;
        private readonly int _decimals;

        public Lines(Forecaster forecaster, CustomerFacts facts)
        {
            (_forecaster, _facts, _decimals) = (forecaster, facts, Currencies.DecimalsOf(facts.Stamp.Currency));
            _json = new(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        }

        public void Add(NamedCustomer customer, int index)
        {
            var forecast = _forecaster.Of(index);
            var known = _forecaster.HasModel && _facts.Customers.Purchases[index] > 0;
            _json.Reset();
            _json.WriteStartObject();
            _json.WriteString("external_id", customer.Name);
            _json.WriteString("source", customer.Source);
            Write("p_alive", known && forecast.KnowsAlive(_facts.Customers.Purchases[index]), Math.Round(forecast.Alive, 6));
            Write("expected_purchases", known, Math.Round(forecast.Purchases, 6));
            Write("low", known, forecast.Low);
            Write("high", known, forecast.High);
            Write("expected_value", known, Math.Round(forecast.Value, _decimals));
            _json.WriteString("lifecycle", Snake(forecast.State));
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

        private void Write(string name, bool known, double value)
        {
            if (known) _json.WriteNumber(name, value);
            else _json.WriteNull(name);
        }
    }
}
