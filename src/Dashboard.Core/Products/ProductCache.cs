using Dashboard.Core.Data;
using Dashboard.Core.Labels;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Products;

/// <summary>Finds or adds products by SKU within one source, and fills name, brand, category and cost where they are empty.</summary>
internal sealed class ProductCache(BulkConnection connection, LabelCache labels) : IDisposable
{
    private const int Most = 500_000;

    [Flags]
    private enum Known : byte
    {
        Name = 1,
        Brand = 2,
        Category = 4,
        Cost = 8,
    }

    private readonly Dictionary<ulong, (long Id, Known Known)> _products = [];
    private readonly Statement _find = new(connection, "SELECT Id,Name IS NOT NULL,BrandId IS NOT NULL,CategoryId IS NOT NULL,Cost IS NOT NULL FROM Products WHERE SourceId=?1 AND Sku=?2");
    private readonly Statement _add = new(connection, "INSERT INTO Products(SourceId,Sku,Name,BrandId,CategoryId,Cost) VALUES(?1,?2,?3,?4,?5,?6)");
    private readonly Statement _fill = new(connection,
        "UPDATE Products SET Name=COALESCE(Name,?2),BrandId=COALESCE(BrandId,?3),CategoryId=COALESCE(CategoryId,?4),Cost=COALESCE(Cost,?5) WHERE Id=?1");

    /// <summary>Number of the line's product.</summary>
    public long Find(int source, OrderBatch batch, in LineEntry line)
    {
        var offered = (line.Name.IsEmpty ? 0 : Known.Name) | (line.Brand.IsGiven ? Known.Brand : 0) | (line.Category.IsGiven ? Known.Category : 0) | (line.Cost > 0 ? Known.Cost : 0);
        if (!_products.TryGetValue(line.Sku.Hash, out var product))
        {
            if (_products.Count >= Most) _products.Clear();
            if (!Read(source, batch.Text(line.Sku.Text), out product))
            {
                Offer(_add.Bind(1, source).BindText(2, batch.Text(line.Sku.Text)), 3, batch, line).Run();
                product = (_add.LastInsertedId, offered);
            }
            _products[line.Sku.Hash] = product;
        }
        if ((offered & ~product.Known) != 0)
        {
            Offer(_fill.Bind(1, product.Id), 2, batch, line).Run();
            _products[line.Sku.Hash] = (product.Id, product.Known | offered);
        }
        return product.Id;
    }

    public void Forget() => _products.Clear();

    private bool Read(int source, ReadOnlySpan<byte> sku, out (long Id, Known Known) product)
    {
        product = default;
        if (!_find.Bind(1, source).BindText(2, sku).Step()) return false;
        var known = (Known)(_find.Int64(1) | (_find.Int64(2) << 1) | (_find.Int64(3) << 2) | (_find.Int64(4) << 3));
        product = (_find.Int64(0), known);
        _find.Reset();
        return true;
    }

    private Statement Offer(Statement statement, int first, OrderBatch batch, in LineEntry line)
    {
        if (line.Name.IsEmpty) statement.BindNull(first);
        else statement.BindText(first, batch.Text(line.Name));
        return statement
            .Bind(first + 1, (long?)labels.Find(LabelKind.Brand, batch, line.Brand))
            .Bind(first + 2, (long?)labels.Find(LabelKind.Category, batch, line.Category))
            .Bind(first + 3, line.Cost > 0 ? line.Cost : null);
    }

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
        _fill.Dispose();
    }
}
