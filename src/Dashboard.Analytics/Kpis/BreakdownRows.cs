namespace Dashboard.Analytics.Kpis;

/// <summary>The figures per channel, country, currency, campaign or coupon.</summary>
internal static class BreakdownRows
{
    public static IReadOnlyList<BreakdownRow> Of(KpiPlan plan, KpiFormulas formulas)
    {
        if (plan.Split is not { } split) return [];
        var customers = plan.Kpis.NeedsRowCustomers && !plan.Filter.IsEmpty ? new RowCustomers(plan, split.Orders) : null;
        var rows = new List<(BreakdownRow Row, long Revenue)>();
        for (var code = 0; code < formulas.Sales.Codes; code++)
        {
            var row = new Row(plan, formulas, customers, (byte)code);
            if (row.HasRows) rows.Add((row.Build(RowFilter.Name((byte)code, split.Names)), row.Revenue));
        }
        return [.. rows.OrderByDescending(r => r.Revenue).ThenBy(r => r.Row.Code).Select(r => r.Row)];
    }

    private sealed class Row
    {
        private readonly KpiPlan _plan;
        private readonly KpiFormulas _formulas;
        private readonly RowCustomers? _customers;
        private readonly byte _code;
        private readonly (SalesCell Sums, long Refunds, long Anonymous) _range;
        private readonly (SalesCell Sums, long Refunds, long Anonymous)? _compare;

        public Row(KpiPlan plan, KpiFormulas formulas, RowCustomers? customers, byte code)
        {
            (_plan, _formulas, _customers, _code) = (plan, formulas, customers, code);
            _range = Sums(plan.Range);
            _compare = plan.Compare is { } window ? Sums(window) : null;
        }

        public long Revenue => _range.Sums.Net - _range.Refunds;

        public bool HasRows => Has(_range) || _compare is { } compare && Has(compare) || _customers is not null && _customers.Active.Any(a => a[_code] > 0);

        public BreakdownRow Build(string name) => new(
            _code, name,
            _plan.Kpis.OfRows.ToDictionary(id => id, Value),
            _plan.Kpis.OfRowSeries.ToDictionary(id => id, Series));

        private KpiValue Value(KpiId id)
        {
            var now = Of(id, 0, _range);
            var before = _compare is { } compare ? Of(id, 1, compare).Value : null;
            return new(id, now.Value, now.Reason, now.N, KpiCatalog.Of(id).IsAboutCustomers ? _range.Anonymous : 0, now.Immature, before);
        }

        private KpiResult Of(KpiId id, int window, (SalesCell Sums, long Refunds, long Anonymous) of) => id switch
        {
            KpiId.Purchases => KpiResult.Count(_customers?.Purchases[window][_code] ?? 0),
            KpiId.ActiveCustomers => KpiResult.Count(_customers?.Active[window][_code] ?? 0),
            KpiId.NewCustomers => KpiResult.Count(_customers?.New[window][_code] ?? 0),
            KpiId.ReturningCustomers => KpiResult.Count(_customers is null ? 0 : _customers.Active[window][_code] - _customers.New[window][_code]),
            _ => SalesFormulas.Of(id, of.Sums, of.Refunds, _plan.Facts.Stamp.MinorPerMajor),
        };

        private KpiSeries Series(KpiId id) => new(
            id,
            [.. _plan.Buckets.Select(b => Point(id, b.Days))],
            _plan.Compare is null ? null : [.. _plan.Buckets.Select(b => Point(id, b.Compare))]);

        private double? Point(KpiId id, DayRange? window)
        {
            if (window is not { } days || !days.Touches(_plan.Facts.Span.First, _plan.Facts.Span.Last)) return null;
            var (sums, refunds, _) = Sums(days);
            return SalesFormulas.Of(id, sums, refunds, _plan.Facts.Stamp.MinorPerMajor).Value;
        }

        private (SalesCell Sums, long Refunds, long Anonymous) Sums(DayRange window)
        {
            var (from, to) = _formulas.Segments(window);
            var sales = _formulas.Sales;
            var (sums, refunds, anonymous) = (default(SalesCell), 0L, 0L);
            for (var at = _code * sales.Segments + from; at < _code * sales.Segments + to; at++)
            {
                sums += sales.Known[at] + sales.Anonymous[at];
                refunds += sales.Refunds[at];
                anonymous += sales.Anonymous[at].Orders;
            }
            return (sums, refunds, anonymous);
        }

        private static bool Has((SalesCell Sums, long Refunds, long Anonymous) window) => window.Sums.Orders > 0 || window.Refunds > 0;
    }
}
