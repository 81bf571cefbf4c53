using Dashboard.Analytics.Cohorts;
using Dashboard.Analytics.Facts;
using Dashboard.Core.Segments;
using Dashboard.Web.Components;
using Dashboard.Web.Components.Address;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Cohorts;

/// <summary>How customers who have something in common came back, spent and grew in value as they aged.</summary>
public sealed partial class CohortsPage(
    CohortDesk desk, CohortWords words, Figures figures,
    IStringLocalizer<CohortsText> text)
{
    private CustomerFacts _facts = CustomerFacts.Empty;
    private CohortAddress _address = new();
    private CohortView? _view;
    private CohortFutures? _futures;

    private CohortDesk Desk => desk;
    private CohortWords Words => words;
    private Figures Figures => figures;
    private IStringLocalizer<CohortsText> Text => text;

    private string WithSegment(int? id) => (_address with { Page = _address.Page with { Segment = id, Rule = null } }).ToString();

    // Other cohorts have other rows: what was chosen to stand side by side goes with them.
    private void ChooseBy(ChangeEventArgs choice) => Go(_address with { By = Read<CohortGrouping>(choice), A = null, B = null, All = false });

    private void ChooseAge(ChangeEventArgs choice) => Go(_address with { Age = Read<CohortBucket>(choice) });

    private void ChooseMeasure(ChangeEventArgs choice) => Go(_address with { Measure = Read<CohortMeasure>(choice) });

    private static T Read<T>(ChangeEventArgs choice) where T : struct, Enum => Enum.TryParse<T>(choice.Value?.ToString(), out var value) ? value : default;

    private void Go(CohortAddress address) => Navigation.NavigateTo(address.ToString());

    protected override void Take(string uri) => (_facts, _address) = (Snapshots.Current, CohortAddress.Parse(uri));

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        _facts = Snapshots.Current;
        var view = await desk.ReadAsync(_address, cancellation);
        var futures = view?.Average is null ? null : await desk.FuturesAsync(view, view.Drawn(CohortCurves.Most), cancellation);
        (_view, _futures) = (view, futures);
    }
}
