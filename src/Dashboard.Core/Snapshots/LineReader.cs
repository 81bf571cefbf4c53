using Dashboard.Analytics.Facts;
using Dashboard.Core.Data;

namespace Dashboard.Core.Snapshots;

/// <summary>Reads the lines of orders. The index by order gives each order's lines together, and their rows lie so close to its order that it reads like a scan.</summary>
/// <param name="products">Index of each product.</param>
internal sealed class LineReader(NumberIndex products)
{
    private const string Columns = "OrderId, ProductId, Quantity, Amount - Discount";
    private const double Thousand = 1000;

    public static bool AreThere(StoreScan store)
    {
        using var any = new Statement(store, "SELECT EXISTS(SELECT 1 FROM OrderLines)");
        any.Step();
        return any.Int64(0) != 0;
    }

    /// <summary>All products of the store.</summary>
    public static ProductColumns ReadProducts(StoreScan store, CodeTables codes)
    {
        using var rows = new Statement(store, "SELECT Id, Sku, Name, BrandId, CategoryId, Cost FROM Products ORDER BY Id");
        var none = ProductColumns.None;
        List<int> ids = [.. none.Id], brands = [.. none.Brand], categories = [.. none.Category];
        List<string> skus = [.. none.Sku], names = [.. none.Name];
        List<long> costs = [.. none.Cost];
        while (rows.Step())
        {
            ids.Add(checked((int)rows.Int64(0)));
            skus.Add(rows.Text(1) ?? "");
            names.Add(rows.Text(2) ?? "");
            brands.Add(codes.Group(rows.Int32(3)));
            categories.Add(codes.Group(rows.Int32(4)));
            costs.Add(rows.IsNull(5) ? ProductColumns.NoCost : rows.Int64(5));
        }
        return new([.. ids], [.. skus], [.. names], [.. brands], [.. categories], [.. costs]);
    }

    /// <summary>Counts the lines of the orders with numbers above <paramref name="after"/> up to <paramref name="upTo"/>.</summary>
    public static void Count(StoreScan store, long after, long upTo, LinePlaces places, CancellationToken cancellation)
    {
        using var lines = new Statement(store, "SELECT OrderId FROM OrderLines WHERE OrderId > ?1 AND OrderId <= ?2 ORDER BY OrderId");
        lines.Bind(1, after).Bind(2, upTo);
        var (order, count) = (0, 0);
        while (lines.Step())
        {
            if (lines.Int32(0) is var next && next != order)
            {
                cancellation.ThrowIfCancellationRequested();
                places.Count(order, count);
                (order, count) = (next, 0);
            }
            count++;
        }
        places.Count(order, count);
    }

    /// <summary>Puts the lines of these orders at their places.</summary>
    public void Read(StoreScan store, long after, long upTo, LinePlaces places, CancellationToken cancellation)
    {
        using var lines = new Statement(store, $"SELECT {Columns} FROM OrderLines WHERE OrderId > ?1 AND OrderId <= ?2 ORDER BY OrderId, Id");
        lines.Bind(1, after).Bind(2, upTo);
        var (order, own) = (0, new List<LineRow>());
        void Put() => places.Put(order, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(own));
        while (lines.Step())
        {
            if (lines.Int32(0) is var next && next != order)
            {
                cancellation.ThrowIfCancellationRequested();
                if (own.Count > 0) Put();
                order = next;
                own.Clear();
            }
            own.Add(From(lines));
        }
        if (own.Count > 0) Put();
    }

    /// <summary>A statement that gives <see cref="AddOf"/> the lines of one order, its parameter.</summary>
    public static Statement OfOrder(StoreScan store) => new(store, $"SELECT {Columns} FROM OrderLines WHERE OrderId = ?1 ORDER BY Id");

    /// <summary>Adds the lines of one order.</summary>
    public void AddOf(int order, Statement lines, LineList into)
    {
        lines.Bind(1, order);
        while (lines.Step())
            into.Add(order, From(lines));
    }

    private LineRow From(Statement line) => new(
        Math.Max(ProductColumns.Unknown, products[line.Int32(1)]), (int)Math.Clamp(Math.Round(line.Double(2) * Thousand), int.MinValue, int.MaxValue), line.Int64(3));
}
