using System.Globalization;
using System.Security.Claims;
using Dashboard.Core.Imports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Settings;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Help;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Imports;

public sealed partial class NewImportPage(
    UploadStore uploads, FileInspector inspector, OrderImporter importer, ImportProfiles profiles, ImportHistory history, IBackgroundWork work, SettingsService settings,
    Permission permission, AuthenticationStateProvider person, NavigationManager navigation, Figures figures, IStringLocalizer<ImportsText> text, IStringLocalizer<ReasonText> reasons)
{
    public const string Address = Addresses.Imports + "/new";

    private static readonly (char Value, string Name)[] Delimiters = [(',', "Comma"), (';', "Semicolon"), ('\t', "Tab"), ('|', "Pipe"), (' ', "Space")];

    private static readonly string[] Encodings = ["utf-8", "windows-1252", "iso-8859-1", "iso-8859-2", "windows-1250", "windows-1251", "windows-1254", "windows-1256", "utf-16", "utf-16BE"];

    private Upload? _upload;
    private FileInspection? _inspection;
    private OrderMapping? _mapping;
    private ShopSettings _shop = new();
    private IReadOnlyList<string> _profiles = [];
    private string _profile = "";
    private string _newProfile = "";
    private string? _profileNote;
    private ImportResult? _checked;
    private ImportProgress? _checking;
    private CancellationTokenSource? _check;
    private bool _busy;
    private bool _gone;
    private CustomerMask? _mask;

    /// <summary>Id of the upload.</summary>
    [SupplyParameterFromQuery] public string? File { get; set; }

    /// <summary>Number of an import whose mapping is taken over: this file repairs its rejected rows.</summary>
    [SupplyParameterFromQuery] public long? Like { get; set; }

    private Figures Figures => figures;
    private IStringLocalizer<ImportsText> Text => text;
    private IStringLocalizer<ReasonText> Reasons => reasons;

    /// <summary>A file is chosen on the page of all imports.</summary>
    protected override void OnInitialized()
    {
        if (File is null) navigation.NavigateTo(Addresses.Imports, replace: true);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_upload?.Id == File && _inspection is not null) return;
        _upload = uploads.Find(File);
        _gone = _upload is null && File is not null;
        if (_upload is not { Path: var path }) return;
        _shop = await settings.GetAsync(PageClosed);
        _profiles = await profiles.NamesAsync(PageClosed);
        var like = Like is { } id && await history.FindAsync(id, PageClosed) is { } earlier ? OrderMapping.FromJson(earlier.Import.Mapping, out _) : null;
        _mask = await permission.HasAsync(Policies.SeeCustomers) ? null : new(await inspector.InspectAsync(path, null, PageClosed));
        await InspectAsync(like);
        // A repaired file may have been saved by a program that changed its delimiter or encoding.
        if (like is not null && _inspection is { Fatal: not null }) await InspectAsync(null);
    }

    protected override void Dispose(bool disposing)
    {
        _check?.Cancel();
        _check?.Dispose();
        base.Dispose(disposing);
    }

    private static string Value(ChangeEventArgs change) => change.Value?.ToString() ?? "";

    private static char One(ChangeEventArgs change) => change.Value?.ToString() is [var sign, ..] ? sign : ',';

    private string Size(long bytes) => bytes < 1024 * 1024 ? $"{figures.Count(Math.Ceiling(bytes / 1024.0))} kB" : $"{figures.Number(bytes / 1024.0 / 1024.0)} MB";

    private string? HelpOf(OrderField field) => field == OrderField.Ignore ? null : text[$"FieldHelp.{field}"].Value;

    private string NameOf(InspectedColumn column) => _mask?.Name(column.Name) ?? column.Name;

    private string SamplesOf(InspectedColumn column) =>
        string.Join(" · ", column.Samples.Take(4).Select(s => _mask is null || _mask.Shows(column.Name) ? s : CustomerMask.Shape(s)).Distinct());

    /// <summary>Amounts will be taken in a currency that nobody named, which then becomes the shop's.</summary>
    private bool CurrencyIsGuessed => _shop.ReportingCurrency is null && _mapping is { Currency: null } mapping && !mapping.Has(OrderField.Currency);

    private OrderField FieldOf(InspectedColumn column) =>
        _mapping?.Columns.FirstOrDefault(c => string.Equals(c.Column, column.Name, StringComparison.OrdinalIgnoreCase))?.Field ?? OrderField.Ignore;

    private async Task InspectAsync(OrderMapping? mapping)
    {
        if (_upload is null) return;
        _busy = true;
        StateHasChanged();
        _inspection = await inspector.InspectAsync(_upload.Path, mapping, PageClosed);
        (_mapping, _checked, _busy) = (_inspection.Mapping, null, false);
    }

    private Task Change(Func<OrderMapping, OrderMapping> change) => _mapping is { } mapping ? InspectAsync(change(mapping)) : Task.CompletedTask;

    /// <summary>Another delimiter, encoding or header gives other columns, which are recognised anew.</summary>
    private Task Reread(Func<OrderMapping, OrderMapping> change) => Change(m => change(m) with { Columns = [], SumOverLines = [] });

    private void ChangeSource(ChangeEventArgs change)
    {
        if (_mapping is { } mapping && Value(change).Trim() is { Length: > 0 } source) (_mapping, _checked) = (mapping with { Source = source }, null);
    }

    /// <summary>Gives a column its meaning; the column that had it before loses it.</summary>
    private Task Map(InspectedColumn column, OrderField field) => Change(m => m with
    {
        Columns =
        [
            .. m.Columns.Where(c => !string.Equals(c.Column, column.Name, StringComparison.OrdinalIgnoreCase) && (c.Field != field || field == OrderField.Attribute)),
            .. field == OrderField.Ignore ? Array.Empty<ColumnMapping>() : [new(column.Name, field)],
        ],
    });

    private async Task ChooseProfile(ChangeEventArgs change)
    {
        _profile = Value(change);
        await InspectAsync(_profile.Length > 0 ? await profiles.FindAsync(_profile, PageClosed) : null);
    }

    private async Task SaveProfileAsync()
    {
        if (_mapping is null || _newProfile.Trim() is not { Length: > 0 } name || !await permission.HasAsync(Policies.Import)) return;
        await profiles.SaveAsync(name, _mapping, PageClosed);
        (_profiles, _profile, _newProfile, _profileNote) = (await profiles.NamesAsync(PageClosed), name, "", text["ProfileSaved", name]);
    }

    private async Task RemoveProfileAsync()
    {
        if (!await permission.HasAsync(Policies.Import)) return;
        await profiles.RemoveAsync(_profile, PageClosed);
        (_profiles, _profile, _profileNote) = (await profiles.NamesAsync(PageClosed), "", null);
    }

    private async Task CheckAsync()
    {
        if (_upload is null || _mapping is null || _check is not null || !await permission.HasAsync(Policies.Import)) return;
        _check = CancellationTokenSource.CreateLinkedTokenSource(PageClosed);
        (_checked, _checking) = (null, new(ImportStep.Reading, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        var progress = new Progress<ImportProgress>(p => _ = InvokeAsync(() =>
        {
            if (_checking is null) return;
            _checking = p;
            StateHasChanged();
        }));
        try
        {
            _checked = await importer.ImportAsync(new(_upload.Path) { Mapping = _mapping, DryRun = true, WaitForTurn = true }, progress, _check.Token);
        }
        catch (OperationCanceledException) when (_check.IsCancellationRequested)
        {
            _checked = new() { Status = ImportStatus.Cancelled };
        }
        finally
        {
            _checking = null;
            _check.Dispose();
            _check = null;
        }
    }

    private void StopCheck() => _check?.Cancel();

    private async Task StartAsync()
    {
        if (_upload is null || _mapping is null || !await permission.HasAsync(Policies.Import)) return;
        StopCheck();
        var user = (await person.GetAuthenticationStateAsync()).User.FindFirstValue(ClaimTypes.NameIdentifier);
        var request = new ImportRequest(_upload.Path)
        {
            Mapping = _mapping,
            FileName = _upload.FileName,
            UserId = int.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
        };
        navigation.NavigateTo(RunningImportPage.At(work.Enqueue<ImportJob>(JobKind.Import, await importer.QueueAsync(request), _upload.FileName)), replace: true);
    }

    private async Task Discard()
    {
        if (_upload is not null && await permission.HasAsync(Policies.Import))
        {
            StopCheck();
            uploads.Remove(_upload.Id);
        }
        navigation.NavigateTo(Addresses.Imports);
    }

    private List<PreviewPart> Parts(IReadOnlyList<PreviewRow> rows)
    {
        var zone = _shop.FindZone();
        PreviewPart[] parts =
        [
            new("Order", false, r => r.Order, OrderField.OrderNumber), new("Customer", false, r => r.Customer, OrderField.CustomerNumber, OrderField.Email, OrderField.Phone), new("When", false, r => r.PlacedAt is { } at ? figures.Instant(at, zone) : null),
            new("Amount", true, r => r.Amount is { } amount ? r.Currency is { } currency ? figures.Money((double)amount, currency) : amount.ToString(figures.Culture) : null),
            new("Product", false, r => r.Product, OrderField.Sku, OrderField.ProductName), new("Quantity", true, r => r.Quantity?.ToString("0.###", figures.Culture)), new("Country", false, r => r.Country, OrderField.Country), new("Channel", false, r => r.Channel, OrderField.Channel),
        ];
        return [.. parts.Where(p => rows.Any(r => !string.IsNullOrEmpty(p.Value(r))))];
    }

    private string? Shown(PreviewPart part, PreviewRow row) =>
        part.Value(row) is { } value && _mask is not null && _mapping is not null && !_mask.Shows(_mapping, part.Fields) ? CustomerMask.Shape(value) : part.Value(row);

    private sealed record PreviewPart(string Name, bool IsFigure, Func<PreviewRow, string?> Value, params IReadOnlyList<OrderField> Fields);
}
