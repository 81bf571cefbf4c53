using Dashboard.Core.Jobs;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Features.Jobs;

/// <summary>Running jobs with their share, ended ones with their outcome, as far as the reader may do what they do; of exports their own alone. Stands in the app bar, so it survives page changes.</summary>
public sealed partial class JobsBell : IDisposable
{
    private const int Rows = 8;

    private int _asked;
    private int _seen;   // a bit for each kind
    private int _me;
    private bool _closed;

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
            if ((await Authorization.AuthorizeAsync(reader, kinds.Key)).Succeeded) _seen |= kinds.Aggregate(0, (bits, kind) => bits | 1 << (int)kind);
        _me = reader.Identity?.IsAuthenticated == true ? Person.IdOf(reader) : 0;
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
        var jobs = Tracker.Jobs.Where(j => (_seen >> (int)j.Kind & 1) != 0 && (j.OwnerId is null || j.OwnerId == _me)).ToList();
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
