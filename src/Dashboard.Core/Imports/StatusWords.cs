using System.Collections.Frozen;
using System.Text;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Imports;

/// <summary>What the status words of shops and payment services mean.</summary>
internal static class StatusWords
{
    private const string Placed =
        "paid pending authorized authorised partiallypaid partiallyrefunded partialrefund partiallyrefund completed complete processing onhold hold fulfilled unfulfilled partial partiallyfulfilled partiallyshipped "
        + "shipped delivered closed open succeeded success successful captured new active confirmed accepted invoiced intransit ready readyforpickup readytoship pickedup collected dispatched done finished approved settled sale payment "
        + "received placed ordered preparing packed packing awaitingshipment awaitingpayment awaitingfulfillment awaitingpickup pendingpayment paymentpending paymentreceived archived live ok yes true valid backorder backordered "
        + "bezahlt offen abgeschlossen versendet terminée terminee payée payee livrée pagado pagada completado completada enviado pagato completato spedito betaald voltooid verzonden betalt fuldført fullført oppfylt plačano zaključeno selesai dibayar";

    private const string Cancelled =
        "cancelled canceled cancel cancellation cancelledbycustomer cancelledbymerchant abandoned draft checkoutdraft trash deleted removed storniert annulée annulee annulé cancelado cancelada annullato geannuleerd annulleret kansellert preklicano dibatalkan";

    private const string Failed = "voided void failed failure declined denied expired rejected paymentfailed paymenterror error incomplete unpaid uncaptured requirespaymentmethod blocked fraud fehlgeschlagen échouée echouee fallido fallito mislukt";
    private const string Test = "test testorder sandbox";
    private const string Refunded = "refunded refund returned return fullyrefunded fullrefund chargeback chargedback disputelost lost erstattet remboursée remboursee reembolsado rimborsato terugbetaald refunderet refundert";

    private static readonly FrozenDictionary<string, (OrderStatus Status, bool Refunded)> Words =
        List(Placed, OrderStatus.Placed).Concat(List(Cancelled, OrderStatus.Cancelled)).Concat(List(Failed, OrderStatus.Failed)).Concat(List(Test, OrderStatus.Test))
            .Concat(List(Refunded, OrderStatus.Placed, refunded: true)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads a status; false for a word that says nothing to us.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out OrderStatus status, out bool refunded)
    {
        var word = Normalise(Encoding.UTF8.GetString(text));
        if (word.StartsWith("wc", StringComparison.Ordinal) && Words.ContainsKey(word[2..])) word = word[2..];
        var known = Words.TryGetValue(word, out var meaning);
        (status, refunded) = meaning;
        return known;
    }

    private static string Normalise(string text)
    {
        Span<char> kept = stackalloc char[Math.Min(text.Length, 64)];
        var length = 0;
        foreach (var c in text)
            if (char.IsLetter(c) && length < kept.Length) kept[length++] = char.ToLowerInvariant(c);
        return new(kept[..length]);
    }

    private static IEnumerable<KeyValuePair<string, (OrderStatus Status, bool Refunded)>> List(string words, OrderStatus status, bool refunded = false) =>
        words.Split(' ').Distinct().Select(w => KeyValuePair.Create(w, (status, refunded)));
}
