using Dashboard.Core.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Components.Layout;

/// <summary>The frame around every page: bar, navigation, one main region.</summary>
public sealed partial class MainLayout(IStringLocalizer<LayoutText> text, SettingsService settings, NavigationManager navigation) : IDisposable
{
    private string? _shopName;
    private string _page = "";

    private IStringLocalizer<LayoutText> Text => text;

    private string ShopName => _shopName is { Length: > 0 } name ? name : Text["Product"];

    private string SkipAddress => new Uri(navigation.Uri).PathAndQuery + "#content";

    protected override async Task OnInitializedAsync()
    {
        _page = new Uri(navigation.Uri).AbsolutePath;
        navigation.LocationChanged += OnLocationChanged;
        settings.Changed += OnSettingsChanged;
        await ReadShopName();
    }

    public void Dispose()
    {
        navigation.LocationChanged -= OnLocationChanged;
        settings.Changed -= OnSettingsChanged;
    }

    private async Task ReadShopName() => _shopName = (await settings.GetAsync()).ShopName;

    // A page that failed must not stay on screen when another is opened.
    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        _page = new Uri(change.Location).AbsolutePath;
        StateHasChanged();
    }

    private void OnSettingsChanged() => _ = InvokeAsync(async () =>
    {
        await ReadShopName();
        StateHasChanged();
    });
}
