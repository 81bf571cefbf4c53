using Dashboard.Analytics.Acquisition;
using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Kpis;
using Dashboard.Core.Acquisition;
using Dashboard.Core.Exports;
using Dashboard.Core.Kpis;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Imports;
using Dashboard.Web.Features.Segments;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Clv;

/// <summary>What winning a customer costs by channel and month, what that customer is worth, when it pays; and where the spend is typed or brought in.</summary>
public sealed partial class AcquisitionPage(
    SpendBook book, KpiService kpis, SegmentDesk segments, UploadStore uploads, Permission permission, AuthenticationStateProvider person,
    Figures figures, IStringLocalizer<AcquisitionText> text)
{
    private const string AllChannels = "*";
    private const int MostShown = 100;
    private const int MostMonths = 120;
    private const int MostChanges = 50;
    private const long LargestFile = 20 * 1024 * 1024;

    private CustomerFacts _facts = CustomerFacts.Empty;
    private SegmentFilter? _filter;   // whose customers alone count; the spend stays whole
    private AcquisitionReport? _report;
    private AcquisitionReport? _before;
    private ComparedDays? _compared;
    private IReadOnlyList<AcquisitionSpend> _kept = [];
    private IReadOnlyList<string> _channels = [];
    private IReadOnlyList<(DateOnly Month, AcquisitionRow Row)> _months = [];
    private IReadOnlyList<RejectedSpend> _rejected = [];
    private IReadOnlyList<SpendChangeEntry> _changes = [];
    private Told? _typed;
    private Told? _brought;
    private string? _problem;
    private (DateOnly From, DateOnly To)? _asked;
    private bool _edits;
    private bool _working;

    private PageAddress _bar = new();

    private Figures Figures => figures;
    private IStringLocalizer<AcquisitionText> Text => text;
    private string Currency => _facts.Stamp.Currency;

    /// <summary>The channel whose months are shown; null for all together, also where an address names one that is no more.</summary>
    private string? Chosen => _bar.Channel is { } asked && _channels.Contains(asked) ? asked : null;

    protected override void Take(string uri) => _bar = PageAddress.Parse(uri, RangePreset.AllTime);

    protected override Task OnInitializedAsync()
    {
        book.Changed += Reread;
        return base.OnInitializedAsync();
    }

    protected override void Dispose(bool disposing)
    {
        book.Changed -= Reread;
        base.Dispose(disposing);
    }

    private void Reread() => _ = InvokeAsync(ReadAsync);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        // The channel chooses rows, the rest of the bar customers.
        var facts = kpis.Facts;
        var filter = await segments.FilterAsync(facts, _bar with { Channel = null }, cancellation);
        var (edits, everything, kept) = (await permission.HasAsync(Policies.Import), await book.ReportAsync(facts, filter?.Members, _bar.Channel, cancellation), await book.ListAsync(cancellation));
        var changes = edits ? await book.HistoryAsync(MostChanges, cancellation) : [];
        var groups = await kpis.ClvGroupsAsync(CustomerKey.Channel, cancellation: cancellation);
        (_facts, _filter, _edits, _kept, _changes) = (facts, filter, edits, kept, changes);
        _channels = [.. groups.Where(g => g.Code is not null).Select(g => g.Name).Union(everything.Channels.Select(c => c.Channel))];
        var report = Chosen is { } channel ? everything.Of(channel) : everything;
        _asked = _bar.Range == RangePreset.AllTime || _facts.OrderCount == 0 ? null : _bar.Days(FactDay.ToDate(_facts.Span.First), FactDay.ToDate(_facts.Span.Last));
        _report = _asked is var (from, to) ? report.Within(from, to) : report;
        // Only the engine knows which days a range is compared with.
        var days = _asked is null ? null : await kpis.RunAsync(_bar.Query(_facts, Shop) with { Kpis = [], Channel = null, Country = null }, cancellation);
        _compared = days is null ? null : ComparedDays.Of(days, _facts);
        _before = _compared is null ? null : report.Within(_compared.From, _compared.To);
        _months = MonthsOf(_report);
    }

    // Newest first; of one channel every month of the shop, so that each can be typed.
    private List<(DateOnly Month, AcquisitionRow Row)> MonthsOf(AcquisitionReport report)
    {
        var known = report.Months(Chosen).ToDictionary(m => m.Month, m => m.Row);
        if (Chosen is null || _facts.OrderCount == 0) return [.. known.OrderByDescending(m => m.Key).Take(MostMonths).Select(m => (m.Key, m.Value))];
        var (first, last) = _asked ?? (FactDay.ToDate(_facts.Span.First), FactDay.ToDate(_facts.Span.Last));
        var all = known.Keys.ToHashSet();
        for (var month = new DateOnly(last.Year, last.Month, 1); month >= new DateOnly(first.Year, first.Month, 1) && all.Count < MostMonths; month = month.AddMonths(-1)) all.Add(month);
        return [.. all.OrderDescending().Select(m => (m, known.GetValueOrDefault(m) ?? AcquisitionRow.Of([], report.Margin, report.IsOfSome)))];
    }

    /// <summary>The page's finding.</summary>
    private string Lead(AcquisitionReport report)
    {
        if (report is { IsOfSome: true, Total: { Spend: not null } some })
        {
            var counted = figures.Counted(text, "Lead.Some", some.Customers);
            return some.Value is { } each ? $"{counted} {text["Lead.SomeValue", Money(each)]}" : counted;
        }
        if (report.Total is not { Cost: { } cost } total) return text["Lead"];
        var said = new List<string> { figures.Counted(text, "Lead.Cost", total.Customers, Money(total.Spend!.Value), Money(cost)) };
        if (total is { Value: { } value, Ratio: { } ratio }) said.Add(text["Lead.Value", Money(value), figures.Number(ratio, 2)]);
        if (total.PaybackMonth is { } month) said.Add(text["Lead.Payback", figures.Count(month)]);
        else if (total.PaidSoFar is { } paid) said.Add(text["Lead.Open", figures.Percent(paid.Share, 0), figures.Count(paid.Month)]);
        if (_asked is var (from, to)) said.Add(text["Lead.Months", figures.Month(from), figures.Month(to)]);
        return string.Join(' ', said);
    }

    private AcquisitionRow? BeforeOf(string channel) => _before?.Channels.Where(c => c.Channel == channel).Select(c => c.Row).FirstOrDefault();

    private string NameOf(string channel) => channel.Length > 0 ? channel : text["NotGiven"];

    private string Money(double value) => figures.Money(value, Currency, brief: true);

    private string Spent(AcquisitionRow row, double? largest) => row.Spend is { } spend ? figures.Column(spend, Currency, largest ?? spend) : Figures.None;

    private AcquisitionSpend? KeptOf(string channel, DateOnly month) => _kept.FirstOrDefault(s => s.Month == month && s.Channel.Equals(channel, StringComparison.OrdinalIgnoreCase));

    private DateTime? LastChange() => _kept.Where(s => Chosen is null || s.Channel.Equals(Chosen, StringComparison.OrdinalIgnoreCase)).Max(s => (DateTime?)s.ChangedAt);

    private string AddressOf(string? channel) => (_bar with { Channel = channel }).On(Addresses.ClvAcquisition);

    private void Choose(ChangeEventArgs choice) => Navigation.NavigateTo(AddressOf(choice.Value?.ToString() is { } channel && channel != AllChannels ? channel : null));

    private async Task ChangeAsync(string channel, DateOnly month, (long Amount, string Currency)? typed)
    {
        if (!await permission.HasAsync(Policies.Import)) return;
        var user = await UserAsync();
        int? change = null;
        if (typed is var (amount, currency)) change = (await book.SaveAsync([new(channel, month, amount, currency)], user, PageClosed)).Change;
        else if (KeptOf(channel, month) is { } kept) change = await book.RemoveAsync(kept.Id, user, PageClosed);
        if (change is null) return;
        await ReadAsync();
        // Without customers and spend a month, or the whole channel, is not there any more, and the field that had the focus is gone.
        _typed = new(text[typed is null ? "Removed" : "Typed", NameOf(channel), figures.Month(month)], change, KeepsFocus: Chosen == channel && _months.Any(m => m.Month == month));
    }

    private async Task<Told> UndoAsync(int change)
    {
        if (!await permission.HasAsync(Policies.Import)) return new(text[$"Undo.{SpendUndoReason.NotUndoable}"]);
        var reason = await book.UndoAsync(change, await UserAsync(), PageClosed);
        return new(text[reason is null ? "Undone" : $"Undo.{reason}"]);
    }

    private async Task UndoTypedAsync(int change) => _typed = await UndoAsync(change);

    private async Task UndoBroughtAsync(int change) => (_brought, _rejected) = (await UndoAsync(change), []);

    /// <summary>What a change did, in words.</summary>
    private string WordsOf(SpendChangeEntry entry)
    {
        var change = entry.Change;
        if (change.FileName is { } file) return figures.Counted(text, "Changes.File", change.Months, file);
        if (entry.Only is not { } only) return figures.Counted(text, "Changes.Many", change.Months);
        var (channel, month, before, after) = (NameOf(only.Channel), figures.Month(only.Month), Amount(only.Before, only.CurrencyBefore), Amount(only.After, only.CurrencyAfter));
        return (before, after) switch
        {
            (null, _) => text["Changes.New", channel, month, after!],
            (_, null) => text["Changes.Removed", channel, month, before!],
            _ => text["Changes.Other", channel, month, after!, before!],
        };

        string? Amount(long? minor, string? currency) => minor is { } known ? figures.Minor(known, currency!) : null;
    }

    private FigureTable ChangesTable() => new FigureTable("spend-changes", [text["Changes.When"], text["Changes.Who"], text["Changes.What"], text["Changes.UndoneAt"]])
        .AddAll(_changes, c => [figures.Instant(c.Change.DoneAt, Zone), c.By, WordsOf(c), c.Change.UndoneAt is { } undone ? figures.Instant(undone, Zone) : null]);

    private async Task UploadAsync(InputFileChangeEventArgs chosen)
    {
        if (_working || !await permission.HasAsync(Policies.Import)) return;
        (_problem, _brought, _rejected) = (null, null, []);
        if (chosen.File.Size > LargestFile || !uploads.HasRoomFor(chosen.File.Size))
        {
            _problem = text[chosen.File.Size > LargestFile ? "File.TooLarge" : "File.NoRoom"];
            return;
        }
        _working = true;
        StateHasChanged();
        string? upload = null;
        try
        {
            await using var body = chosen.File.OpenReadStream(LargestFile, PageClosed);
            var saved = await uploads.SaveAsync(chosen.File.Name, body, PageClosed);
            upload = saved.Id;
            var import = await book.ImportAsync(saved.Path, chosen.File.Name, await UserAsync(), PageClosed);
            _rejected = import.Rejected;
            _brought = import.Saved == 0 ? null : new(string.Join(' ', figures.Counted(text, "File.Saved", import.Saved, figures.Count(import.Replaced)), import.Rejected.Count == 0 ? "" : figures.Counted(text, "File.Rejected", import.Rejected.Count)), import.Change, KeepsFocus: true);
            if (import.Saved == 0) _problem = text["File.Nothing"];
        }
        catch (InvalidDataException)
        {
            _problem = text["File.Damaged"];
        }
        finally
        {
            if (upload is not null) uploads.Remove(upload);
            _working = false;
        }
    }

    private async Task<int> UserAsync() => Person.IdOf((await person.GetAuthenticationStateAsync()).User);

    /// <summary>What was done.</summary>
    /// <param name="Words">In words.</param>
    /// <param name="Change">By which it is undone; null where there is nothing to undo.</param>
    /// <param name="KeepsFocus">What did it is still there.</param>
    private sealed record Told(string Words, int? Change = null, bool KeepsFocus = false);
}
