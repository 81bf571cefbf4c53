using Dashboard.Analytics.Forecasts;

namespace Dashboard.Analytics.Facts;

/// <summary>What happened since a snapshot was taken. Customer indices are those of the snapshot to come: the old ones, then the new customers.</summary>
public sealed class FactsChange
{
    public required FactsStamp Stamp { get; init; }

    /// <summary>The forecast in service; null for none.</summary>
    public ForecastRules? Forecast { get; init; }

    /// <summary>Names behind the codes of labels; those of the old snapshot, perhaps with more at the end of each list.</summary>
    public required FactCodes Codes { get; init; }

    /// <summary>Numbers of new customers, ascending and above all old ones.</summary>
    public required int[] NewCustomerId { get; init; }

    /// <summary>Country code of each new customer.</summary>
    public required byte[] NewCustomerCountry { get; init; }

    /// <summary>Customers all of whose rows are among <see cref="Rows"/>, shape [customers + 1]; the last element stands for the rows without a customer.</summary>
    public required bool[] Replaced { get; init; }

    /// <summary>Country codes of replaced old customers, by index.</summary>
    public required IReadOnlyList<(int Customer, byte Country)> Countries { get; init; }

    /// <summary>Profiles of all customers; null where none changed and no customer is new.</summary>
    public ProfileEditor? Profiles { get; init; }

    /// <summary>All products; those of the old snapshot, perhaps with other particulars, and then new ones.</summary>
    public ProductColumns Products { get; init; } = ProductColumns.None;

    /// <summary>All rows of replaced customers, and of the others the rows that came since, in store order per customer.</summary>
    public required FactRowLists Rows { get; init; }
}
