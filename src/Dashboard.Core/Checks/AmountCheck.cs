using Dashboard.Core.Data;

namespace Dashboard.Core.Checks;

/// <summary>Amounts are possible: no negative discount, refund or rate.</summary>
internal sealed class AmountCheck(StoreConnections connections) : ICheck
{
    public string Name => "amounts";

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation) => Task.Run<IReadOnlyList<CheckFinding>>(() =>
    {
        var findings = new List<CheckFinding>();
        void Look(string table, string condition, string sentence)
        {
            var count = connections.Count($"SELECT COUNT(*) FROM {table} WHERE {condition}", cancellation);
            if (count > 0) findings.Add(new(CheckReason.ImpossibleAmount, count, $"{count} {sentence}"));
        }
        Look("Orders", "Subtotal < 0 OR Discount < 0 OR Items < 0 OR ReportingRate <= 0", "orders have a negative subtotal, discount, number of items or exchange rate.");
        Look("Refunds", "Amount < 0 OR ReportingRate <= 0", "refunds have a negative amount or exchange rate.");
        Look("ExchangeRates", "Rate <= 0", "exchange rates are not above 0.");
        return findings;
    }, cancellation);
}
