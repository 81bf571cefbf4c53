using Dashboard.Analytics.Facts;
using DuckDB.NET.Data;

namespace Dashboard.Benchmarks.Questions;

/// <summary>The snapshot's order columns as a DuckDB table in memory, in the same order, asked by one thread.</summary>
internal sealed class DuckDbShop : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckDbShop(CustomerFacts facts)
    {
        if (facts.Refunds.Day.Length > 0)
            throw new ArgumentException("The comparison is written for a shop without refunds.");
        _connection.Open();
        Execute("SET threads = 1");
        Execute("CREATE TABLE orders(customer INTEGER, day DATE, net BIGINT, channel UTINYINT, country UTINYINT)");
        using var appender = _connection.CreateAppender("orders");
        var (o, starts) = (facts.Orders, facts.Customers.OrderStart);
        for (var customer = 0; customer < facts.CustomerCount; customer++)
            for (var row = starts[customer]; row < starts[customer + 1]; row++)
                appender.CreateRow().AppendValue(customer).AppendValue(FactDay.ToDate(o.Day[row])).AppendValue(o.Net[row])
                    .AppendValue(o.Channel[row]).AppendValue(o.Country[row]).EndRow();
    }

    public string Version => Ask("SELECT version()", reader => reader.GetString(0))[0];

    /// <summary>Customers per R, F and M score by mid-ranks, each value ranked once.</summary>
    public List<(int R, int F, int M, long Customers)> Rfm() => Ask(
        """
        WITH c AS (SELECT customer, max(day) AS last, count(DISTINCT day) AS purchases, sum(net) AS revenue FROM orders GROUP BY customer),
        r AS (SELECT last AS v, ceil(5 * (sum(count(*)) OVER (ORDER BY last) - count(*) / 2.0) / (SELECT count(*) FROM c)) AS score FROM c GROUP BY last),
        f AS (SELECT purchases AS v, ceil(5 * (sum(count(*)) OVER (ORDER BY purchases) - count(*) / 2.0) / (SELECT count(*) FROM c)) AS score FROM c GROUP BY purchases),
        m AS (SELECT revenue AS v, ceil(5 * (sum(count(*)) OVER (ORDER BY revenue) - count(*) / 2.0) / (SELECT count(*) FROM c)) AS score FROM c GROUP BY revenue)
        SELECT r.score::INTEGER, f.score::INTEGER, m.score::INTEGER, count(*) FROM c JOIN r ON r.v = last JOIN f ON f.v = purchases JOIN m ON m.v = revenue
        GROUP BY ALL ORDER BY ALL
        """,
        reader => (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3)));

    /// <summary>Customers of each monthly cohort who bought in each later month, and their net revenue; months counted from year 0.</summary>
    public List<(int Cohort, int Month, long Customers, long Net)> Cohorts() => Ask(
        """
        WITH bought AS (SELECT customer, (year(day) * 12 + month(day) - 1)::INTEGER AS month, sum(net) AS net FROM orders GROUP BY ALL),
        first AS (SELECT customer, min(month) AS cohort FROM bought GROUP BY customer)
        SELECT cohort, month, count(*), sum(net)::BIGINT FROM bought JOIN first USING (customer) GROUP BY ALL ORDER BY ALL
        """,
        reader => (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3)));

    /// <summary>Net revenue per month and channel of one country; months counted from year 0.</summary>
    public List<(int Month, byte Channel, long Net)> Revenue(byte country) => Ask(
        $"""
        SELECT (year(day) * 12 + month(day) - 1)::INTEGER AS month, channel, sum(net)::BIGINT FROM orders WHERE country = {country} GROUP BY ALL ORDER BY ALL
        """,
        reader => (reader.GetInt32(0), reader.GetByte(1), reader.GetInt64(2)));

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<T> Ask<T>(string sql, Func<DuckDBDataReader, T> row)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }
}
