using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Dashboard.Core.Exports;

namespace Dashboard.Core.Tests.Exports;

public sealed class FigureTableTests
{
    private static readonly XNamespace Sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Theory]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(1.0 / 3, "0.333333333333")]
    [InlineData(-1234.5, "-1234.5")]
    [InlineData(123456789012.34, "123456789012.34")]
    [InlineData(5e15, "5000000000000000")]
    [InlineData(double.NaN, "")]
    [InlineData(double.PositiveInfinity, "")]
    public void A_number_has_the_decimals_it_needs(double number, string written) =>
        Assert.Equal($"n\r\n{written}\r\n", Text(new FigureTable("figures", "n").Add(number), ExportFormat.Csv));

    [Fact]
    public void Days_texts_and_no_value_keep_their_kind()
    {
        var table = new FigureTable("figures", "day", "name", "count").Add(new DateOnly(2026, 11, 23), "=1+1", 12).Add(null, "\u2068Jan\u00a02026\u2069");
        Assert.Equal("day,name,count\r\n2026-11-23,'=1+1,12\r\n,Jan 2026,\r\n", Text(table, ExportFormat.Csv));
        Assert.Equal("""{"day":"2026-11-23","name":"=1+1","count":12}""", Text(table, ExportFormat.JsonLines).Split('\n')[0]);
        using var workbook = new ZipArchive(new MemoryStream(table.Write(ExportFormat.Xlsx)));
        using var sheet = workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        var cells = XDocument.Load(sheet).Descendants(Sheet + "c").ToList();
        Assert.Equal(["46349", "=1+1", "12"], cells.Skip(3).Take(3).Select(c => c.Value));
        Assert.Equal("n", (string?)cells[5].Attribute("t"));
        Assert.DoesNotContain(cells, c => c.Element(Sheet + "f") is not null);
    }

    [Fact]
    public void Headings_that_are_the_same_or_missing_get_a_number() =>
        Assert.Equal(["Mean", "mean 2", "1", "2"], new FigureTable("figures", "Mean", "mean", "", " ").Headings);

    [Fact]
    public void A_table_without_rows_is_a_file_of_its_header()
    {
        var table = new FigureTable("a-name-that-is-much-longer-than-a-sheet-may-have", "a", "b");
        Assert.Equal("a,b\r\n", Text(table, ExportFormat.Csv));
        Assert.NotEmpty(table.Write(ExportFormat.Xlsx));
    }

    [Fact]
    public void A_row_longer_than_its_header_is_a_bug() => Assert.Throws<ArgumentException>(() => new FigureTable("figures", "a").Add(1, 2));

    private static string Text(FigureTable table, ExportFormat format) => Encoding.UTF8.GetString(table.Write(format));
}
