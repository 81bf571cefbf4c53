using Dashboard.Core.Imports;
using Dashboard.Web.Components;
using Dashboard.Web.Features.Imports;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Help;

public sealed partial class HelpPage(
    HelpIndex index, IStringLocalizer<HelpText> text, IStringLocalizer<KpiText> kpis, IStringLocalizer<RfmText> groups, IStringLocalizer<ReasonText> reasons,
    IStringLocalizer<ImportsText> imports, RejectedRows rejected, NavigationManager navigation, TimeProvider clock)
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(250);

    private static readonly (string Id, string Title)[] Sections =
    [
        ("kpis", "Kpis"), ("rules", "Rules"), ("rfm", "Rfm"), ("cohorts", "Cohorts"), ("bar", "Bar"), ("importing", "Importing"), ("schedules", "Scheduling"), ("exports", "Exporting"), ("columns", "ImportingFields"), ("rejections", "Rejections"), ("keys", "Keys"), ("glossary", "Glossary"),
    ];

    private CancellationTokenSource? _typing;

    /// <summary>What is searched for; nothing personal, so it may stand in the address.</summary>
    [SupplyParameterFromQuery] public string? Q { get; set; }

    private HelpIndex Index => index;
    private IStringLocalizer<HelpText> Text => text;
    private IStringLocalizer<KpiText> Kpis => kpis;
    private IStringLocalizer<RfmText> Groups => groups;
    private IStringLocalizer<ReasonText> Reasons => reasons;
    private IStringLocalizer<ImportsText> Imports => imports;
    private RejectedRows Rejected => rejected;

    private IReadOnlyList<HelpTopic>? Found => string.IsNullOrWhiteSpace(Q) ? null : index.Find(Q);

    private async Task Search(ChangeEventArgs input)
    {
        var query = input.Value?.ToString();
        _typing?.Cancel();
        _typing?.Dispose();
        _typing = CancellationTokenSource.CreateLinkedTokenSource(PageClosed);
        var typing = _typing.Token;
        try
        {
            await Task.Delay(TypingPause, clock, typing);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(query) ? null : query), replace: true);
    }

    protected override void Dispose(bool disposing)
    {
        _typing?.Dispose();
        base.Dispose(disposing);
    }
}
