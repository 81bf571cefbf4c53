using Dashboard.Analytics.Facts;
using DuckDB.NET.Data;

namespace Dashboard.Benchmarks.Questions;

/// <summary>The snapshot's columns of orders and customers as DuckDB tables in memory, in the same order, asked by one thread.</summary>
internal sealed class DuckDbShop : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckDbShop(CustomerFacts facts)
    {
        if (facts.Refunds.Day.Length > 0)
            throw new ArgumentException("The comparison is written for a shop without refunds.");
        _connection.Open();
        Execute("SET threads = 1");
        var (o, c, starts) = (facts.Orders, facts.Customers, facts.Customers.OrderStart);
        Execute("CREATE TABLE orders(customer INTEGER, day DATE, net BIGINT, channel UTINYINT, country UTINYINT)");
        using (var appender = _connection.CreateAppender("orders"))
        {
            for (var customer = 0; customer < facts.CustomerCount; customer++)
                for (var row = starts[customer]; row < starts[customer + 1]; row++)
                    appender.CreateRow().AppendValue(customer).AppendValue(FactDay.ToDate(o.Day[row])).AppendValue(o.Net[row])
                        .AppendValue(o.Channel[row]).AppendValue(o.Country[row]).EndRow();
        }
        Execute("CREATE TABLE customers(last USMALLINT, purchases INTEGER, revenue BIGINT)");
        using (var appender = _connection.CreateAppender("customers"))
        {
            for (var customer = 0; customer < facts.CustomerCount; customer++)
                if (c.Purchases[customer] > 0)
                    appender.CreateRow().AppendValue(c.LastDay[customer]).AppendValue(c.Purchases[customer]).AppendValue(c.Revenue[customer]).EndRow();
        }
    }

    public string Version => Ask("SELECT version()", reader => reader.GetString(0))[0];

    /// <summary>Customers per R, F and M score by fifths, from the orders; each distinct value is ranked once.</summary>
    public List<(int R, int F, int M, long Customers)> Rfm() => Rfm("SELECT max(day) AS last, count(*) AS purchases, sum(net) AS revenue FROM (SELECT customer, day, sum(net) AS net FROM orders GROUP BY ALL) GROUP BY customer");

    /// <summary>The same from what the snapshot keeps per customer, a start that a table of orders does not give.</summary>
    public List<(int R, int F, int M, long Customers)> RfmOfCustomers() => Rfm("SELECT * FROM customers");

    private List<(int R, int F, int M, long Customers)> Rfm(string customers) => Ask(
        $"""
        WITH c AS MATERIALIZED ({customers}),
        r AS (SELECT last AS v, 5 - 5 * (sum(count(*)) OVER (ORDER BY last DESC) - count(*)) // (SELECT count(*) FROM c) AS score FROM c GROUP BY last),
        f AS (SELECT purchases AS v, 1 + 5 * (sum(count(*)) OVER (ORDER BY purchases) - count(*)) // (SELECT count(*) FROM c) AS score FROM c GROUP BY purchases),
        m AS (SELECT revenue AS v, 1 + 5 * (sum(count(*)) OVER (ORDER BY revenue) - count(*)) // (SELECT count(*) FROM c) AS score FROM c GROUP BY revenue)
        SELECT r.score::INTEGER, f.score::INTEGER, m.score::INTEGER, count(*) FROM c JOIN r ON r.v = last JOIN f ON f.v = purchases JOIN m ON m.v = revenue
        GROUP BY ALL ORDER BY ALL
        """,
        reader => (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3)));

    /// <summary>Customers of each monthly cohort who bought in each later month, their orders and net revenue; months counted from year 0.</summary>
    public List<(int Cohort, int Month, long Customers, long Orders, long Net)> Cohorts() => Ask(
        """
        WITH bought AS (SELECT customer, (year(day) * 12 + month(day) - 1)::INTEGER AS month, count(*) AS orders, sum(net) AS net FROM orders GROUP BY ALL),
        first AS (SELECT customer, min(month) AS cohort FROM bought GROUP BY customer)
        SELECT cohort, month, count(*), sum(orders)::BIGINT, sum(net)::BIGINT FROM bought JOIN first USING (customer) GROUP BY ALL ORDER BY ALL
        """,
        reader => (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)));

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
