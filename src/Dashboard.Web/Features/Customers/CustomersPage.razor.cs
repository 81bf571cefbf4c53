using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Forecasts;
using Dashboard.Analytics.Rfm;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Marks;
using Dashboard.Core.Segments;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Help;
using Dashboard.Web.Features.Marks;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Customers;

public sealed partial class CustomersPage(
    CustomerDirectory directory, SnapshotService snapshots, CustomerListMemory memory, CustomerColumnDesk columns, SettingsService settings, SegmentDesk segments, SegmentCatalog catalog, MarkBook marks, Figures figures, NavigationManager navigation, TimeProvider clock,
    IStringLocalizer<CustomersText> text, IStringLocalizer<RfmText> groups, IStringLocalizer<ComponentText> parts, ILogger<CustomersPage> logger)
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Columns that stand beside each other on a usual screen; with more the table is pushed to the side.</summary>
    private const int ColumnsInSight = 8;

    private CancellationTokenSource? _work;
    private CustomerList? _list;
    private SegmentFilter? _filter;
    private IReadOnlyList<CustomerSort> _columns = [];
    private IReadOnlyDictionary<long, CustomerMarks> _marks = new Dictionary<long, CustomerMarks>();
    private readonly CustomerPick _pick = new();
    private double? _margin;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private string _shown = "";
    private string? _failed;
    private bool _reading;

    [SupplyParameterFromQuery(Name = "group")] public string?[]? GroupNames { get; set; }
    [SupplyParameterFromQuery(Name = "sort")] public string? SortName { get; set; }
    [SupplyParameterFromQuery(Name = "dir")] public string? Direction { get; set; }
    [SupplyParameterFromQuery(Name = "page")] public int? PageNumber { get; set; }

    private CustomerListAddress View { get; set; } = CustomerListAddress.Default;
    private CustomerFacts Facts { get; set; } = CustomerFacts.Empty;

    /// <summary>Groups to choose from; that of those who have not bought only where it has somebody, or is on.</summary>
    private IEnumerable<(RfmGroup Group, int Size)> GroupSizes =>
        RfmGroups.All.Append(RfmGroup.None).Select(g => (Group: g, Size: _list?.Groups[g] ?? 0)).Where(g => g.Size > 0 || g.Group != RfmGroup.None || View.Groups.Contains(g.Group));

    private CustomerListMemory Memory => memory;
    private Figures Figures => figures;
    private IStringLocalizer<CustomersText> Text => text;
    private IStringLocalizer<RfmText> Groups => groups;
    private DateOnly LastDay => FactDay.ToDate(Facts.Span.Last);

    protected override void OnInitialized()
    {
        snapshots.Changed += ShowNewSnapshot;
        catalog.Changed += ShowNewSnapshot;
    }

    protected override Task OnParametersSetAsync()
    {
        View = CustomerListAddress.From(GroupNames, SortName, Direction, PageNumber, PageAddress.Parse(navigation.Uri)) with { Orders = ScopeAddress.Parse(navigation.Uri), Sum = CustomerListAddress.SumOf(navigation.Uri) };
        // Another page or order of the same list keeps those chosen.
        if ((CustomerListAddress.Default with { Groups = View.Groups }).Of(View.Bar).ToString() is var shown && shown != _shown) _pick.Clear();
        _shown = shown;
        return ReadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        snapshots.Changed -= ShowNewSnapshot;
        catalog.Changed -= ShowNewSnapshot;
        _work?.Cancel();
        _work?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>An amount of minor units; none in a shop whose files hold no amount.</summary>
    private string Money(long minor) => Facts.HasMoney ? figures.Minor(minor, Facts.Stamp.Currency) : Figures.None;

    /// <summary>A mean of minor units, to the last of them.</summary>
    private string Mean(double minor, int customers) => Facts.HasMoney ? figures.Money(minor / Facts.Stamp.MinorPerMajor / customers, Facts.Stamp.Currency) : Figures.None;

    /// <summary>Those over whom a mean is taken: of an age everybody who was as old, else who bought.</summary>
    private int Meant(CustomerList list) => View.Orders?.Age is null ? list.Buyers : list.Total;

    /// <summary>What the list adds up besides revenue, in major units.</summary>
    private double SumOf(long minor) => minor * ((IsAfterMargin ? _margin ?? 1 : 1) / Facts.Stamp.MinorPerMajor);

    private bool IsAfterMargin => View.Sum is not (CustomerSum.Risk or CustomerSum.Predicted);

    /// <summary>Null without a margin to speak of.</summary>
    private string? SumName
    {
        get
        {
            if (View.Sum == CustomerSum.Margin) return _margin is { } only ? text["Sum.Margin", figures.Percent(only)].Value : null;
            var name = text[$"Sum.{View.Sum}", figures.Count(ForecastRules.Parse(Facts.Stamp.Forecast)?.HorizonDays ?? 0)];
            return _margin is { } margin && IsAfterMargin ? text["Sum.AfterMargin", name, figures.Percent(margin)] : name.Value;
        }
    }

    /// <summary>The page's finding: how much those listed are of everybody, in the orders that count, and of everybody how much came from who came back.</summary>
    private string Finding(CustomerList list)
    {
        if (View.Orders is { } scope) return Finding(list, scope);
        var (part, all) = (list.SoFar, list.Everybody);
        var (whole, ofThem, back) = Facts.HasMoney ? (all.Revenue, part.Revenue, all.RepeatRevenue) : (all.Purchases, part.Purchases, all.RepeatPurchases);
        var (of, day) = (Facts.HasMoney ? "Revenue" : "Purchases", figures.Day(LastDay));
        if (part.Customers == all.Customers)
            return figures.Counted(text, "Finding.All", all.Customers) + (all.Repeaters > 0 && whole > 0 && back >= 0 ? " " + figures.Counted(text, $"Finding.Back.{of}", all.Repeaters, figures.Percent((double)back / whole), day) + WhyAbove(back, whole) : "");
        return text["Finding.Part", figures.Count(part.Customers), figures.Count(all.Customers)] + (part.Customers > 0 && whole > 0 && ofThem >= 0 ? text[$"Finding.Share.{of}", figures.Percent((double)ofThem / whole), day] + WhyAbove(ofThem, whole) : ".");
    }

    private string Finding(CustomerList list, OrderScope scope)
    {
        var (of, done, part, whole) = Facts.HasMoney ? ("Revenue", Money(list.Revenue), list.Revenue, list.InScope.Revenue) : ("Purchases", figures.Count(list.Purchases), list.Purchases, list.InScope.Orders);
        return figures.Counted(text, $"Finding.Scope.{of}", list.Total, done, scope.Words(text, figures)) + (whole > 0 && part >= 0 ? text[$"Finding.ScopeShare.{of}", figures.Percent((double)part / whole)] + WhyAbove(part, whole) : ".");
    }

    private string WhyAbove(long part, long whole) => ShareNote.IsAboveAll((double)part / whole) ? $" {parts["AboveAll"]}" : "";

    /// <summary>The columns on screen: those chosen, and the one by which a link sorts.</summary>
    private IReadOnlyList<CustomerSort> Shown => View.Sort == CustomerListAddress.Default.Sort ? _columns : [.. ListColumns.All.Where(c => c == View.Sort || _columns.Contains(c))];

    /// <summary>What a file has to have to show them.</summary>
    private IEnumerable<string> Exported => Shown.SelectMany(ListColumns.ExportedAs).Select(c => c == "purchases" && View.Orders is not null ? "orders" : c).Distinct();

    private string Major(double? amount) => amount is { } major && Facts.HasMoney ? figures.Money(major, Facts.Stamp.Currency) : Figures.None;

    private string Column(CustomerSort sort) => View.Orders is not null && sort == CustomerSort.Purchases ? "Column.Orders" : $"Column.{sort}";

    private static bool IsFigure(CustomerSort sort) => sort is CustomerSort.Purchases or CustomerSort.Revenue or CustomerSort.AverageOrder or CustomerSort.Predicted or CustomerSort.Alive or CustomerSort.Risk;

    private void ShowNewSnapshot() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        StateHasChanged();
    });

    private async Task Search(ChangeEventArgs input)
    {
        memory.Search = input.Value?.ToString() ?? "";
        _pick.Clear();
        if (View.Page > 1) navigation.NavigateTo((View with { Page = 1 }).ToString(), replace: true);
        await ReadAsync(TypingPause);
    }

    private void SortByChoice(ChangeEventArgs choice)
    {
        if (Enum.TryParse<CustomerSort>(choice.Value?.ToString(), out var sort)) navigation.NavigateTo(View.SortedBy(sort).ToString());
    }

    // A column that goes takes the order it gave with it.
    private async Task ColumnsAsync()
    {
        _columns = await columns.OfAsync(Facts, PageClosed);
        if (!_columns.Contains(View.Sort) && View.Sort != CustomerListAddress.Default.Sort) navigation.NavigateTo((View with { Sort = CustomerListAddress.Default.Sort, Descending = true, Page = 1 }).ToString());
    }

    private async Task ShowEverybody()
    {
        memory.Search = "";
        if (View.Groups.Count > 0 || View.Bar.On("") != "" || View.Page > 1) navigation.NavigateTo((View with { Groups = [] }).Of(new()).ToString());
        else await ReadAsync();
    }

    // Asked of the snapshot of the moment: of all, those count who are listed now.
    private async Task<(CustomerFacts, CustomerSet)> ChosenAsync()
    {
        var facts = snapshots.Current;
        if (!_pick.IsAll) return (facts, _pick.Of(facts, new(facts.CustomerCount)));
        var filter = await segments.FilterAsync(facts, View.Bar, PageClosed);
        return (facts, await directory.SelectAsync(facts, new(memory.Search, View.Groups, View.Sort, View.Descending, 0, 0) { Within = filter?.Members }, PageClosed));
    }

    private Task DoneAsync()
    {
        _pick.Clear();
        return ReadAsync();
    }

    private Task ReadAsync() => ReadAsync(TimeSpan.Zero);

    /// <summary>Reads what the address and the search ask for; a newer request gives up the older one.</summary>
    private async Task ReadAsync(TimeSpan pause)
    {
        if (PageClosed.IsCancellationRequested) return;
        var work = Begin();
        try
        {
            if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, work);
            (_reading, _failed) = (true, null);
            StateHasChanged();
            var facts = snapshots.Current;
            Facts = facts;
            var filter = await segments.FilterAsync(facts, View.Bar, work);
            var query = new CustomerListQuery(memory.Search, View.Groups, View.Sort, View.Descending, (View.Page - 1) * CustomerListAddress.PageSize, CustomerListAddress.PageSize) { Within = filter?.Members, Scope = View.Orders, Sum = View.Sum };
            var list = await directory.ReadAsync(facts, query, work);
            if (list.Rows.Count == 0 && list.Total > 0)
            {
                navigation.NavigateTo((View with { Page = 1 }).ToString(), replace: true);
                return;
            }
            var shop = await settings.GetAsync(work);
            var chosen = await columns.OfAsync(facts, work);
            var held = await marks.OfAsync([.. list.Rows.Select(r => r.Id)], work);
            (_list, _filter, _columns, _marks, _margin, _zone, _reading) = (list, filter, chosen, held, shop.MarginPercent / 100, shop.FindZone(), false);
            directory.PrepareSearch(facts);
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            // A newer request shows its own result.
        }
        catch (Exception error)
        {
            (_failed, _reading) = (ErrorReference.New(), false);
            LogFailed(error, _failed);
        }
    }

    /// <summary>Gives up the work before and lets go of it; without that each key typed would leave a registration on the page's token.</summary>
    private CancellationToken Begin()
    {
        _work?.Cancel();
        _work?.Dispose();
        _work = CancellationTokenSource.CreateLinkedTokenSource(PageClosed);
        return _work.Token;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The list of customers could not be read; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
