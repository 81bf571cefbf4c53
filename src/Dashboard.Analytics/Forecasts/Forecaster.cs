using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Numerics;
using Dashboard.Analytics.Lifetime.Spend;

namespace Dashboard.Analytics.Forecasts;

/// <summary>
/// Forecasts customers by the rules in service: a pure function of the rules and the customer's orders, so that every way to a snapshot gives the same. Expected
/// purchases and value come from the <see cref="PurchaseBlend"/> where one serves; P(alive) and the lifecycle are the purchase model's, which alone says how chance
/// works. Intervals and the day of the next purchase are the model's too, around the expectation that serves. A blend that cannot be read leaves the model to serve alone.
/// </summary>
public sealed class Forecaster
{
    private const double Level = 0.8;
    private const double WeeksPerYear = 365 / ShopPurchases.DaysPerWeek;

    /// <summary>The longest horizon of the settings, in weeks.</summary>
    private const double LongHorizon = 2 * WeeksPerYear;

    private readonly CustomerFacts _facts;
    private readonly ForecastRules _rules;
    private readonly IPurchaseModel? _model;
    private readonly BlendedPurchases? _blend;
    private readonly GammaGamma? _spend;
    private readonly double[] _logs;
    private readonly (double R, double K) _shape;
    private readonly double _horizon;
    private readonly double _rate;
    private readonly double _discount;
    private readonly double _discountOfHalf;

    public Forecaster(CustomerFacts facts, ForecastRules rules)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rules);
        (_facts, _rules, _logs) = (facts, rules, ShopPurchases.LogOfWeeks(facts));
        _horizon = rules.HorizonDays / ShopPurchases.DaysPerWeek;
        _rate = Math.Log(1 + rules.DiscountRate) / WeeksPerYear;
        (_discount, _discountOfHalf) = (Math.Exp(-_rate * _horizon), Math.Exp(-_rate * _horizon / 2));
        _spend = rules.Spend is [var p, var q, var gamma] ? GammaGamma.Create(p, q, gamma) : null;
        _model = rules.CreateModel();
        if (_model is null) return;
        _blend = BlendedPurchases.Of(rules);
        var names = PurchaseModels.Find(_model.Name)!.ParameterNames.ToList();
        double Parameter(string name) => names.IndexOf(name) is >= 0 and var at ? rules.Parameters[at] : 1;
        _shape = (Parameter("r"), Parameter("k"));
    }

    /// <summary>Whether an accepted model serves.</summary>
    public bool HasModel => _model is not null;

    /// <summary>Whether the rules have a blend that cannot be read, so that the model serves alone.</summary>
    public bool LacksBlend => _model is not null && _rules.Blend is not null && _blend is null;

    /// <summary>Forecasts of everybody, on all cores.</summary>
    public static ForecastColumns Run(CustomerFacts facts, ForecastRules rules)
    {
        var (forecaster, columns) = (new Forecaster(facts, rules), ForecastColumns.New(facts.CustomerCount));
        var parts = new CustomerParts(facts);
        Parallel.For(0, parts.Count, p =>
        {
            var (from, to) = parts[p];
            forecaster.Fill(columns, from, to, _ => true);
        });
        return columns;
    }

    /// <summary>Forecasts by the same rules after some customers changed or came: the others keep theirs.</summary>
    /// <param name="facts">The snapshot as it is now.</param>
    /// <param name="rules">The rules by which <paramref name="before"/> was made too.</param>
    /// <param name="before">Forecasts of the snapshot before, whose customers are the first of this one.</param>
    /// <param name="changed">Per customer whether orders changed; newcomers count as changed.</param>
    public static ForecastColumns Update(CustomerFacts facts, ForecastRules rules, ForecastColumns before, Func<int, bool> changed)
    {
        var (forecaster, columns) = (new Forecaster(facts, rules), ForecastColumns.New(facts.CustomerCount));
        before.CopyTo(columns);
        forecaster.Fill(columns, 0, columns.Count, i => i >= before.Count || changed(i));
        return columns;
    }

    /// <summary>One customer's forecast.</summary>
    public CustomerForecast Of(int customer)
    {
        Span<double> correction = stackalloc double[1];
        Corrections([customer], correction);
        return Of(customer, correction[0]);
    }

    // The learner corrects several customers at once.
    private void Fill(ForecastColumns columns, int from, int to, Func<int, bool> wanted)
    {
        Span<int> block = stackalloc int[BlendedPurchases.Block];
        Span<double> corrections = stackalloc double[BlendedPurchases.Block];
        for (var i = from; i < to;)
        {
            var n = 0;
            for (; i < to && n < block.Length; i++)
                if (wanted(i)) block[n++] = i;
            Corrections(block[..n], corrections);
            for (var b = 0; b < n; b++) columns.Set(block[b], Of(block[b], corrections[b]), _facts.Stamp.MinorPerMajor);
        }
    }

    private void Corrections(ReadOnlySpan<int> customers, Span<double> into)
    {
        if (_blend is not { Learns: true }) return;
        Span<int> buyers = stackalloc int[customers.Length], days = stackalloc int[customers.Length], places = stackalloc int[customers.Length];
        Span<double> corrections = stackalloc double[customers.Length];
        var n = 0;
        for (var i = 0; i < customers.Length; i++)
            if (_facts.Customers.Purchases[customers[i]] > 0) (buyers[n], days[n], places[n++]) = (customers[i], DayOf(customers[i]), i);
        _blend.Corrections(_facts, buyers[..n], days[..n], corrections);
        for (var b = 0; b < n; b++) into[places[b]] = corrections[b];
    }

    /// <summary>Nobody read yet, of so many customers.</summary>
    internal EarlierPurchases Earlier(int customers) => new(_facts, _logs, customers);

    /// <summary>Predicted CLV in minor units that customers would have had at the end of an earlier day by what was known of them then; 0 of who had not bought yet.</summary>
    /// <param name="known">The customers at that day.</param>
    /// <param name="values">Receives the values.</param>
    internal void ValuesAt(EarlierPurchases known, Span<long> values)
    {
        if (known.Room is not [var sums, var halves, var means, var corrections, var room]) return;
        _model!.ExpectedPurchasesAndHalf(known.Histories, _horizon, sums, halves);
        _blend?.Means(known.Histories, sums, means, room);
        if (_blend is { Learns: true }) Corrections(known, corrections);
        for (var i = 0; i < known.Count; i++)
        {
            if (known.Purchases[i] == 0)
            {
                values[i] = 0;
                continue;
            }
            ref readonly var read = ref known[i];
            var discounted = Discounted(read.History, sums[i], halves[i]);
            values[i] = ForecastColumns.Minor(Worth(read, known.Day, sums[i], means[i], discounted, Spend(read).Mean, corrections[i]).Value, _facts.Stamp.MinorPerMajor);
        }
    }

    private void Corrections(EarlierPurchases known, Span<double> into)
    {
        Span<int> customers = stackalloc int[BlendedPurchases.Block], days = stackalloc int[BlendedPurchases.Block], places = stackalloc int[BlendedPurchases.Block];
        Span<double> corrections = stackalloc double[BlendedPurchases.Block];
        days.Fill(known.Day);
        for (var i = 0; i < known.Count;)
        {
            var n = 0;
            for (; i < known.Count && n < places.Length; i++)
                if (known.Purchases[i] > 0) (customers[n], places[n++]) = (known.Customers[i], i);
            if (n == 0) return;
            _blend!.Corrections(_facts, customers[..n], days[..n], corrections);
            for (var k = 0; k < n; k++) into[places[k]] = corrections[k];
        }
    }

    /// <summary>What serves expects: purchases and, discounted, value.</summary>
    private (double Purchases, double Value) Worth(in CustomerPurchases read, int day, double sum, double mean, double discounted, double spend, double correction)
    {
        if (_blend is null) return (sum, discounted * spend * _rules.Kept);
        var served = _blend.Expected(read.History, day, _model!, mean, correction);
        // What multiplies the purchases of a customer multiplies those of every day.
        return (served, (sum > 0 ? discounted * (served / sum) : served) * spend * _rules.Kept);
    }

    private CustomerForecast Of(int customer, double correction)
    {
        if (_facts.Customers.Purchases[customer] == 0) return default;
        if (_model is null) return default(CustomerForecast) with { State = State(customer, 0) };
        var e = Expect(customer, correction);
        var noneOfModel = _model.ProbabilityOfNone(e.Read.History, _horizon);
        var ranges = RangesOf(e, noneOfModel);
        var buysAgain = 1 - (_rules.HorizonDays == LifecycleRules.Window ? noneOfModel : _model.ProbabilityOfNone(e.Read.History, LifecycleRules.Window / ShopPurchases.DaysPerWeek));
        var (low, high) = ranges.Purchases();
        var (valueLow, valueHigh) = ranges.Value(e.Value, e.Spread, e.Doubt);
        var alive = _model.ProbabilityAlive(e.Read.History);
        var risk = alive < 1e-100 ? 0 : Math.Max(0, Math.Min(e.Value, e.ValueOfModel) * (1 - alive) / alive);
        return new(State(customer, buysAgain), alive, buysAgain, e.Purchases, low, high, e.Value, valueLow, valueHigh, risk);
    }

    /// <summary>What is expected of a customer who has bought, and how it spreads.</summary>
    /// <param name="Read">What the models know.</param>
    /// <param name="OfModel">Purchases expected by the model.</param>
    /// <param name="ValueOfModel">Value by the model alone.</param>
    /// <param name="Purchases">Expected by what serves.</param>
    /// <param name="Value">Likewise, discounted.</param>
    /// <param name="Spread">Squared coefficient of variation of a single purchase's amount.</param>
    /// <param name="Doubt">Squared coefficient of variation of the customer's own mean amount.</param>
    private readonly record struct Expectation(
        CustomerPurchases Read, double OfModel, double ValueOfModel, double Purchases, double Value, double Spread, double Doubt);

    private Expectation Expect(int customer, double correction)
    {
        var day = DayOf(customer);
        var read = CustomerPurchases.Read(_facts, customer, day, _logs);
        var history = read.History;
        var sum = _model!.ExpectedPurchases(history, 0, _horizon);
        var discounted = Discounted(history, sum);
        var (spend, spread, doubt) = Spend(read);
        var alone = discounted * spend * _rules.Kept;
        var (served, value) = Worth(read, day, sum, _blend?.Mean(history, _model, sum) ?? sum, discounted, spend, correction);
        return new(read, sum, alone, served, value, spread, doubt);
    }

    private Ranges RangesOf(in Expectation e, double noneOfModel)
    {
        var (history, served) = (e.Read.History, e.Purchases);
        var none = _blend is null ? noneOfModel : 1 - new PurchaseChance(_model!, history, e.OfModel, served, _horizon).WithinHorizon(noneOfModel);
        var excess = Ranges.IsNothing(none, served) ? 0 : (Variance(e) - served) / (served * served);
        return new(none, served, excess, _shape.R + _shape.K * history.X);
    }

    /// <summary>By parts, e^(-δh) E(h) + δ ∫ e^(-δu) E(u) du, the integral by Simpson's rule: E is smooth and the rest small.</summary>
    private double Discounted(in PurchaseHistory history, double sum, double? ofHalf = null)
    {
        var end = _discount * sum;
        if (_horizon <= LongHorizon) return end + _rate * _horizon / 6 * (4 * _discountOfHalf * (ofHalf ?? _model!.ExpectedPurchases(history, 0, _horizon / 2)) + end);
        // Over many years neither holds: more points, the denser the nearer, where E rises.
        var customer = history;
        return end + _rate * Quadrature.GaussLegendre(v => 2 * v * _horizon * Math.Exp(-_rate * _horizon * v * v) * _model!.ExpectedPurchases(customer, 0, _horizon * v * v), 0, 1);
    }

    /// <summary>
    /// Variance of the purchases. What serves and expects more than the model believes first that the customer is alive, which multiplies E[N(N - 1)], and then that
    /// the rate is higher, which multiplies it by the square; what expects less believes in a lower rate.
    /// </summary>
    private double Variance(in Expectation e)
    {
        if (e.OfModel <= 0) return e.Purchases;
        var (times, alive) = (e.Purchases / e.OfModel, _blend is null ? 1 : _model!.ProbabilityAlive(e.Read.History));
        var byLife = PurchaseChance.Life(times, alive);
        var byRate = times / byLife;
        return e.Purchases + byRate * times * (_model!.PurchaseVariance(e.Read.History, _horizon) - e.OfModel + (1 - byLife) * e.OfModel * e.OfModel);
    }

    /// <summary>Adds what customers are expected to do, with its variances and derivatives.</summary>
    /// <param name="customers">Customers who have bought.</param>
    /// <param name="doubt">How far the parameters are known.</param>
    /// <param name="slopesEvery">Takes derivatives from every so many-th.</param>
    /// <param name="into">Receives the sums.</param>
    internal void AddTotals(ReadOnlySpan<int> customers, ForecastDoubt doubt, int slopesEvery, TotalSums into)
    {
        Span<double> corrections = stackalloc double[BlendedPurchases.Block];
        for (var from = 0; from < customers.Length; from += BlendedPurchases.Block)
        {
            var block = customers[from..Math.Min(customers.Length, from + BlendedPurchases.Block)];
            Corrections(block, corrections);
            for (var b = 0; b < block.Length; b++)
            {
                var e = Expect(block[b], corrections[b]);
                var variance = Math.Max(0, Variance(e));
                // Amounts vary about the customer's own mean, which varies too.
                var (square, worth) = (variance + e.Purchases * e.Purchases, e.Purchases > 0 ? e.Value / e.Purchases : 0);
                into.Add(variance, worth * worth * ((1 + e.Doubt) * (square + e.Purchases * e.Spread) - e.Purchases * e.Purchases));
                if ((from + b) % slopesEvery == 0) doubt.AddSlopes(e.Read, _horizon, e.Purchases, e.Value, into);
            }
        }
    }

    /// <summary>When the customer buys next, given that it happens: by what serves or, without a model, a typical gap of the own ones after the last purchase.</summary>
    public ExpectedPurchase NextPurchase(int customer)
    {
        if (_facts.Customers.Purchases[customer] == 0) return default;
        if (_model is null)
        {
            var gaps = Gaps(customer);
            if (gaps.Length == 0) return default;
            Array.Sort(gaps);
            int After(double share) => _facts.Customers.LastDay[customer] + gaps[(int)Math.Round(share * (gaps.Length - 1))];
            return new(After(0.5), After((1 - Level) / 2), After((1 + Level) / 2));
        }
        var (day, (history, chance)) = (DayOf(customer), Chance(customer));
        if (!chance.HasDays) return default;
        var next = _model.NextPurchase(history, Level);
        if (chance.IsOfModel) return new(At(next.Median), At(next.Low), At(next.High));
        return new(Wait(0.5), Wait((1 - Level) / 2), Wait((1 + Level) / 2));

        int? At(double? weeks) => weeks * ShopPurchases.DaysPerWeek is { } days && day + days < FactDay.Max ? (int)Math.Ceiling(day + days) : null;
        int? Wait(double share) => At(chance.Wait(share, next.Ever, (FactDay.Max - day) / ShopPurchases.DaysPerWeek));
    }

    /// <summary>
    /// Probability of a purchase within a year by what serves, 0 … 1, which agrees with the purchases expected: what serves is compared with the model at the horizon, and
    /// the year taken to differ as much. Null without a model or a purchase.
    /// </summary>
    public double? BuysWithinYear(int customer) =>
        _model is null || _facts.Customers.Purchases[customer] == 0 ? null : Chance(customer).Chance.Within(WeeksPerYear);

    /// <summary>What the model knows of a customer who has bought, and the chance of the next purchase by what serves.</summary>
    private (PurchaseHistory History, PurchaseChance Chance) Chance(int customer)
    {
        Span<double> correction = stackalloc double[1];
        Corrections([customer], correction);
        var e = Expect(customer, correction[0]);
        return (e.Read.History, new(_model!, e.Read.History, e.OfModel, e.Purchases, _horizon));
    }

    /// <summary>Days between the customer's purchases, in their order.</summary>
    public int[] Gaps(int customer)
    {
        var (c, days) = (_facts.Customers, _facts.Orders.Day);
        var gaps = new int[Math.Max(0, c.Purchases[customer] - 1)];
        var (previous, n) = (c.FirstDay[customer], 0);
        for (var o = c.OrderStart[customer]; o < c.OrderStart[customer + 1]; o++)
        {
            if (days[o] == previous) continue;
            gaps[n++] = days[o] - previous;
            previous = days[o];
        }
        return gaps;
    }

    private int DayOf(int customer) => Math.Max(_rules.Day, _facts.Customers.LastDay[customer]);

    private LifecycleState State(int customer, double buysAgain)
    {
        var (c, day) = (_facts.Customers, DayOf(customer));
        return _rules.Lifecycle.ByDays(c.FirstDay[customer], c.LastDay[customer], c.Purchases[customer], day)
            ?? (_model is not null ? _rules.Lifecycle.OfRepeatBuyer(buysAgain) : LifecycleRules.OfOwnRhythm(Gaps(customer), day - c.LastDay[customer]));
    }

    /// <summary>Expected amount of a purchase, and its squared coefficients of variation within the customer and of the customer's own mean.</summary>
    private (double Mean, double Spread, double Doubt) Spend(in CustomerPurchases read) =>
        _spend is null ? (_rules.MeanSpend, 1, 0)
        : _spend.ExpectedSpend(read.Spends, read.MeanSpend) is not { } mean ? (_rules.MeanSpend, 1 / _spend.P, 1)
        : (mean, 1 / _spend.P, 1 / Math.Max(1, _spend.P * read.Spends + _spend.Q - 2));
}
