using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;

namespace Dashboard.Core.Exports;

/// <summary>
/// The columns that exports of customers can have: what the store knows by name, what the snapshot counts, what is forecast. What was imported stands as it was imported; groups and states of
/// our own are words in lower case with underscores, which no language changes.
/// </summary>
public static class ExportColumns
{
    public const string Consent = "consent.";
    public const string Attribute = "attribute.";

    private const int Probability = 4;   // decimals of what is kept in ten-thousandths
    private const int Thousandths = 3;

    private static readonly ExportColumn[] Fixed =
    [
        new("id", ExportGroup.Person) { IsUsual = true, Open = s => i => ExportCell.Number(s.Facts.Customers.Id[i]) },
        new("number", ExportGroup.Person, Personal.Number) { IsUsual = true, Open = s => s.Stored(StoredField.Number) },
        new("name", ExportGroup.Person, Personal.Words) { IsUsual = true, Open = s => s.Stored(StoredField.Name) },
        new("email", ExportGroup.Person, Personal.Email) { IsUsual = true, Open = s => s.Stored(StoredField.Email) },
        new("phone", ExportGroup.Person, Personal.Phone) { Open = s => s.Stored(StoredField.Phone) },
        new("company", ExportGroup.Person, Personal.Words) { Open = s => s.Stored(StoredField.Company) },
        new("postal_code", ExportGroup.Person, Personal.Start) { Open = s => s.Stored(StoredField.PostalCode) },
        new("birth_date", ExportGroup.Person, Personal.Hidden) { IsDay = true, Open = Birth },
        new("country", ExportGroup.Profile) { IsUsual = true, Open = s => Coded(s.Facts.Codes.Countries, i => s.Facts.Customers.Country[i]) },
        new("region", ExportGroup.Profile) { Open = s => Coded(s.Facts.Codes.Regions, i => s.Facts.Profiles.Region[i]) },
        new("city", ExportGroup.Profile) { Open = s => Coded(s.Facts.Codes.Cities, i => s.Facts.Profiles.City[i]) },
        new("gender", ExportGroup.Profile) { Open = s => Coded(s.Facts.Codes.Genders, i => s.Facts.Profiles.Gender[i]) },
        new("industry", ExportGroup.Profile) { Open = s => Coded(s.Facts.Codes.Industries, i => s.Facts.Profiles.Industry[i]) },
        new("household", ExportGroup.Profile) { Open = s => Coded(s.Facts.Codes.Households, i => s.Facts.Profiles.Household[i]) },
        new("preferred_channel", ExportGroup.Profile) { Open = s => Coded(s.Facts.Codes.Channels, i => s.Facts.Profiles.PreferredChannel[i]) },
        new("acquisition_channel", ExportGroup.Profile) { Open = s => Coded(s.Facts.Codes.Channels, i => s.Facts.Profiles.AcquisitionChannel[i]) },
        new("acquisition_campaign", ExportGroup.Profile) { Open = s => Coded(s.Facts.Codes.Campaigns, i => s.Facts.Profiles.AcquisitionCampaign[i]) },
        new("first_purchase", ExportGroup.Orders) { IsUsual = true, IsDay = true, Open = s => Bought(s, i => ExportCell.Day(s.Facts.Customers.FirstDay[i])) },
        new("last_purchase", ExportGroup.Orders) { IsUsual = true, IsDay = true, Open = s => Bought(s, i => ExportCell.Day(s.Facts.Customers.LastDay[i])) },
        new("last_product", ExportGroup.Orders) { Open = Product },
        new("usual_gap_days", ExportGroup.Orders) { Open = s => i => MedianGaps.TwiceOf(s.Facts, i) is > 0 and var twice ? Halves(twice) : default },
        new("days_since_last", ExportGroup.Orders) { Open = s => Bought(s, i => ExportCell.Number(s.Facts.Span.Last - s.Facts.Customers.LastDay[i])) },
        new("orders", ExportGroup.Orders) { Open = s => s.Scoped is { Orders: var scoped } ? i => ExportCell.Number(scoped[i]) : i => ExportCell.Number(s.Facts.Customers.OrderStart[i + 1] - s.Facts.Customers.OrderStart[i]) },
        new("purchases", ExportGroup.Orders) { IsUsual = true, Open = s => i => ExportCell.Number(s.Facts.Customers.Purchases[i]) },
        new("revenue", ExportGroup.Orders) { IsUsual = true, Open = Revenue },
        new("average_order", ExportGroup.Orders) { Open = Average },
        new("currency", ExportGroup.Orders) { IsUsual = true, Open = Currency },
        new("rfm_group", ExportGroup.Rfm) { IsUsual = true, Open = Group },
        new("r", ExportGroup.Rfm) { Open = s => Score(s.Scores.Recency) },
        new("f", ExportGroup.Rfm) { Open = s => Score(s.Scores.Frequency) },
        new("m", ExportGroup.Rfm) { Open = s => Score(s.Scores.Money) },
        new("lifecycle", ExportGroup.Forecast) { IsUsual = true, Open = s => s.Facts.Forecasts is { } f ? Coded(StateNames, i => f.State[i]) : _ => default },
        new("p_alive", ExportGroup.Forecast) { Open = s => Forecast(s, f => i => f.KnowsAlive(i, s.Facts.Customers.Purchases[i]) ? ExportCell.Number(f.Alive[i], Probability) : default) },
        new("p_buys_within_a_year", ExportGroup.Forecast) { Open = s => Forecast(s, f => i => ExportCell.Number(f.BuysAgain[i], Probability)) },
        new("expected_purchases", ExportGroup.Forecast) { Open = s => Forecast(s, f => i => ExportCell.Number(f.Purchases[i], Thousandths)) },
        new("predicted_clv", ExportGroup.Forecast) { IsUsual = true, Open = s => Forecast(s, f => i => s.Money(f.Value[i])) },
        new("predicted_clv_low", ExportGroup.Forecast) { Open = s => Forecast(s, f => i => s.Money(f.ValueLow[i])) },
        new("predicted_clv_high", ExportGroup.Forecast) { Open = s => Forecast(s, f => i => s.Money(f.ValueHigh[i])) },
        new("value_at_risk", ExportGroup.Forecast) { Open = s => Forecast(s, f => i => s.Money(f.Risk[i])) },
        new("tags", ExportGroup.Mark) { Open = s => i => ExportCell.Text(s.Marks.Tags(i)) },
        new("assigned_to", ExportGroup.Mark) { Open = s => i => ExportCell.Text(s.Marks.Assignee(i)) },
        new("snoozed_until", ExportGroup.Mark) { IsDay = true, Open = s => i => s.Marks.Until(i) is var until && until > s.Today ? ExportCell.Day(until) : default },
    ];

    private static string[] StateNames => [.. Enum.GetNames<LifecycleState>().Select(Snake)];

    /// <summary>All columns that this snapshot offers, in the order in which files have them.</summary>
    /// <param name="facts">The snapshot, which knows the shop's purposes of consent and free attributes.</param>
    /// <param name="masked">For somebody who may not take personal data along.</param>
    public static IReadOnlyList<ExportColumn> Of(CustomerFacts facts, bool masked)
    {
        var consents = facts.Codes.Purposes.Select(OfPurpose);
        var attributes = facts.Attributes.Select(a => OfAttribute(a.Name));
        return [.. Fixed.Concat(consents).Concat(attributes).Where(c => !masked || c.Personal != Personal.Hidden)];
    }

    /// <summary>The column of that name; null when there is none. A consent or attribute that the shop no longer knows has no value in any row.</summary>
    public static ExportColumn? Find(string name) =>
        name.StartsWith(Consent, StringComparison.Ordinal) ? OfPurpose(name[Consent.Length..])
        : name.StartsWith(Attribute, StringComparison.Ordinal) ? OfAttribute(name[Attribute.Length..])
        : Array.Find(Fixed, c => c.Name == name);

    private static ExportColumn OfPurpose(string purpose) => new(Consent + purpose, ExportGroup.Consent)
    {
        Open = s =>
        {
            var (p, bit) = (s.Facts.Profiles, Array.IndexOf(s.Facts.Codes.Purposes, purpose));
            if (bit < 0) return _ => default;
            return i => (p.Granted[i] >> bit & 1) != 0 ? ExportCell.Text("granted"u8) : (p.Refused[i] >> bit & 1) != 0 ? ExportCell.Text("refused"u8) : default;
        },
    };

    // Nobody knows what a shop keeps there.
    private static ExportColumn OfAttribute(string attribute) => new(Attribute + attribute, ExportGroup.Attribute, Personal.Hidden)
    {
        Open = s =>
        {
            if (s.Facts.Attributes.FirstOrDefault(a => a.Name == attribute) is not { } known) return _ => default;
            var (values, stored) = (Utf8(known.Values), known.Shown.Length < known.Values.Length ? s.StoredAttribute(attribute) : null);
            return i => Array.BinarySearch(known.Customer, i) is not (>= 0 and var at) ? default
                : ExportCell.Text(stored is not null && FreeValue.IsHidden(known.Values[known.Value[at]]) ? stored() : values[known.Value[at]]);
        },
    };

    private static ReadCell Birth(ExportSource source) =>
        i => BirthDay.ToDate(source.Facts.Profiles.Birth[i]) is { } birth ? ExportCell.Day(Data.StoreConventions.ToDayNumber(birth)) : default;

    private static ReadCell Product(ExportSource source)
    {
        var names = new byte[]?[source.Facts.Products.Count];
        return i => LastProduct.Of(source.Facts, i) is var product ? ExportCell.Text(names[product] ??= Encoding.UTF8.GetBytes(LastProduct.NameOf(source.Facts, product))) : default;
    }

    private static ExportCell Halves(int twice) => twice % 2 == 0 ? ExportCell.Number(twice / 2) : ExportCell.Number(twice * 5, 1);

    private static ReadCell Revenue(ExportSource source)
    {
        var revenue = source.Scoped?.Revenue ?? source.Facts.Customers.Revenue;
        return i => source.Money(revenue[i]);
    }

    private static ReadCell Average(ExportSource source)
    {
        var (c, scoped) = (source.Facts.Customers, source.Scoped);
        return i => (scoped?.Orders[i] ?? c.OrderStart[i + 1] - c.OrderStart[i]) is > 0 and var orders ? source.Money((long)Math.Round((scoped?.Revenue[i] ?? c.Revenue[i]) / (decimal)orders)) : default;
    }

    private static ReadCell Currency(ExportSource source)
    {
        var code = Encoding.UTF8.GetBytes(source.Facts.Stamp.Currency);
        return _ => ExportCell.Text(code);
    }

    private static ReadCell Group(ExportSource source)
    {
        var (scores, names) = (source.Scores, Utf8([.. Enum.GetValues<RfmGroup>().Select(g => g == RfmGroup.None ? "" : Snake(g.ToString()))]));
        return i => ExportCell.Text(names[(int)scores.Group(i)]);
    }

    private static ReadCell Score(byte[] scores) => i => scores[i] == 0 ? default : ExportCell.Number(scores[i]);

    private static ReadCell Bought(ExportSource source, ReadCell read) => i => source.Facts.Customers.Purchases[i] == 0 ? default : read(i);

    // Of who never bought nothing is forecast, and without a model of nobody.
    private static ReadCell Forecast(ExportSource source, Func<ForecastColumns, ReadCell> open) =>
        source.Facts.Forecasts is { } forecasts && SegmentScan.HasModel(source.Facts) ? Bought(source, open(forecasts)) : _ => default;

    private static ReadCell Coded(string[] names, Func<int, int> code)
    {
        var known = Utf8(names);
        return i => code(i) is var c && c < known.Length ? ExportCell.Text(known[c]) : default;
    }

    private static byte[][] Utf8(string[] names) => Array.ConvertAll(names, Encoding.UTF8.GetBytes);

    private static string Snake(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
