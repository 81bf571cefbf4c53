using Dashboard.Core.Demo;
using Dashboard.Core.Jobs;
using Dashboard.Web.Components;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Overview;

/// <summary>Asks for the sample shop, or for its removal; the work goes on when the page is left, and the bell shows it too.</summary>
public sealed partial class SampleButton(IBackgroundWork work, JobTracker tracker, Permission permission, IStringLocalizer<ComponentText> text, Figures figures) : IDisposable
{
    private string? _run;

    /// <summary>Remove instead of load.</summary>
    [Parameter] public bool Remove { get; set; }

    private IStringLocalizer<ComponentText> Text => text;

    private Figures Figures => figures;

    private JobKind Kind => Remove ? JobKind.RemoveSampleData : JobKind.SampleData;

    private JobStatus? UnderWay => tracker.Jobs.FirstOrDefault(j => j.Kind == Kind && !j.IsOver);

    private string? Failure => _run is not null && tracker.Find(_run) is { State: JobState.Failed } failed ? failed.Reason : null;

    protected override void OnInitialized() => tracker.Changed += OnChanged;

    public void Dispose() => tracker.Changed -= OnChanged;

    private async Task StartAsync()
    {
        if (UnderWay is not null || !await permission.HasAsync(Policies.Import)) return;
        _run = Remove ? work.Enqueue<RemoveSampleJob>(Kind) : work.Enqueue<LoadSampleJob>(Kind);
    }

    private void OnChanged() => _ = InvokeAsync(StateHasChanged);
}
