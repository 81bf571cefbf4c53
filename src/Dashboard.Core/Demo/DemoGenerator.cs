using System.Globalization;
using Dashboard.Core.Orders;

namespace Dashboard.Core.Demo;

/// <summary>
/// Invents the sample shop: the same last day, zone and size give the same shop. Visits follow the published models of non-contractual buying (gamma
/// purchase rates, dropping out after a purchase with a beta chance, regular gaps where things run out, gamma-gamma spend), bent by season, channel and
/// first category, so that every page of the dashboard has something to show.
/// </summary>
internal sealed class DemoGenerator
{
    public const int Customers = 20_000;
    public const int Years = 3;

    private const ulong Seed = 20_260_101;
    private const double ProspectShare = 0.02;

    internal static readonly string[] Channels = ["Web", "App", "Store", "Marketplace", "Phone"];
    private static readonly double[] ChannelReturn = [1.0, 1.35, 1.1, 0.6, 1.0];
    private static readonly double[] ChannelStay = [1.0, 1.3, 1.25, 0.55, 1.2];
    private static readonly string[] Campaigns = ["Search ads", "Influencer", "Referral", "Newsletter", "Price comparison"];
    private static readonly string[] Purposes = ["email", "sms", "profiling"];
    private static readonly double[] ConsentShare = [0.72, 0.26, 0.58];
    private static readonly string[] Households = ["Single", "Couple", "Family", "Shared"];

    private readonly DemoRandom _random = new(Seed);
    private readonly DemoCatalog _catalog;
    private readonly DemoClock _visits;
    private readonly DemoClock _arrivals;
    private readonly TimeZoneInfo _zone;
    private readonly DateOnly _firstDay;
    private readonly DateOnly _lastDay;
    private readonly List<DemoOrder> _orders = [];

    private DemoGenerator(DateOnly lastDay, TimeZoneInfo zone)
    {
        _zone = zone;
        _lastDay = lastDay;
        _firstDay = lastDay.AddYears(-Years).AddDays(1);
        _catalog = new(_random);
        _visits = new(_firstDay, lastDay, DemoCalendar.Demand);
        _arrivals = new(_firstDay, lastDay, day => DemoCalendar.Demand(day) * Growth(day));
    }

    /// <summary>The shop whose last business date is <paramref name="lastDay"/>.</summary>
    /// <param name="lastDay">Last day with orders; the first lies three years before.</param>
    /// <param name="zone">The shop's time zone, in which shoppers live by the clock.</param>
    /// <param name="customers">Number of customers.</param>
    public static DemoData Generate(DateOnly lastDay, TimeZoneInfo zone, int customers = Customers)
    {
        var generator = new DemoGenerator(lastDay, zone);
        var people = new DemoCustomer[customers];
        for (var i = 0; i < customers; i++) people[i] = generator.Live(i, customers);
        generator.AddGuests(customers / 8);
        generator.AddTests(24);
        generator._orders.Sort((a, b) => a.PlacedAt.CompareTo(b.PlacedAt) is not 0 and var byTime ? byTime : (a.Customer ?? -1).CompareTo(b.Customer ?? -1));
        return new(generator._firstDay, lastDay, generator._catalog.Products, people, generator._orders);
    }

    // New customers per day rise to 1.8 times the opening, ever more slowly.
    private double Growth(DateOnly day) => 1.8 - 0.8 * Math.Exp(-(day.DayNumber - _firstDay.DayNumber) / 500.0);

    /// <summary>One customer from arrival to the last day; adds the customer's orders on the way.</summary>
    private DemoCustomer Live(int index, int customers)
    {
        var arrived = _arrivals.FromBusy(_arrivals.End * (index + _random.Next()) / customers);
        var country = _random.Weighted(CountryWeights);
        var channel = _random.Weighted([40, 12 + 14 * arrived / _arrivals.Days, 20, 16 + 6 * arrived / _arrivals.Days, 6]);
        var shopper = new Shopper(index, country, channel, FirstCategory(arrived), _random);
        if (!_random.Chance(ProspectShare)) Shop(shopper, arrived);
        return Describe(shopper, arrived);
    }

    private int FirstCategory(double time)
    {
        Span<double> weights = stackalloc double[DemoCatalog.Categories.Length];
        for (var c = 0; c < weights.Length; c++) weights[c] = DemoCatalog.Categories[c].Share * Season(c, DayOf(time).Month);
        return _random.Weighted(weights);
    }

    private static double Season(int category, int month)
    {
        var peak = DemoCatalog.Categories[category].Peak;
        if (peak == 0) return 1;
        var apart = Math.Abs(month - peak);
        return 1 + 1.6 * Math.Exp(-Math.Pow(Math.Min(apart, 12 - apart), 2) / 2.0);
    }

    /// <summary>Visits until the customer lapses or the last day ends.</summary>
    private void Shop(Shopper shopper, double arrived)
    {
        var first = DemoCatalog.Categories[shopper.Category];
        var rate = _random.Gamma(1.4, 5.6 / 365) * first.Return * ChannelReturn[shopper.Channel];
        var lapse = Math.Min(0.9, _random.Beta(0.8, 2.6) / (first.Stay * ChannelStay[shopper.Channel]));
        var time = arrived;
        var busy = _visits.ToBusy(time);
        for (var visit = 0; ; visit++)
        {
            Buy(shopper, time, visit == 0);
            if (_random.Chance(visit == 0 ? Math.Min(0.92, lapse * 1.6 + 0.08) : lapse)) return;
            busy += Math.Max(0.4, _random.Gamma(first.Regular, 1 / rate));
            if (busy >= _visits.End) return;
            time = _visits.FromBusy(busy);
        }
    }

    private void Buy(Shopper shopper, double time, bool first)
    {
        var day = DayOf(time);
        var channel = first || _random.Chance(0.74) ? shopper.Channel : _random.Weighted([45, 20, 18, 10, 5]);
        var sale = DemoCalendar.SaleOn(day) is { } running && _random.Chance(running.Share * (0.6 + shopper.LikesDiscount)) ? running : null;
        var coupon = sale is not null ? null : first ? (_random.Chance(0.22) ? "WELCOME10" : null) : CouponFor(shopper, day);
        var rate = sale?.Discount ?? (coupon is null ? 0 : coupon == "WELCOME10" ? 0.10 : coupon.StartsWith("BDAY", StringComparison.Ordinal) ? 0.20 : 0.15);
        var campaign = sale?.Campaign ?? (first ? shopper.Campaign : shopper.ReadsMail && _random.Chance(0.3) ? "Newsletter" : null);
        Place(shopper.Index, shopper.Country, channel, time, Basket(shopper, day, first, rate), campaign, coupon);
    }

    private string? CouponFor(Shopper shopper, DateOnly day)
    {
        if (!_random.Chance(0.03 + 0.22 * shopper.LikesDiscount)) return null;
        return shopper.BirthDate?.Month == day.Month && _random.Chance(0.5)
            ? "BDAY20"
            : day.Month switch { >= 3 and <= 5 => "SPRING15", >= 6 and <= 8 => "SUMMER15", >= 9 and <= 11 => "AUTUMN15", _ => "WINTER15" };
    }

    /// <summary>Lines until the visit's budget is spent.</summary>
    private List<DemoLine> Basket(Shopper shopper, DateOnly day, bool first, double discount)
    {
        var budget = _random.Gamma(3.5, shopper.Spend) * 100;
        var raised = 1 + 0.03 * (day.Year - _firstDay.Year);
        var lines = new List<DemoLine>();
        var category = first || _random.Chance(0.62) ? shopper.Category : CategoryFor(day);
        for (var spent = 0.0; lines.Count == 0 || spent < budget * 0.8 && lines.Count < 9;)
        {
            var product = ProductFor(category, budget - spent);
            if (lines.TrueForAll(l => l.Product != product.Index))
            {
                var price = (long)Math.Round(product.Price * raised / 10) * 10;
                var quantity = price < 2500 && _random.Chance(0.22) ? 2 + _random.Next(2) : 1;
                lines.Add(new(product.Index, quantity, price, (long)Math.Round(quantity * price * discount)));
                spent += quantity * price;
            }
            else spent += budget * 0.15;
            category = _random.Next() switch { < 0.45 => category, < 0.75 => DemoCatalog.Categories[category].Goes, _ => CategoryFor(day) };
        }
        return lines;
    }

    private int CategoryFor(DateOnly day)
    {
        Span<double> weights = stackalloc double[DemoCatalog.Categories.Length];
        for (var c = 0; c < weights.Length; c++) weights[c] = DemoCatalog.Categories[c].Share * Season(c, day.Month);
        return _random.Weighted(weights);
    }

    // The dearest affordable of a few tries; early products of a category sell best.
    private DemoProduct ProductFor(int category, double budget)
    {
        var shelf = _catalog.ByCategory[category];
        var best = shelf[(int)(shelf.Length * Math.Pow(_random.Next(), 1.5))];
        for (var tries = 0; tries < 2; tries++)
        {
            var other = shelf[_random.Next(shelf.Length)];
            if (best.Price > budget || other.Price > best.Price && other.Price <= budget) best = other;
        }
        return best;
    }

    private void Place(int? customer, int country, int channel, double time, List<DemoLine> lines, string? campaign, string? coupon)
    {
        var day = DayOf(time);
        var net = lines.Sum(l => l.Amount - l.Discount);
        var shipping = Channels[channel] == "Store" || net >= 5000 ? 0 : 490;
        var tax = (long)Math.Round(net * DemoPeople.Countries[country].TaxPercent / 100);
        var status = _random.Next() switch { < 0.014 => OrderStatus.Cancelled, < 0.026 => OrderStatus.Failed, _ => OrderStatus.Placed };
        var placed = AtHour(day, channel);
        var refund = status == OrderStatus.Placed ? RefundOf(lines, placed, net + tax + shipping) : null;
        _orders.Add(new(customer, placed, day, status, Channels[channel], DemoPeople.Countries[country].Name, campaign, coupon, lines, tax, shipping, refund));
    }

    /// <summary>Something comes back: the whole order with tax and shipping, or a line, mostly within weeks, sometimes months later; nothing that would lie after the last day.</summary>
    private DemoRefund? RefundOf(List<DemoLine> lines, DateTime placed, long total)
    {
        var risk = lines.Max(l => DemoCatalog.Categories[_catalog.Products[l.Product].Category].Returned);
        if (!_random.Chance(risk + 0.01)) return null;
        var refunded = placed.AddDays(_random.Chance(0.1) ? 45 + _random.Next(90) : 3 + _random.Gamma(2, 9)).AddMinutes(_random.Next(300));
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(refunded, _zone));
        var whole = lines.Count == 1 || _random.Chance(0.4);
        List<DemoLine> returned = whole ? lines : [lines[_random.Next(lines.Count)]];
        return day > _lastDay ? null : new(refunded, day, whole ? total : returned.Sum(l => l.Amount - l.Discount), returned);
    }

    /// <summary>Orders of people who left no name, mostly at the till.</summary>
    private void AddGuests(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var time = _visits.FromBusy(_random.Next() * _visits.End);
            var guest = new Shopper(0, _random.Weighted(CountryWeights), _random.Chance(0.8) ? 2 : 0, FirstCategory(time), _random);
            Place(null, guest.Country, guest.Channel, time, Basket(guest, DayOf(time), true, 0), null, null);
        }
    }

    /// <summary>Orders the shop's own people placed to try something out.</summary>
    private void AddTests(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var day = _firstDay.AddDays(_random.Next(_visits.Days));
            var product = _random.Pick(_catalog.Products);
            _orders.Add(new(null, AtHour(day, 0), day, OrderStatus.Test, Channels[0], DemoPeople.Countries[0].Name, null, null, [new(product.Index, 1, product.Price, 0)], 0, 0, null));
        }
    }

    private DemoCustomer Describe(Shopper shopper, double arrived)
    {
        var country = DemoPeople.Countries[shopper.Country];
        var given = _random.Pick(shopper.IsWoman ? country.WomenNames : country.MenNames);
        var family = _random.Pick(country.FamilyNames);
        var place = _random.Pick(country.CityNames).Split('/');
        var company = _random.Chance(0.06);
        var created = AtHour(DayOf(arrived), shopper.Channel).Date;
        var number = shopper.Index + 1;
        return new()
        {
            Number = number,
            CreatedAt = created,
            Name = $"{given} {family}",
            Email = _random.Chance(0.93) ? DemoPeople.EmailOf($"{given} {family}", number) : null,
            Phone = _random.Chance(0.45) ? string.Create(CultureInfo.InvariantCulture, $"+{country.Dial}555{number:0000000}") : null,
            BirthDate = shopper.BirthDate,
            Gender = _random.Chance(0.8) ? _random.Chance(0.015) ? "other" : shopper.IsWoman ? "female" : "male" : null,
            Country = country.Name,
            Region = place[1],
            City = place[0],
            PostalCode = (10_000 + _random.Next(89_999)).ToString(CultureInfo.InvariantCulture),
            Company = company ? $"{family} {_random.Pick(DemoPeople.CompanyEndings)}" : null,
            Industry = company ? _random.Pick(DemoPeople.Industries) : null,
            Household = _random.Chance(0.6) ? _random.Pick(Households) : null,
            PreferredChannel = _random.Chance(0.5) ? (shopper.ReadsMail ? "E-mail" : "SMS") : null,
            AcquisitionChannel = Channels[shopper.Channel],
            AcquisitionCampaign = shopper.Campaign,
            Attributes = _random.Chance(0.35) ? $$"""{"loyalty":"{{_random.Pick(["Bronze", "Silver", "Gold"])}}"}""" : null,
            Consents = ConsentsOf(shopper, created),
        };
    }

    private List<DemoConsent> ConsentsOf(Shopper shopper, DateTime created)
    {
        var consents = new List<DemoConsent>();
        var end = _lastDay.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        for (var p = 0; p < Purposes.Length; p++)
        {
            if (!_random.Chance(0.9)) continue;
            var granted = p == 0 ? shopper.ReadsMail : _random.Chance(ConsentShare[p]);
            consents.Add(new(Purposes[p], granted, created.AddMinutes(5)));
            var withdrawn = created.AddDays(20 + _random.Gamma(1.2, 300));
            if (granted && _random.Chance(0.14) && withdrawn < end) consents.Add(new(Purposes[p], false, withdrawn));
        }
        return consents;
    }

    private DateOnly DayOf(double time) => _firstDay.AddDays(Math.Min((int)time, _visits.Days - 1));

    /// <summary>A moment of a local day as UTC: shops by day, the web until late; never in the hour that a clock change skips.</summary>
    private DateTime AtHour(DateOnly day, int channel)
    {
        var (mean, spread, from, to) = Channels[channel] switch { "Store" => (14.5, 2.8, 9, 20), "Phone" => (12.5, 2.5, 8, 18), _ => (16.5, 4.6, 6, 24) };
        var hour = mean + spread * _random.Normal();
        if (hour < from || hour >= to) hour = from + (to - from) * _random.Next();
        var local = day.ToDateTime(TimeOnly.MinValue).AddSeconds((int)(hour * 3600));
        if (_zone.IsInvalidTime(local)) local = local.AddHours(2);
        return TimeZoneInfo.ConvertTimeToUtc(local, _zone);
    }

    private static readonly double[] CountryWeights = [.. DemoPeople.Countries.Select(c => c.Weight)];

    /// <summary>What stays the same about one person.</summary>
    private sealed class Shopper
    {
        public Shopper(int index, int country, int channel, int category, DemoRandom random)
        {
            (Index, Country, Channel, Category) = (index, country, channel, category);
            IsWoman = random.Chance(0.6);
            Spend = Math.Min(400, 6.5 * 46 / random.Gamma(7.5, 7.5));   // inverse gamma with mean 46, as in the gamma-gamma model
            LikesDiscount = random.Beta(1.2, 3);
            ReadsMail = random.Chance(ConsentShare[0]);
            Campaign = random.Chance(0.55) ? random.Pick(Campaigns) : null;
            var born = new DateOnly(1958, 1, 1).AddDays(random.Next(365 * 49));
            BirthDate = random.Chance(0.68) ? born : null;
        }

        public int Index { get; }
        public int Country { get; }
        public int Channel { get; }
        public int Category { get; }
        public bool IsWoman { get; }

        /// <summary>Mean basket in major units.</summary>
        public double Spend { get; }

        /// <summary>0 never looks at a discount, 1 always.</summary>
        public double LikesDiscount { get; }

        public bool ReadsMail { get; }
        public string? Campaign { get; }
        public DateOnly? BirthDate { get; }
    }
}
