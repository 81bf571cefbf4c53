using Dashboard.Core.Jobs;
using Dashboard.Core.Money;
using Dashboard.Core.Settings;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Settings;

public sealed partial class SettingsPage(
    SettingsService settings, SettingsDrafts drafts, MissingRates missingRates, SnapshotService snapshots, IBackgroundWork work, Permission permission, Figures figures, IStringLocalizer<SettingsText> text)
{
    /// <summary>Names of the time zones to choose from.</summary>
    internal static readonly string[] Zones =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && z.Id.Contains('/', StringComparison.Ordinal)).Select(z => z.Id).Append("UTC").Distinct().Order(StringComparer.Ordinal)];

    private ShopSettings _saved = new();
    private ShopSettings? _draft;
    private IReadOnlyList<SettingsProblem> _problems = [];
    private IReadOnlyList<MissingRate> _unrated = [];
    private bool _asking;
    private string? _run;
    private string? _outcome;

    private Figures Figures => figures;
    private IStringLocalizer<SettingsText> Text => text;

    /// <summary>What saving the draft would have to do over, in sentences.</summary>
    private List<string> Effects
    {
        get
        {
            if (_draft is not { } draft) return [];
            var effects = new List<string>();
            var orders = figures.Count(snapshots.Current.OrderCount + snapshots.Current.LeftOut.Day.Length);
            if (draft.TimeZone != _saved.TimeZone) effects.Add(text["Effect.TimeZone", orders]);
            if (Currency(draft) != Currency(_saved)) effects.Add(text["Effect.Currency", orders, Currency(draft)]);
            if (draft.IncludeTax != _saved.IncludeTax || draft.IncludeShipping != _saved.IncludeShipping || draft.RefundDating != _saved.RefundDating || effects.Count > 0)
                effects.Add(text["Effect.Figures"]);
            else if (draft.LostAfterDays != _saved.LostAfterDays || draft.EarlyRepeatDays != _saved.EarlyRepeatDays || draft.MarginPercent != _saved.MarginPercent || draft.WeekStart != _saved.WeekStart
                || (draft.RfmDays, draft.RfmPurchases, draft.RfmMoney) != (_saved.RfmDays, _saved.RfmPurchases, _saved.RfmMoney))
                effects.Add(text["Effect.Shown"]);
            if (Currency(draft) != Currency(_saved) && !string.IsNullOrWhiteSpace(draft.RfmMoney)) effects.Add(text["Effect.RfmMoney", Currency(draft)]);
            return effects;
        }
    }

    protected override Task OnInitializedAsync() => ReadAsync();

    private static string Currency(ShopSettings settings) => settings.ReportingCurrency ?? Currencies.Default;

    private async Task ReadAsync()
    {
        _saved = await settings.GetAsync(PageClosed);
        (_draft, _problems, _unrated, _asking) = (Copy(_saved), [], [], false);
    }

    private Task ChooseCurrency(ChangeEventArgs choice)
    {
        if (_draft is { } draft) draft.ReportingCurrency = choice.Value?.ToString() is { Length: > 0 } currency ? currency : null;
        (_unrated, _asking) = ([], false);
        return FindUnratedAsync();
    }

    // Orders without a rate to the chosen currency would leave every figure, and the shop would look empty.
    private async Task FindUnratedAsync()
    {
        if (_draft is not { } draft) return;
        var currency = Currency(draft);
        var unrated = currency == Currency(_saved) ? [] : await missingRates.ListAsync(currency, PageClosed);
        if (_draft is { } now && Currency(now) == currency) _unrated = unrated;
    }

    private async Task SaveAsync(bool leaveOut)
    {
        if (_draft is not { } draft || _run is not null || !await permission.HasAsync(Policies.Administer)) return;
        (_outcome, _problems) = (null, SettingsRules.Check(draft));
        if (_problems.Count > 0) return;
        await FindUnratedAsync();
        _asking = _unrated.Count > 0 && !leaveOut;
        if (_asking) return;
        _run = work.Enqueue<SaveSettingsJob>(JobKind.Settings, await drafts.AddAsync(Copy(draft), PageClosed));
    }

    private async Task ShowOutcomeAsync(JobStatus job)
    {
        _run = null;
        _outcome = job.State == JobState.Finished ? text["Saved"].Value : job.Reason ?? text["Stopped"].Value;
        if (job.State == JobState.Finished) await ReadAsync();
    }

    private string? ProblemOf(string setting) => _problems.FirstOrDefault(p => p.Setting == setting) is { } problem ? text[$"Reason.{problem.Reason}"].Value : null;

    private Dictionary<string, object> Described(string setting) => ProblemOf(setting) is null
        ? new() { ["aria-describedby"] = $"{setting}-hint" }
        : new() { ["aria-describedby"] = $"{setting}-problem {setting}-hint", ["aria-invalid"] = "true" };

    private static ShopSettings Copy(ShopSettings from) => new()
    {
        ShopName = from.ShopName,
        TimeZone = from.TimeZone,
        WeekStart = from.WeekStart,
        ReportingCurrency = from.ReportingCurrency,
        IncludeTax = from.IncludeTax,
        IncludeShipping = from.IncludeShipping,
        MarginPercent = from.MarginPercent,
        RefundDating = from.RefundDating,
        LostAfterDays = from.LostAfterDays,
        EarlyRepeatDays = from.EarlyRepeatDays,
        PredictionDays = from.PredictionDays,
        DiscountPercent = from.DiscountPercent,
        NewCustomerDays = from.NewCustomerDays,
        ActivePercent = from.ActivePercent,
        CoolingDownPercent = from.CoolingDownPercent,
        AtRiskPercent = from.AtRiskPercent,
        HighlyAtRiskPercent = from.HighlyAtRiskPercent,
        CoolingDownDays = from.CoolingDownDays,
        AtRiskDays = from.AtRiskDays,
        HighlyAtRiskDays = from.HighlyAtRiskDays,
        RfmDays = from.RfmDays,
        RfmPurchases = from.RfmPurchases,
        RfmMoney = from.RfmMoney,
        NightlyHour = from.NightlyHour,
    };
}
