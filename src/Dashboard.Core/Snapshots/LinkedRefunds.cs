using Dashboard.Core.Data;

namespace Dashboard.Core.Snapshots;

/// <summary>A refund as the store holds it, money in minor units of its own currency; a scan of the orders settles those that belong to one.</summary>
internal struct StoreRefund
{
    /// <summary>The columns that <see cref="From"/> reads, in its order.</summary>
    public const string Columns = "r.Id, r.OrderId, r.CustomerId, r.Day, r.CurrencyId, r.ReportingRate, r.Amount, r.ChannelId, r.CountryId";

    public long Id;
    public long OrderId;   // 0 for none
    public int CustomerId;
    public int Day;
    public int CurrencyId;
    public double Rate;    // 0 when unknown
    public long Amount;
    public int ChannelId;
    public int CountryId;
    public int CampaignId;   // of its order
    public int CouponId;

    /// <summary>False until its order turned out to be valid; always true without an order.</summary>
    public bool Counts;

    public static StoreRefund From(Statement row)
    {
        var order = row.Int64(1);
        return new()
        {
            Id = row.Int64(0),
            OrderId = order,
            CustomerId = row.Int32(2),
            Day = row.Int32(3),
            CurrencyId = row.Int32(4),
            Rate = row.Double(5),
            Amount = row.Int64(6),
            ChannelId = row.Int32(7),
            CountryId = row.Int32(8),
            Counts = order == 0,
        };
    }
}

/// <summary>Refunds findable by their order.</summary>
internal sealed class LinkedRefunds
{
    private readonly StoreRefund[] _refunds;
    private readonly (long Order, int Refund)[] _links;

    /// <param name="refunds">Ascending by number.</param>
    public LinkedRefunds(StoreRefund[] refunds)
    {
        _refunds = refunds;
        _links = new (long, int)[refunds.Count(r => r.OrderId != 0)];
        var at = 0;
        for (var r = 0; r < refunds.Length; r++)
            if (refunds[r].OrderId != 0) _links[at++] = (refunds[r].OrderId, r);
        Array.Sort(_links);
    }

    public ReadOnlySpan<StoreRefund> All => _refunds;

    /// <summary>Orders with a refund, ascending.</summary>
    public IEnumerable<long> Orders => _links.Select(l => l.Order).Distinct();

    public ref StoreRefund this[int refund] => ref _refunds[refund];

    /// <summary>A place among the links for one reader, who asks for ascending orders and rarely for others.</summary>
    public Cursor Walk() => new(this);

    /// <summary>Finds the refunds of one order after the other.</summary>
    public struct Cursor(LinkedRefunds refunds)
    {
        private int _place = -1;
        private long _next = long.MinValue;   // order of the link at _place
        private long _before = long.MaxValue;

        /// <summary>Links of this order; empty for nearly all.</summary>
        public ReadOnlySpan<(long Order, int Refund)> Of(long order)
        {
            if (order < _before || _next < order) Seek(order);
            _before = order;
            if (_next != order) return [];
            var end = _place;
            while (end < refunds._links.Length && refunds._links[end].Order == order) end++;
            return refunds._links.AsSpan(_place..end);
        }

        private void Seek(long order)
        {
            var (low, high) = (0, refunds._links.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (refunds._links[middle].Order < order) low = middle + 1; else high = middle;
            }
            _place = low;
            _next = low < refunds._links.Length ? refunds._links[low].Order : long.MaxValue;
        }
    }
}
