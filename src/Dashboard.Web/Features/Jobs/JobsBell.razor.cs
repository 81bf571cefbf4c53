using Dashboard.Core.Jobs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Features.Jobs;

/// <summary>Running jobs with their share, ended ones with their outcome, as far as the reader may do what they do. Stands in the app bar, so it survives page changes.</summary>
public sealed partial class JobsBell : IDisposable
{
    private const int Rows = 8;

    private int _asked;
    private bool _closed;

    private readonly HashSet<JobKind> _seen = [];

    [Inject] private JobTracker Tracker { get; set; } = default!;
    [Inject] private IAuthorizationService Authorization { get; set; } = default!;
    [Inject] private AuthenticationStateProvider Reader { get; set; } = default!;

    private IReadOnlyList<JobStatus> Shown { get; set; } = [];

    private int Running { get; set; }

    private string Label => Running > 0 ? Text["BellRunning", Running] : Text["Bell"];

    protected override async Task OnInitializedAsync()
    {
        var reader = (await Reader.GetAuthenticationStateAsync()).User;
        foreach (var kinds in Enum.GetValues<JobKind>().GroupBy(JobRights.ToSee))
            if ((await Authorization.AuthorizeAsync(reader, kinds.Key)).Succeeded) _seen.UnionWith(kinds);
        if (_closed) return;
        Read();
        Tracker.Changed += Show;
    }

    public void Dispose()
    {
        _closed = true;
        Tracker.Changed -= Show;
    }

    private void Read()
    {
        var jobs = Tracker.Jobs.Where(j => _seen.Contains(j.Kind)).ToList();
        Running = jobs.Count(j => !j.IsOver);
        Shown = [.. jobs.Take(Rows)];
    }

    // Jobs report from their own threads and often; at most one redraw waits at any time.
    private void Show()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 1) return;
        _ = InvokeAsync(() =>
        {
            Interlocked.Exchange(ref _asked, 0);
            if (_closed) return;
            Read();
            StateHasChanged();
        });
    }
}
