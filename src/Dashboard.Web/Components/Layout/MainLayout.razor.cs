using Dashboard.Core.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Components.Layout;

/// <summary>The frame around every page: bar, navigation, one main region.</summary>
public sealed partial class MainLayout(IStringLocalizer<LayoutText> text, SettingsService settings, NavigationManager navigation) : IDisposable
{
    private string? _shopName;

    private IStringLocalizer<LayoutText> Text => text;

    private string ShopName => _shopName is { Length: > 0 } name ? name : Text["Product"];

    // A page that failed must not stay on screen when another is opened. Read while the router's new page is rendered, not afterwards, which would make that page twice.
    private string PagePath => new Uri(navigation.Uri).AbsolutePath;

    private string SkipAddress => new Uri(navigation.Uri).PathAndQuery + "#content";

    protected override async Task OnInitializedAsync()
    {
        settings.Changed += OnSettingsChanged;
        await ReadShopName();
    }

    public void Dispose() => settings.Changed -= OnSettingsChanged;

    private async Task ReadShopName() => _shopName = (await settings.GetAsync()).ShopName;

    private void OnSettingsChanged() => _ = InvokeAsync(async () =>
    {
        await ReadShopName();
        StateHasChanged();
    });
}
