using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Components;

/// <summary>Date range, comparison and how fresh the data is. Every choice is a link: the address is the only state.</summary>
public sealed partial class GlobalBar(IStringLocalizer<ComponentText> text, Figures figures, NavigationManager navigation, TimeProvider clock)
{
    /// <summary>Data older than this is shown in amber.</summary>
    internal static readonly TimeSpan StaleAfter = TimeSpan.FromHours(26);

    private static readonly (RangePreset Range, string Key)[] Presets =
    [
        (RangePreset.Last7Days, "w"), (RangePreset.Last28Days, "f"), (RangePreset.Last30Days, "d"), (RangePreset.Last90Days, "n"), (RangePreset.ThisMonth, "m"),
        (RangePreset.LastMonth, "l"), (RangePreset.ThisQuarter, "q"), (RangePreset.YearToDate, "y"), (RangePreset.Last12Months, "r"), (RangePreset.AllTime, "a"),
    ];

    private DateOnly? _from;
    private DateOnly? _to;
    private DateOnly? _compareFrom;
    private DateOnly? _compareTo;
    private PageAddress? _filled;

    [Parameter, EditorRequired] public required PageAddress Address { get; set; }

    /// <summary>The snapshot shown, for the days it spans and the time of its newest import.</summary>
    [Parameter, EditorRequired] public required CustomerFacts Facts { get; set; }

    /// <summary>The shop's time zone.</summary>
    [Parameter] public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Whether the page shows a range of days.</summary>
    [Parameter] public bool HasRange { get; set; } = true;

    /// <summary>Whether the page compares its range with another.</summary>
    [Parameter] public bool Compares { get; set; } = true;

    /// <summary>Whether the page counts orders, which can be those of one channel or country.</summary>
    [Parameter] public bool FiltersOrders { get; set; }

    /// <summary>Whether the page counts customers with all their orders, which can be those whom one channel or country brought.</summary>
    [Parameter] public bool FiltersCustomers { get; set; }

    /// <summary>The page with another choice, where that is more than another query: a list begins at its first page again.</summary>
    [Parameter] public Func<PageAddress, string>? At { get; set; }

    /// <summary>Further filters of the page.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    private IStringLocalizer<ComponentText> Text => text;

    private Figures Figures => figures;

    private DateTime? ImportedAt => Facts.Stamp.ImportedAtUtc;

    private bool IsStale => ImportedAt is { } at && clock.GetUtcNow().UtcDateTime - at > StaleAfter;

    // Before all time there is no time.
    private bool HasNothingEarlier => HasRange && Address is { Range: RangePreset.AllTime, Compare: Comparison.PreviousPeriod or Comparison.PreviousYear };

    private string RangeName => Address.Range == RangePreset.Custom && Days is var (from, to) ? Figures.Range(from, to) : Text[$"Range.{Address.Range}"];

    private (DateOnly From, DateOnly To) Days => Address.Days(FactDay.ToDate(Facts.Span.First), FactDay.ToDate(Facts.Span.Last));

    protected override void OnParametersSet()
    {
        if (_filled == Address) return;
        _filled = Address;
        (_from, _to) = Days;
        (_compareFrom, _compareTo) = (Address.CompareFrom, Address.CompareTo);
    }

    private string Here => new Uri(navigation.Uri).PathAndQuery;

    private string On(PageAddress address) => At?.Invoke(address) ?? address.On(Here);

    private void ShowRange() => navigation.NavigateTo(On(Address with { Range = RangePreset.Custom, From = _from, To = _to }));

    private void ShowComparison() =>
        navigation.NavigateTo(On(Address with { Compare = Comparison.Custom, CompareFrom = _compareFrom, CompareTo = _compareTo }));
}
