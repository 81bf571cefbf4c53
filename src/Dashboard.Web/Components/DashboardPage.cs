using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components;

/// <summary>Base of every page: work that a page starts takes <see cref="PageClosed"/> and stops when the page is left.</summary>
public abstract class DashboardPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();

    protected DashboardPage() => PageClosed = _closed.Token;   // copied, so that it stays readable after disposal

    /// <summary>Cancelled when the page is left or the circuit ends.</summary>
    protected CancellationToken PageClosed { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Override to unsubscribe; call the base last.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _closed.IsCancellationRequested) return;
        _closed.Cancel();
        _closed.Dispose();
    }
}
