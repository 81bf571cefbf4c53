namespace Dashboard.Analytics.Facts;

/// <summary>One element per line of a valid order, in the order of the order rows; the lines of one order as the source gave them.</summary>
/// <param name="Start">First line of each order row, shape [orders + 1]; empty where no valid order has lines.</param>
/// <param name="Product">Index into <see cref="ProductColumns"/>.</param>
/// <param name="Quantity">Thousandths, so that goods sold by weight or length count exactly; at most 2,147,483.647.</param>
/// <param name="Net">Share of the order's <see cref="OrderColumns.Net"/>, see <see cref="LineShares"/>: the lines of an order add up to it exactly.</param>
public sealed record LineColumns(int[] Start, int[] Product, int[] Quantity, long[] Net)
{
    public static LineColumns None { get; } = new([], [], [], []);

    /// <summary>Lines in all.</summary>
    public int Count => Product.Length;

    /// <summary>The lines of an order row, from the first to before the last.</summary>
    public (int From, int To) Of(int order) => Start.Length == 0 ? (0, 0) : (Start[order], Start[order + 1]);
}

/// <summary>
/// One element per product of the store, ascending by number, after the unknown product, which is the first. Two sources' products of one SKU are two.
/// </summary>
/// <param name="Id">Number in the store; 0 for the unknown product.</param>
/// <param name="Sku">The source's own number.</param>
/// <param name="Name">Name; empty where none was given.</param>
/// <param name="Brand">Index into <see cref="FactCodes.Brands"/>; 0 for none.</param>
/// <param name="Category">Index into <see cref="FactCodes.Categories"/>; 0 for none.</param>
/// <param name="Cost">What one costs the shop, minor units of the reporting currency; <see cref="NoCost"/> where unknown.</param>
public sealed record ProductColumns(int[] Id, string[] Sku, string[] Name, int[] Brand, int[] Category, long[] Cost)
{
    public const long NoCost = -1;

    /// <summary>Index of the product that stands for those which the store lacks.</summary>
    public const int Unknown = 0;

    public static ProductColumns None { get; } = new([0], [""], [""], [0], [0], [NoCost]);

    public int Count => Id.Length;
}
