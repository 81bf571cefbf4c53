using System.Text;
using CsCheck;
using Dashboard.Core.Exports;

namespace Dashboard.Core.Tests.Exports;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("O'Neil, Ada", "\"O'Neil, Ada\"")]
    [InlineData("she said \"no\"", "\"she said \"\"no\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+1+1", "'+1+1")]
    [InlineData("-1+1|cmd", "'-1+1|cmd")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("+4790123456", "+4790123456")]
    [InlineData("-12", "-12")]
    [InlineData("+", "'+")]
    [InlineData("a=b", "a=b")]
    public void A_text_is_quoted_where_it_must_and_never_runs_as_a_formula(string text, string field) => Assert.Equal(field, CsvText.Field(text));

    [Fact]
    public void No_text_whatsoever_begins_a_field_like_a_formula_unless_it_is_a_plain_number() =>
        Gen.Char["=+-@\t\r\n|%＝＋－＠ \",;'a1é"].Array[0, 6].Sample(letters =>
        {
            var text = new string(letters);
            var field = CsvText.Field(text);
            var inside = field.StartsWith('"') ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field;
            Assert.Equal(text, inside.StartsWith('\'') && inside != text ? inside[1..] : inside);
            var seen = inside.TrimStart(' ');
            Assert.True(seen.Length == 0 || !"=@\t\r\n|%＝＋－＠".Contains(seen[0], StringComparison.Ordinal), field);
            if (seen is ['+' or '-', ..]) Assert.True(seen.Length > 1 && seen[1..].All(char.IsAsciiDigit), field);
        });
}
