using System.Text;

namespace Dashboard.Core.Imports;

/// <summary>Finds out of a sample whether rows are lines, which amounts each line states for itself, and what a subtotal contains.</summary>
internal static class AmountGuess
{
    /// <summary>A row is a line when order numbers repeat, or when columns describe a product.</summary>
    public static RowMeaning Row(IReadOnlyList<ColumnSample> columns, OrderField[] fields)
    {
        var number = Array.IndexOf(fields, OrderField.OrderNumber);
        if (number < 0) return RowMeaning.Order;
        bool Has(OrderField field) => fields.Contains(field);
        if (Has(OrderField.Sku) || Has(OrderField.ProductName) || Has(OrderField.LineAmount) || (Has(OrderField.Quantity) && Has(OrderField.UnitPrice))) return RowMeaning.Line;
        // Without such columns a number that comes again is a slip of the export, unless most rows share theirs and differ.
        var shared = Groups(columns, number).Where(g => g.Count > 1 && !AreCopies(columns, g)).Sum(g => g.Count);
        return shared * 2 > columns[number].Given.Count ? RowMeaning.Line : RowMeaning.Order;
    }

    private static bool AreCopies(IReadOnlyList<ColumnSample> columns, List<int> group) => columns.All(c => group.All(row => c.Values[row] == c.Values[group[0]]));

    /// <summary>Gives amounts that differ from line to line their meaning: worth or discount of the line, or an amount to be added up.</summary>
    public static IReadOnlyList<OrderField> SettleLines(IReadOnlyList<ColumnSample> columns, OrderField[] fields)
    {
        var groups = Groups(columns, Array.IndexOf(fields, OrderField.OrderNumber)).Where(g => g.Count > 1).ToList();
        bool Varies(int column) => groups.Any(g => g.Select(row => columns[column].Values[row]).Where(v => v.Length > 0).Distinct().Skip(1).Any());
        bool IsOnce(int column) => groups.Count > 0 && !Varies(column);
        bool Has(OrderField field) => fields.Contains(field);

        var sums = new List<OrderField>();
        foreach (var field in (ReadOnlySpan<OrderField>)[OrderField.Amount, OrderField.Subtotal, OrderField.NetAmount, OrderField.Total])
        {
            var column = Array.IndexOf(fields, field);
            if (column < 0 || IsOnce(column) || (groups.Count == 0 && field != OrderField.Amount)) continue;
            var linesPriced = Has(OrderField.UnitPrice) || Has(OrderField.LineAmount);
            if (linesPriced) fields[column] = OrderField.Ignore;
            else fields[column] = OrderField.LineAmount;
        }
        foreach (var field in (ReadOnlySpan<OrderField>)[OrderField.Discount, OrderField.Tax, OrderField.Shipping])
        {
            var column = Array.IndexOf(fields, field);
            if (column < 0 || !Varies(column)) continue;
            if (field == OrderField.Discount && !Has(OrderField.LineDiscount)) fields[column] = OrderField.LineDiscount;
            else sums.Add(field);
        }
        return sums;
    }

    /// <summary>Whether subtotals already lack the discount, and whether they contain the tax: by which sum the totals come out.</summary>
    public static (bool AfterDiscount, bool TaxIncluded) Contents(IReadOnlyList<ColumnSample> columns, OrderField[] fields, char decimalSign)
    {
        var (subtotal, total) = (Array.IndexOf(fields, OrderField.Subtotal), Array.IndexOf(fields, OrderField.Total));
        if (subtotal < 0 || total < 0) return (false, false);
        var (discount, tax, shipping) = (Array.IndexOf(fields, OrderField.Discount), Array.IndexOf(fields, OrderField.Tax), Array.IndexOf(fields, OrderField.Shipping));
        decimal At(int column, int row) =>
            column >= 0 && NumberText.TryParse(Encoding.UTF8.GetBytes(columns[column].Values[row]), decimalSign, out var number) ? number.ToDecimal() : 0;
        var (plain, after, plainWithTax, afterWithTax) = (0, 0, 0, 0);
        for (var row = 0; row < columns[subtotal].Values.Count; row++)
        {
            if (columns[subtotal].Values[row].Length == 0 || columns[total].Values[row].Length == 0) continue;
            var (s, d, t, rest) = (At(subtotal, row), Math.Abs(At(discount, row)), At(tax, row), At(total, row) - At(shipping, row));
            if (d == 0 && t == 0) continue;
            if (Math.Abs(s - d + t - rest) < 0.02m) plain++;
            else if (Math.Abs(s + t - rest) < 0.02m) after++;
            else if (Math.Abs(s - d - rest) < 0.02m) plainWithTax++;
            else if (Math.Abs(s - rest) < 0.02m) afterWithTax++;
        }
        return (after + afterWithTax > plain + plainWithTax, plainWithTax + afterWithTax > plain + after);
    }

    private static IEnumerable<List<int>> Groups(IReadOnlyList<ColumnSample> columns, int number) => Enumerable.Range(0, columns[number].Values.Count)
        .Where(row => columns[number].Values[row].Length > 0).GroupBy(row => columns[number].Values[row]).Select(g => g.ToList());
}
