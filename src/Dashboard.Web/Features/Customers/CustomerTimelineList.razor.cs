using Dashboard.Analytics.Facts;
using Dashboard.Core.Customers;
using Dashboard.Core.Exports;
using Dashboard.Core.Money;
using Dashboard.Core.Timeline;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Components.States;
using Dashboard.Web.Features.Segments;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Customers;

/// <summary>What happened with a customer, the newest first and of the kinds that the address asks for, a part at a time.</summary>
public sealed partial class CustomerTimelineList(CustomerTimeline timeline, SegmentDesk desk, Figures figures, IStringLocalizer<CustomersText> text, ILogger<CustomerTimelineList> logger)
{
    /// <summary>Key of the kinds in the address, separated by commas.</summary>
    public const string ShowKey = "show";

    private const int PartSize = 25;

    private static readonly TimelineKind[] Kinds =
        [TimelineKind.Order, TimelineKind.Refund, TimelineKind.Lifecycle, TimelineKind.Segment, TimelineKind.Consent, TimelineKind.Note, TimelineKind.Tag, TimelineKind.Assign];

    private IReadOnlySet<TimelineKind> _kinds = new HashSet<TimelineKind>();
    private List<TimelineEntry>? _entries;
    private TimelineCursor? _next;
    private (long, string?, CustomerFacts, int) _shown;
    private string? _failed;
    private bool _reading;

    [Parameter, EditorRequired] public required long Customer { get; set; }

    /// <summary>The kinds, as the address says them; null for everything.</summary>
    [Parameter, EditorRequired] public required string? Show { get; set; }

    [Parameter, EditorRequired] public required CustomerFacts Facts { get; set; }

    /// <summary>The shop's.</summary>
    [Parameter, EditorRequired] public required TimeZoneInfo Zone { get; set; }

    /// <summary>Raised when something was done with the customer, so that the list is read anew.</summary>
    [Parameter, EditorRequired] public required int Version { get; set; }

    private Figures Figures => figures;
    private IStringLocalizer<CustomersText> Text => text;

    protected override Task OnParametersSetAsync()
    {
        var asked = (Customer, Show, Facts, Version);
        if (asked == _shown) return Task.CompletedTask;
        if ((asked.Customer, asked.Show) != (_shown.Item1, _shown.Item2)) _entries = null;
        _shown = asked;
        _kinds = Parse(Show);
        return AgainAsync();
    }

    /// <summary>The kinds of an address; what is not understood is left out.</summary>
    internal static IReadOnlySet<TimelineKind> Parse(string? show) => Kinds.Where(k => show?.Split(',').Contains(Name(k)) == true).ToHashSet();

    private static string Name(TimelineKind kind) => kind.ToString().ToLowerInvariant();

    private string With(IEnumerable<TimelineKind> kinds)
    {
        var names = string.Join(',', kinds.Order().Select(Name));
        return names.Length == 0 ? Addresses.Customer(Customer) : QueryHelpers.AddQueryString(Addresses.Customer(Customer), ShowKey, names);
    }

    /// <summary>All orders and refunds, shown or not.</summary>
    private async Task<FigureTable> OrdersAsync()
    {
        var table = new FigureTable("orders", new[] { "Kind", "Number", "Day", "Amount", "Currency", "Status", "Items", "Channel", "Campaign", "Coupon", "Refunded", "Of" }.Select(c => text[$"OrderFile.{c}"].Value));
        if (await desk.ActorAsync() is not { } actor) return table;
        var all = await timeline.ReadAsync(Facts, Customer, new HashSet<TimelineKind> { TimelineKind.Order, TimelineKind.Refund }, Zone, actor, null, int.MaxValue - 1, PageClosed);
        return table.AddAll(all.Entries.Select(e => e.Event!), e =>
        [
            text[$"Event.{e.Kind}"].Value, e.Number, e.Day, Major(e.Kind == CustomerEventKind.Refund ? -e.Amount : e.Amount, e), e.Currency,
            e.Kind == CustomerEventKind.Order ? text[$"Status.{e.Status}"].Value : null, e.Kind == CustomerEventKind.Order ? e.Items : null, e.Channel, e.Campaign, e.Coupon,
            e.Refunded > 0 ? Major(e.Refunded, e) : null, e.OfOrder,
        ]);
    }

    private static double? Major(long minor, CustomerEvent e) => (double)minor / Currencies.MinorPerMajor(e.Currency);

    private Task AgainAsync() => ReadAsync([], null, Math.Max(PartSize, _entries?.Count ?? 0));

    private Task MoreAsync() => ReadAsync(_entries!, _next, PartSize);

    private async Task ReadAsync(List<TimelineEntry> before, TimelineCursor? after, int take)
    {
        var asked = _shown;
        (_reading, _failed) = (true, null);
        try
        {
            if (await desk.ActorAsync() is not { } actor) return;
            var part = await timeline.ReadAsync(Facts, Customer, _kinds, Zone, actor, after, take, PageClosed);
            if (asked != _shown) return;   // something else is asked for by now
            (_entries, _next) = ([.. before, .. part.Entries], part.Next);
        }
        catch (OperationCanceledException) when (PageClosed.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            _failed = ErrorReference.New();
            LogFailed(error, _failed);
        }
        finally
        {
            _reading = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What happened with a customer could not be read; the reader was shown reference {Reference}")]
    private partial void LogFailed(Exception error, string reference);
}
