using Microsoft.JSInterop;

namespace Dashboard.Web.Charts;

/// <summary>The script that draws, imported once for all charts of a visit: an import waits for the browser, which is busy with the page that brought the chart.</summary>
public sealed class ChartScript(IJSRuntime js)
{
    private Task<IJSObjectReference>? _module;

    /// <exception cref="JSException">The script could not be loaded; the next chart tries again.</exception>
    /// <exception cref="JSDisconnectedException">The browser has gone.</exception>
    public async Task<IJSObjectReference> ModuleAsync()
    {
        var module = _module ??= js.InvokeAsync<IJSObjectReference>("import", "/js/chart.js").AsTask();
        try
        {
            return await module;
        }
        catch
        {
            if (ReferenceEquals(_module, module)) _module = null;
            throw;
        }
    }
}
