using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;

namespace Dashboard.Web.Features.Segments;

/// <summary>Kinds of rules as people choose them.</summary>
public enum RuleKind
{
    Orders,
    Purchases,
    Revenue,
    AverageOrderValue,
    DiscountShare,
    RefundShare,
    FirstOrder,
    LastOrder,
    AnyOrder,
    Prospect,
    Bought,
    Country,
    RfmGroup,
    Recency,
    Frequency,
    Money,
    Acquired,
    Cohort,
    SecondPurchase,
    Lifecycle,
    LifecycleChange,
    LifecycleOn,
    LifecycleFlow,
    LostOrBack,
    SinceLast,
    Overdue,
    Alive,
    BuysAgain,
    ExpectedPurchases,
    PredictedValue,
    Gender,
    Region,
    City,
    PostalArea,
    Industry,
    Household,
    AcquisitionChannel,
    AcquisitionCampaign,
    PreferredChannel,
    Source,
    Birthday,
    Age,
    OnFile,
    OnFileSince,
    Consent,
    Attribute,
    Member,
    Moved,
    Tagged,
    Snoozed,
    Assigned,
}

/// <summary>How a number of a rule is written.</summary>
public enum RuleUnit
{
    Count,
    Days,
    Money,
    Percent,
    Score,
    Number,
}

/// <summary>Between rules and the kinds that people choose from.</summary>
public static class RuleKinds
{
    /// <summary>All kinds in the groups in which they are offered.</summary>
    public static IReadOnlyList<(string Group, IReadOnlyList<RuleKind> Kinds)> Groups { get; } =
    [
        ("Orders", [RuleKind.Orders, RuleKind.Purchases, RuleKind.Revenue, RuleKind.AverageOrderValue, RuleKind.DiscountShare, RuleKind.RefundShare, RuleKind.FirstOrder, RuleKind.LastOrder, RuleKind.AnyOrder, RuleKind.Bought, RuleKind.Acquired, RuleKind.Cohort, RuleKind.SecondPurchase, RuleKind.Prospect]),
        ("Rfm", [RuleKind.RfmGroup, RuleKind.Recency, RuleKind.Frequency, RuleKind.Money]),
        ("Lifecycle", [RuleKind.Lifecycle, RuleKind.LifecycleChange, RuleKind.LifecycleOn, RuleKind.LifecycleFlow, RuleKind.LostOrBack, RuleKind.SinceLast, RuleKind.Overdue]),
        ("Forecast", [RuleKind.Alive, RuleKind.BuysAgain, RuleKind.ExpectedPurchases, RuleKind.PredictedValue]),
        ("Customer", [RuleKind.Country, RuleKind.Region, RuleKind.City, RuleKind.PostalArea, RuleKind.Gender, RuleKind.Age, RuleKind.Birthday, RuleKind.Household, RuleKind.Industry, RuleKind.AcquisitionChannel, RuleKind.AcquisitionCampaign, RuleKind.PreferredChannel, RuleKind.Attribute, RuleKind.OnFile, RuleKind.OnFileSince, RuleKind.Source, RuleKind.Consent, RuleKind.Member, RuleKind.Moved, RuleKind.Tagged, RuleKind.Snoozed, RuleKind.Assigned]),
    ];

    /// <summary>A complete rule of this kind to begin with; of other segments and countries nothing is chosen yet.</summary>
    public static SegmentRule New(RuleKind kind) => kind switch
    {
        RuleKind.Orders => new OrderTotalRule(OrderMeasure.Orders) { AtLeast = 2 },
        RuleKind.Purchases => new OrderTotalRule(OrderMeasure.Purchases) { AtLeast = 2 },
        RuleKind.Revenue => new OrderTotalRule(OrderMeasure.Revenue) { AtLeast = 100 },
        RuleKind.AverageOrderValue => new OrderTotalRule(OrderMeasure.AverageOrderValue) { AtLeast = 50 },
        RuleKind.DiscountShare => new OrderTotalRule(OrderMeasure.DiscountShare) { AtLeast = 0.2m },
        RuleKind.RefundShare => new OrderTotalRule(OrderMeasure.RefundShare) { AtLeast = 0.2m },
        RuleKind.FirstOrder => new OrderRule(OrderPlace.First) { Window = new(Last: 30) },
        RuleKind.LastOrder => new OrderRule(OrderPlace.Last) { Window = new(Last: 90) },
        RuleKind.AnyOrder => new OrderRule(OrderPlace.Any) { Window = new(Last: 90) },
        RuleKind.Prospect => new ProspectRule(),
        RuleKind.Country => new CountryRule([]),
        RuleKind.RfmGroup => new RfmGroupRule([RfmGroup.Champions]),
        RuleKind.Recency => new RfmScoreRule(RfmScore.Recency) { AtLeast = 4 },
        RuleKind.Frequency => new RfmScoreRule(RfmScore.Frequency) { AtLeast = 4 },
        RuleKind.Money => new RfmScoreRule(RfmScore.Money) { AtLeast = 4 },
        RuleKind.Lifecycle => new LifecycleRule([LifecycleState.AtRisk]),
        RuleKind.LifecycleChange => new LifecycleChangeRule(30, [LifecycleState.AtRisk]),
        RuleKind.LifecycleOn => new StateOnRule(DateOnly.FromDateTime(DateTime.UnixEpoch), [LifecycleState.AtRisk]),
        RuleKind.LifecycleFlow => new StateFlowRule([LifecycleState.AtRisk], new(Last: 30)),
        RuleKind.LostOrBack => new LostRule(LostStep.Lost, new(Last: 30)),
        RuleKind.SinceLast => new SilenceRule(SilenceMeasure.SinceLast) { AtLeast = 90 },
        RuleKind.Overdue => new SilenceRule(SilenceMeasure.Overdue) { AtLeast = 7 },
        RuleKind.Alive => new ForecastRule(ForecastMeasure.Alive) { AtLeast = 0.5m },
        RuleKind.BuysAgain => new ForecastRule(ForecastMeasure.BuysAgain) { AtLeast = 0.5m },
        RuleKind.ExpectedPurchases => new ForecastRule(ForecastMeasure.Purchases) { AtLeast = 1 },
        RuleKind.PredictedValue => new ForecastRule(ForecastMeasure.Value) { AtLeast = 100 },
        RuleKind.Acquired => new AcquiredRule(CustomerKey.Channel, []),
        RuleKind.Cohort => new CohortRule(CohortBucket.Month, 1, CohortStep.Bought, DayOfWeek.Monday),
        RuleKind.SecondPurchase => new SecondPurchaseRule { AtMost = 90 },
        RuleKind.Bought => new BoughtRule { Window = new(Last: 365) },
        RuleKind.Birthday => new BirthdayRule(14),
        RuleKind.Age => new AgeRule { AtLeast = 18 },
        RuleKind.OnFile => new OnFileRule(OnFile.Email),
        RuleKind.OnFileSince => new OnFileSinceRule(new(Last: 30)),
        RuleKind.Consent => new ConsentRule("", ConsentWord.Granted),
        RuleKind.Attribute => new AttributeRule("", []),
        RuleKind.Member => new MemberRule(0),
        RuleKind.Moved => new MovedRule(SegmentMove.Came, 0, new(Last: 30)),
        RuleKind.Tagged => new MarkRule(MarkQuestion.Tagged),
        RuleKind.Snoozed => new MarkRule(MarkQuestion.Snoozed),
        RuleKind.Assigned => new MarkRule(MarkQuestion.Assigned),
        _ => new ProfileRule(Enum.Parse<ProfileField>(kind.ToString()), []),
    };

    /// <summary>Kind of a rule; null for a group or a rule that is not known.</summary>
    public static RuleKind? Of(SegmentRule rule) => rule switch
    {
        OrderTotalRule total => total.Measure switch
        {
            OrderMeasure.Orders => RuleKind.Orders,
            OrderMeasure.Purchases => RuleKind.Purchases,
            OrderMeasure.Revenue => RuleKind.Revenue,
            OrderMeasure.AverageOrderValue => RuleKind.AverageOrderValue,
            OrderMeasure.DiscountShare => RuleKind.DiscountShare,
            _ => RuleKind.RefundShare,
        },
        OrderRule order => order.Place switch { OrderPlace.First => RuleKind.FirstOrder, OrderPlace.Last => RuleKind.LastOrder, _ => RuleKind.AnyOrder },
        ProspectRule => RuleKind.Prospect,
        CountryRule => RuleKind.Country,
        RfmGroupRule => RuleKind.RfmGroup,
        RfmScoreRule score => score.Score switch { RfmScore.Recency => RuleKind.Recency, RfmScore.Frequency => RuleKind.Frequency, _ => RuleKind.Money },
        LifecycleRule => RuleKind.Lifecycle,
        LifecycleChangeRule => RuleKind.LifecycleChange,
        StateOnRule => RuleKind.LifecycleOn,
        StateFlowRule => RuleKind.LifecycleFlow,
        LostRule => RuleKind.LostOrBack,
        SilenceRule silence => silence.Measure == SilenceMeasure.SinceLast ? RuleKind.SinceLast : RuleKind.Overdue,
        ForecastRule forecast => forecast.Measure switch
        {
            ForecastMeasure.Alive => RuleKind.Alive,
            ForecastMeasure.BuysAgain => RuleKind.BuysAgain,
            ForecastMeasure.Purchases => RuleKind.ExpectedPurchases,
            _ => RuleKind.PredictedValue,
        },
        MemberRule => RuleKind.Member,
        MovedRule => RuleKind.Moved,
        MarkRule mark => mark.Question switch { MarkQuestion.Tagged => RuleKind.Tagged, MarkQuestion.Snoozed => RuleKind.Snoozed, _ => RuleKind.Assigned },
        AcquiredRule => RuleKind.Acquired,
        CohortRule => RuleKind.Cohort,
        SecondPurchaseRule => RuleKind.SecondPurchase,
        BoughtRule => RuleKind.Bought,
        BirthdayRule => RuleKind.Birthday,
        AgeRule => RuleKind.Age,
        OnFileRule => RuleKind.OnFile,
        OnFileSinceRule => RuleKind.OnFileSince,
        ConsentRule => RuleKind.Consent,
        AttributeRule => RuleKind.Attribute,
        ProfileRule profile => Enum.Parse<RuleKind>(profile.Field.ToString()),
        _ => null,
    };

    /// <summary>How numbers of what was bought are written; null for whether it was bought at all.</summary>
    public static RuleUnit UnitOf(BoughtMeasure? measure) => measure switch { BoughtMeasure.Amount => RuleUnit.Money, BoughtMeasure.Items => RuleUnit.Number, _ => RuleUnit.Count };

    public static RuleUnit UnitOf(RuleKind kind) => kind switch
    {
        RuleKind.Revenue or RuleKind.AverageOrderValue or RuleKind.PredictedValue => RuleUnit.Money,
        RuleKind.DiscountShare or RuleKind.RefundShare or RuleKind.Alive or RuleKind.BuysAgain => RuleUnit.Percent,
        RuleKind.Recency or RuleKind.Frequency or RuleKind.Money => RuleUnit.Score,
        RuleKind.SinceLast or RuleKind.Overdue or RuleKind.SecondPurchase => RuleUnit.Days,
        RuleKind.ExpectedPurchases => RuleUnit.Number,
        _ => RuleUnit.Count,
    };
}
