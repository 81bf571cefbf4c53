using Dashboard.Core.Snapshots;

namespace Dashboard.Web.Verbs;

/// <summary>A verb that answers from the shop's snapshot, which is brought up to the store first.</summary>
internal abstract class ShopVerb(string name, string description) : Verb(name, description)
{
    protected const string EmptyShop = "The shop is empty: there is no order yet. Import a file first.";

    protected override bool MakesStore => false;

    protected sealed override async Task<string?> RunAsync(VerbContext context, CancellationToken cancellation)
    {
        var snapshots = context.Get<SnapshotService>();
        await snapshots.RefreshAsync(new SnapshotLine(context.Progress), cancellation);
        context.Progress.Clear();
        return snapshots.Current.CustomerCount == 0 && snapshots.Current.OrderCount == 0 ? EmptyShop : await AnswerAsync(context, cancellation);
    }

    protected abstract Task<string?> AnswerAsync(VerbContext context, CancellationToken cancellation);
}

/// <summary>Shows how far a refresh has come.</summary>
internal sealed class SnapshotLine(ProgressLine line) : IProgress<SnapshotProgress>
{
    public void Report(SnapshotProgress value) => line.Show("Refreshing the snapshot", value.Total > 0 ? Math.Min(1, value.Done / (double)value.Total) : null);
}
