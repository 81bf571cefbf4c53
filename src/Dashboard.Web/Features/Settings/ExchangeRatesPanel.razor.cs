using Dashboard.Analytics.Facts;
using Dashboard.Core.Jobs;
using Dashboard.Core.Money;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Settings;

/// <summary>Exchange rates to the reporting currency: which are missing, which are known, one by hand or many by file.</summary>
public sealed partial class ExchangeRatesPanel(
    ExchangeRates rates, MissingRates missingRates, SnapshotService snapshots, IBackgroundWork work, Permission permission, Figures figures, IStringLocalizer<SettingsText> text) : IDisposable
{
    private const int MostShown = 200;
    private const long LargestFile = 5 * 1024 * 1024;

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<MissingRate> _missing = [];
    private IReadOnlyList<CurrencyRate> _rates = [];
    private IReadOnlyList<RejectedRate> _rejected = [];
    private DateOnly? _day;
    private string _currency = "";
    private double? _rate;
    private (string Field, string Reason)? _problem;
    private string? _fileProblem;
    private string? _outcome;
    private bool _working;

    /// <summary>ISO code of the reporting currency.</summary>
    [Parameter, EditorRequired] public required string Currency { get; set; }

    /// <summary>Raised after rates were saved.</summary>
    [Parameter] public EventCallback OnSaved { get; set; }

    private Figures Figures => figures;
    private IStringLocalizer<SettingsText> Text => text;

    protected override Task OnParametersSetAsync() => ReadAsync();

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task ReadAsync()
    {
        _rates = await Task.Run(rates.List, _closed.Token);
        _missing = snapshots.Current.LeftOut.Reason.Contains((byte)LeftOutReason.NoExchangeRate) ? await missingRates.ListAsync(_closed.Token) : [];
    }

    private Dictionary<string, object> Faulty(string field) =>
        _problem?.Field == field ? new() { ["aria-invalid"] = "true", ["aria-describedby"] = "rate-problem" } : [];

    private void Begin(MissingRate missing) => (_currency, _day, _rate, _problem) = (missing.Currency, missing.FirstDay, null, null);

    private Task AddAsync()
    {
        _problem = _day is null ? (nameof(_day), "RateReason.NotADay") : _currency.Length == 0 ? (nameof(_currency), "RateReason.UnknownCurrency") : _rate is not > 0 ? (nameof(_rate), "RateReason.NotARate") : null;
        if (_problem is not null) return Task.CompletedTask;
        return RunAsync(async () => new(1, 0, [], await rates.SaveAsync([new(_day!.Value, _currency, _rate!.Value)])));
    }

    private async Task UploadAsync(InputFileChangeEventArgs chosen)
    {
        if (chosen.File.Size > LargestFile)
        {
            _fileProblem = text["RateFileTooLarge"];
            return;
        }
        await RunAsync(async () =>
        {
            await using var file = chosen.File.OpenReadStream(LargestFile);
            return await rates.ImportAsync(file);
        });
    }

    private async Task RunAsync(Func<Task<RateImport>> save)
    {
        if (_working || !await permission.HasAsync(Policies.Administer)) return;
        (_working, _problem, _fileProblem, _outcome) = (true, null, null, null);
        StateHasChanged();
        try
        {
            var saved = await save();
            (_rejected, _rate) = (saved.Rejected, null);
            _outcome = text["RatesSaved", figures.Count(saved.Saved), figures.Count(saved.Rated), figures.Count(saved.Rejected.Count)];
            if (saved.Replaced > 0) _outcome += " " + text["RatesReplaced", figures.Count(saved.Replaced)];
            if (saved.Rated > 0) work.Enqueue<RefreshJob>(JobKind.Refresh);
            await ReadAsync();
            if (saved.Rated > 0) _missing = await missingRates.ListAsync(_closed.Token);
            await OnSaved.InvokeAsync();
        }
        finally
        {
            _working = false;
        }
    }
}
