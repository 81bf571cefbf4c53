using System.Numerics;
using System.Text;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;

namespace Dashboard.Core.Snapshots;

/// <summary>One block of one column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Number">Which of its blocks.</param>
/// <param name="Offset">Bytes from the first column's first byte.</param>
/// <param name="Hash">Place of its checksum in <see cref="FactsHead.Hashes"/>.</param>
internal readonly record struct StoredBlock(StoredColumn Column, int Number, long Offset, int Hash);

/// <summary>What stands before the columns in a snapshot's file.</summary>
internal sealed class FactsHead
{
    private readonly FactCodes _codes;
    private readonly CustomerColumns _customers;
    private readonly OrderColumns _orders;
    private readonly RefundColumns _refunds;
    private readonly LeftOutColumns _leftOut;
    private readonly LineColumns _lines;
    private readonly ProductColumns _products;
    private readonly ProfileColumns _profiles;
    private readonly IReadOnlyList<FreeAttribute> _attributes;
    private readonly ForecastColumns? _forecasts;

    private FactsHead(
        FactsStamp stamp, FactCodes codes, CustomerColumns customers, OrderColumns orders, RefundColumns refunds, LeftOutColumns leftOut, LineColumns lines,
        ProductColumns products, ProfileColumns profiles, IReadOnlyList<FreeAttribute> attributes, ForecastColumns? forecasts, IColumnMaker maker)
    {
        (Stamp, _codes, _customers, _orders, _refunds, _leftOut) = (stamp, codes, customers, orders, refunds, leftOut);
        (_lines, _products, _profiles, _attributes, _forecasts) = (lines, products, profiles, attributes, forecasts);
        // Many shops leave these at zero, and their memory comes as zeros.
        StoredColumn? Sparse<T>(T[] values) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => maker.Make(values, comesAsZeros: true);
        StoredColumn?[] columns =
        [
            maker.Make(customers.Id), maker.Make(customers.Country), maker.Make(customers.OrderStart), maker.Make(customers.RefundStart),
            maker.Make(customers.LeftOutStart), maker.Make(customers.FirstDay), maker.Make(customers.LastDay), maker.Make(customers.Purchases), maker.Make(customers.Revenue),
            maker.Make(orders.Day), maker.Make(orders.Net), maker.Make(orders.Discount), maker.Make(orders.Items),
            maker.Make(orders.Channel), maker.Make(orders.Country), maker.Make(orders.Currency), Sparse(orders.Campaign), Sparse(orders.Coupon),
            maker.Make(refunds.Day), maker.Make(refunds.Amount), maker.Make(refunds.Channel), maker.Make(refunds.Country), maker.Make(refunds.Currency),
            Sparse(refunds.Campaign), Sparse(refunds.Coupon),
            maker.Make(leftOut.Day), maker.Make(leftOut.Reason), maker.Make(leftOut.Amount),
            maker.Make(lines.Start), maker.Make(lines.Product), maker.Make(lines.Quantity), maker.Make(lines.Net),
            maker.Make(products.Id), maker.Make(products.Brand), maker.Make(products.Category), maker.Make(products.Cost),
            Sparse(profiles.AcquisitionChannel), Sparse(profiles.AcquisitionCampaign), Sparse(profiles.PreferredChannel), Sparse(profiles.Gender),
            Sparse(profiles.Region), Sparse(profiles.City), Sparse(profiles.PostalArea), Sparse(profiles.Industry), Sparse(profiles.Household),
            Sparse(profiles.Birth), Sparse(profiles.OnFile), Sparse(profiles.Granted), Sparse(profiles.Refused),
            maker.Make(profiles.Since), maker.Make(profiles.Source),
            .. attributes.SelectMany(a => new[] { maker.Make(a.Customer), maker.Make(a.Value) }),
            .. forecasts is not { } f ? [] : new[]
            {
                maker.Make(f.State), maker.Make(f.Alive), maker.Make(f.BuysAgain), maker.Make(f.Purchases), maker.Make(f.Low), maker.Make(f.High),
                maker.Make(f.Value), maker.Make(f.ValueLow), maker.Make(f.ValueHigh), maker.Make(f.Risk),
            },
        ];
        Columns = [.. columns.OfType<StoredColumn>()];
        IsWhole = Columns.Length == columns.Length;
        Hashes = new ulong[Columns.Sum(c => c.Blocks)];
    }

    public FactsStamp Stamp { get; }
    public StoredColumn[] Columns { get; }
    public ulong[] Hashes { get; }

    /// <summary>Where in the file the first column begins.</summary>
    public long DataStart { get; private init; }

    private bool IsWhole { get; }

    public static FactsHead ToWrite(CustomerFacts facts) =>
        new(facts.Stamp, facts.Codes, facts.Customers, facts.Orders, facts.Refunds, facts.LeftOut, facts.Lines, facts.Products, facts.Profiles, facts.Attributes, facts.Forecasts,
            new Narrowest());

    public CustomerFacts ToFacts() =>
        new CustomerFacts(Stamp, _codes, _customers, _orders, _refunds, _leftOut, _lines, _products, _profiles, _attributes).WithForecasts(ForecastRules.Parse(Stamp.Forecast), _forecasts);

    public List<StoredBlock> Blocks()
    {
        var blocks = new List<StoredBlock>(Hashes.Length);
        long offset = 0;
        foreach (var column in Columns)
            for (var block = 0; block < column.Blocks; block++)
            {
                blocks.Add(new(column, block, offset, blocks.Count));
                offset += column.BytesOf(block);
            }
        return blocks;
    }

    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            var s = Stamp;
            foreach (var number in new[] { s.Revision, s.MaxCustomerId, s.MaxOrderId, s.MaxRefundId, s.MinorPerMajor, s.BuiltAtUtc.Ticks, s.ImportedAtUtc?.Ticks ?? -1 })
                writer.Write(number);
            writer.Write(s.Currency);
            writer.Write(s.Rules);
            writer.Write(s.Forecast);
            writer.Write(s.Rfm);
            void Write(string[] names)
            {
                writer.Write(names.Length);
                Array.ForEach(names, writer.Write);
            }
            foreach (var names in new[]
            {
                _codes.Channels, _codes.Countries, _codes.Currencies, _codes.Campaigns, _codes.Coupons, _codes.Sources, _codes.Brands, _codes.Categories,
                _codes.Genders, _codes.Regions, _codes.Cities, _codes.PostalAreas, _codes.Industries, _codes.Households, _codes.Purposes, _products.Sku, _products.Name,
            })
                Write(names);
            writer.Write(_attributes.Count);
            foreach (var attribute in _attributes)
            {
                writer.Write(attribute.Name);
                Write(attribute.Values);
                writer.Write(attribute.Customer.Length);
            }
            foreach (var rows in new[] { _customers.Id.Length, _orders.Day.Length, _refunds.Day.Length, _leftOut.Day.Length, _lines.Count, _products.Count })
                writer.Write(rows);
            foreach (var column in Columns)
                writer.Write((byte)column.Width);
            foreach (var hash in Hashes)
                writer.Write(hash);
        }
        return bytes.ToArray();
    }

    /// <summary>The head with room for its columns; null when it says what cannot be.</summary>
    public static FactsHead? Read(byte[] body, long dataStart)
    {
        using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
        try
        {
            var stamp = ReadStamp(reader);
            string[] Names()
            {
                var names = new string[reader.ReadInt32()];
                for (var i = 0; i < names.Length; i++) names[i] = reader.ReadString();
                return names;
            }
            var codes = new FactCodes(Names(), Names(), Names())
            {
                Campaigns = Names(),
                Coupons = Names(),
                Sources = Names(),
                Brands = Names(),
                Categories = Names(),
                Genders = Names(),
                Regions = Names(),
                Cities = Names(),
                PostalAreas = Names(),
                Industries = Names(),
                Households = Names(),
                Purposes = Names(),
            };
            var (skus, productNames) = (Names(), Names());
            var attributes = new FreeAttribute[reader.ReadInt32()];
            for (var i = 0; i < attributes.Length; i++)
            {
                var (name, values, customers) = (reader.ReadString(), Names(), reader.ReadInt32());
                attributes[i] = new(name, values, New<int>(customers), New<int>(customers));
            }
            int Rows() => reader.ReadInt32() is >= 0 and var rows ? rows : throw new EndOfStreamException();
            var (n, orders, refunds, leftOut, lines, products) = (Rows(), Rows(), Rows(), Rows(), Rows(), Rows());
            var head = new FactsHead(
                stamp, codes,
                new(New<int>(n), New<byte>(n), New<int>(n + 1), New<int>(n + 1), New<int>(n + 1), New<ushort>(n), New<ushort>(n), New<int>(n), New<long>(n)),
                FactsBuilder.NewOrders(orders), FactsBuilder.NewRefunds(refunds), FactsBuilder.NewLeftOut(leftOut),
                new(New<int>(lines == 0 ? 0 : orders + 1), New<int>(lines), New<int>(lines), New<long>(lines)),
                new(New<int>(products), skus, productNames, New<int>(products), New<int>(products), New<long>(products)),
                ProfileColumns.New(n), attributes,
                stamp.Forecast.Length == 0 ? null : ForecastColumns.New(n), new OfWidths(reader))
            { DataStart = dataStart };
            if (!head.IsWhole) return null;
            for (var i = 0; i < head.Hashes.Length; i++)
                head.Hashes[i] = reader.ReadUInt64();
            return head;
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The stamp of a sealed head.</summary>
    public static FactsStamp ReadStamp(byte[] body)
    {
        using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
        return ReadStamp(reader);
    }

    private static FactsStamp ReadStamp(BinaryReader reader)
    {
        var (revision, customer, order, refund) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        var (minor, built, imported) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        return new(
            revision, customer, order, refund, reader.ReadString(), minor, new(built, DateTimeKind.Utc), imported < 0 ? null : new(imported, DateTimeKind.Utc),
            reader.ReadString(), reader.ReadString(), reader.ReadString());
    }

    private static T[] New<T>(int n) => GC.AllocateUninitializedArray<T>(n);

    private interface IColumnMaker
    {
        StoredColumn? Make<T>(T[] values, bool comesAsZeros = false) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>;
    }

    private sealed class Narrowest : IColumnMaker
    {
        public StoredColumn? Make<T>(T[] values, bool comesAsZeros) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => StoredColumn.ToWrite(values);
    }

    private sealed class OfWidths(BinaryReader reader) : IColumnMaker
    {
        public StoredColumn? Make<T>(T[] values, bool comesAsZeros) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => StoredColumn.ToRead(values, reader.ReadByte(), comesAsZeros);
    }
}
