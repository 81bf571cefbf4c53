using Dashboard.Core.Exports;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Help;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Exports;

/// <summary>Takes along what the Customers page lists at the same address: which columns, in which format, and who of them may be written to.</summary>
public sealed partial class ExportPage(
    ExportDesk desk, CustomerListMemory memory, Figures figures, NavigationManager navigation, IStringLocalizer<ExportsText> text, IStringLocalizer<RfmText> groups, ILogger<ExportPage> logger)
{
    /// <summary>Key that says that a search narrows the list down; the search itself is personal and stays out of the address.</summary>
    internal const string SearchedKey = "searched";

    /// <summary>Key of a column to begin with.</summary>
    internal const string ColumnKey = "column";

    private readonly HashSet<string> _columns = new(StringComparer.Ordinal);
    private Exporter? _who;
    private ExportList? _list;
    private IReadOnlyList<(string Name, ExportLayout Layout)> _layouts = [];
    private ExportLayout? _last;
    private Export? _done;
    private string? _run;
    private string? _layout;
    private string? _failed;
    private string _name = "";
    private string _purpose = ConsentFilter.Usual;
    private ExportFormat _format = ExportFormat.Csv;
    private int _kept;
    private bool _refused;
    private bool _writing;
    private bool _notDone;
    private bool _unwritten;

    [SupplyParameterFromQuery(Name = "group")] public string?[]? GroupNames { get; set; }
    [SupplyParameterFromQuery(Name = "sort")] public string? SortName { get; set; }
    [SupplyParameterFromQuery(Name = "dir")] public string? Direction { get; set; }
    [SupplyParameterFromQuery(Name = ColumnKey)] public string[]? ColumnNames { get; set; }
    [SupplyParameterFromQuery(Name = SearchedKey)] public string? Searched { get; set; }

    private CustomerListAddress View { get; set; } = CustomerListAddress.Default;
    private IReadOnlyList<ExportColumn> Offered { get; set; } = [];

    private Figures Figures => figures;
    private IStringLocalizer<ExportsText> Text => text;
    private IStringLocalizer<RfmText> Groups => groups;

    /// <summary>Columns of the list that the page was opened from; none from elsewhere.</summary>
    private string[] Listed => ColumnNames ?? [];

    private bool IsSearched => Searched == "1";
    private bool SearchIsGone => IsSearched && memory.Search.Length == 0;
    private string Search => IsSearched ? memory.Search : "";
    private string Back => View.ToString();
    private bool CanExport => !_writing && !SearchIsGone && _columns.Count > 0 && _list?.Filter is not ({ IsUnknown: true } or { HasNoAnswer: true });
    private bool CanSchedule => _columns.Count > 0 && _list is { Filter: not ({ IsUnknown: true } or { HasNoAnswer: true }) };
    private int Kept => Purpose.Length == 0 ? _list?.Count ?? 0 : _kept;

    private string Lead => _list is null ? text["NewLead"] : figures.Counted(text, "Selected", _list.Count);

    private string Purpose
    {
        get => _purpose;
        set
        {
            _purpose = value;
            CountConsents();
        }
    }

    private string ConsentSentence => Purpose switch
    {
        "" => text["Consent.Unfiltered", figures.Count(_list!.Count)],
        ConsentFilter.Usual => text["Consent.MayBeMailed", figures.Count(_kept), figures.Count(_list!.Count)],
        _ => text["Consent.Consented", figures.Count(_kept), figures.Count(_list!.Count), Purpose],
    };

    protected override async Task OnParametersSetAsync()
    {
        View = CustomerListAddress.From(GroupNames, SortName, Direction, null, PageAddress.Parse(navigation.Uri)) with { Orders = ScopeAddress.Parse(navigation.Uri), Sum = CustomerListAddress.SumOf(navigation.Uri) };
        (_done, _run, _notDone) = (null, null, false);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            _failed = null;
            var first = _who is null;
            if ((_who = await desk.WhoAsync()) is null)
            {
                _refused = true;
                return;
            }
            var list = await desk.ListAsync(View, Search, PageClosed);
            (_layouts, _last) = await desk.LayoutsAsync(PageClosed);
            Offered = ExportColumns.Of(list.Facts, _who.IsMasked);
            _list = list;
            CountConsents();
            if (!first) return;
            if (_last is not null) Use(_last);
            if (Listed.Length > 0) Choose(c => Listed.Contains(c.Name));
            if (_columns.Count == 0) Choose(c => c.IsUsual);
            if (View.Orders is not null) CountOrders();
        }
        catch (OperationCanceledException) when (PageClosed.IsCancellationRequested)
        {
            // Nobody looks at it any more.
        }
        catch (Exception error)
        {
            _failed = ErrorReference.New();
            LogFailed(error, _failed);
        }
    }

    private void CountConsents() => _kept = _list is null || _purpose.Length == 0 ? 0 : ConsentFilter.Of(_list.Facts, _list.Members, _purpose).Count;

    private string NameOf(ExportColumn column) => column.Group switch
    {
        ExportGroup.Consent => text["Consent.To", column.Name[ExportColumns.Consent.Length..]],
        ExportGroup.Attribute => column.Name[ExportColumns.Attribute.Length..],
        _ => text[$"Column.{column.Name}"],
    };

    private void Choose(Func<ExportColumn, bool> isChosen)
    {
        _columns.Clear();
        _columns.UnionWith(Offered.Where(isChosen).Select(c => c.Name));
    }

    // As on the list: of some orders their number stands in place of purchases, which are of all time.
    private void CountOrders()
    {
        _columns.Remove("purchases");
        _columns.Add("orders");
    }

    private void Toggle(string column, bool chosen)
    {
        if (chosen) _columns.Add(column);
        else _columns.Remove(column);
    }

    private void Use(ExportLayout layout)
    {
        _format = layout.Format;
        Choose(c => layout.Columns.Contains(c.Name));
    }

    private void ChooseLayout(string? name)
    {
        _layout = _layouts.Any(l => l.Name == name) ? name : null;
        if (_layout is not null) Use(_layouts.First(l => l.Name == _layout).Layout);
    }

    private ExportLayout Layout => new(_format, [.. Offered.Where(c => _columns.Contains(c.Name)).Select(c => c.Name)]);

    private async Task SaveLayoutAsync()
    {
        if (_name.Trim() is not { Length: > 0 } name || _columns.Count == 0) return;
        await desk.SaveAsync(name, Layout, PageClosed);
        (_layouts, _) = await desk.LayoutsAsync(PageClosed);
        (_layout, _name) = (_layouts.FirstOrDefault(l => string.Equals(l.Name, name, StringComparison.OrdinalIgnoreCase)).Name, "");
    }

    private async Task RemoveLayoutAsync()
    {
        if (_layout is null) return;
        await desk.RemoveAsync(_layout, PageClosed);
        _layout = null;
        (_layouts, _) = await desk.LayoutsAsync(PageClosed);
    }

    private async Task ExportAsync()
    {
        if (!CanExport) return;
        (_writing, _done, _run, _notDone) = (true, null, null, false);
        StateHasChanged();
        try
        {
            var answer = await desk.ExportAsync(View, Search, Layout, Purpose.Length == 0 ? null : Purpose, PageClosed);
            (_run, _done) = (answer.Run, answer.Export is { Status: ExportStatus.Finished } done ? done : null);
            (_notDone, _unwritten) = (_run is null && _done is null, answer.Export?.Status == ExportStatus.Failed);
            if (_done is not null) navigation.NavigateTo(ExportEndpoints.FileAt(_done.Id), forceLoad: true);
        }
        catch (Exception error) when (!PageClosed.IsCancellationRequested)
        {
            _failed = ErrorReference.New();
            LogFailed(error, _failed);
        }
        finally
        {
            _writing = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An export could not be prepared; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
