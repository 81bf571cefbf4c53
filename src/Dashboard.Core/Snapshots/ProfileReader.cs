using Dashboard.Analytics.Facts;
using Dashboard.Core.Customers;
using Dashboard.Core.Data;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Snapshots;

/// <summary>Reads what the store says of customers besides their orders. Names, e-mails, phones, companies and addresses stay in the store, of a postal code only the area is taken; that some are known is noted.</summary>
internal sealed class ProfileReader(StoreScan store, CodeTables codes, ProfileEditor editor)
{
    private readonly ZoneClock _clock = new(FactRules.ZoneOf(store));

    /// <summary>What is read here; a customer of whom any of it changes must be told among the changed ones.</summary>
    public const int Attributes = 0xFFFF & ~(1 << (int)CustomerAttribute.Name);

    /// <summary>Columns of a customer, which <see cref="Take"/> expects from its first column on.</summary>
    public const string Columns =
        "AcquisitionChannelId, AcquisitionCampaignId, PreferredChannelId, Gender, Region, City, PostalCode, Industry, Household, BirthDate, "
        + "(Email IS NOT NULL) + 2 * (Phone IS NOT NULL) + 4 * (Company IS NOT NULL), Attributes, CreatedAt, SourceId";

    /// <summary>Takes the row of a customer.</summary>
    public void Take(int customer, Statement row, int first)
    {
        var c = editor.Columns;
        c.AcquisitionChannel[customer] = codes[row.Int32(first)];
        c.AcquisitionCampaign[customer] = codes.Tag(row.Int32(first + 1));
        c.PreferredChannel[customer] = codes[row.Int32(first + 2)];
        c.Gender[customer] = Code(editor.Genders, row.Bytes(first + 3));
        c.Region[customer] = Code(editor.Regions, row.Bytes(first + 4));
        c.City[customer] = Code(editor.Cities, row.Bytes(first + 5));
        c.PostalArea[customer] = Code(editor.PostalAreas, PostalArea.Of(row.Bytes(first + 6), stackalloc byte[PostalArea.Most]));
        c.Industry[customer] = Code(editor.Industries, row.Bytes(first + 7));
        c.Household[customer] = Code(editor.Households, row.Bytes(first + 8));
        c.Birth[customer] = row.IsNull(first + 9) ? (ushort)0 : BirthDay.From(StoreConventions.ToDay(row.Int32(first + 9)));
        c.OnFile[customer] = (byte)row.Int32(first + 10);
        c.Since[customer] = _clock.DayOf(row.Int64(first + 12)) is >= 0 and <= FactDay.Max and var day ? (ushort)day : (ushort)0;
        c.Source[customer] = codes[row.Int32(first + 13)];
        if (row.Bytes(first + 11) is { IsEmpty: false } json) TakeFree(customer, json);
    }

    /// <summary>Reads every consent.</summary>
    public void ReadConsents(StoreScan store, NumberIndex customers)
    {
        using var rows = new Statement(store, "SELECT CustomerId, Purpose, Granted FROM Consents ORDER BY CustomerId, Purpose, RecordedAt, Id");
        while (rows.Step())
            if (customers[rows.Int32(0)] is >= 0 and var customer) editor.TakeConsent(customer, rows.Bytes(1), rows.Int32(2) != 0);
    }

    /// <summary>A statement that gives <see cref="TakeConsents"/> the consents of one customer, its parameter.</summary>
    public static Statement ConsentsOf(StoreScan store) => new(store, "SELECT Purpose, Granted FROM Consents WHERE CustomerId = ?1 ORDER BY Purpose, RecordedAt, Id");

    /// <summary>Takes the consents of one customer.</summary>
    public void TakeConsents(int customer, int id, Statement consents)
    {
        consents.Bind(1, id);
        while (consents.Step())
            editor.TakeConsent(customer, consents.Bytes(0), consents.Int32(1) != 0);
    }

    private void TakeFree(int customer, ReadOnlySpan<byte> json) => FreeAttributes.Read(json, (name, value) => editor.TakeAttribute(customer, name, value));

    private static int Code(NameCodes names, ReadOnlySpan<byte> text) => text.IsEmpty ? FactCodes.None : names.Of(text);
}
