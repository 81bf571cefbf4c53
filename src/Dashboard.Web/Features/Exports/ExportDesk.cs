using System.Security.Claims;
using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;
using Dashboard.Core.Customers;
using Dashboard.Core.Exports;
using Dashboard.Core.Jobs;
using Dashboard.Core.Segments;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Features.Exports;

/// <summary>Who exports, as the store knows them at that moment.</summary>
/// <param name="IsMasked">May not take personal data along.</param>
public sealed record Exporter(int UserId, bool IsMasked);

/// <summary>The customers that an address and a search ask for.</summary>
/// <param name="Members">Before the consent filter.</param>
/// <param name="Filter">The segment or rule they belong to; null for everybody.</param>
public sealed record ExportList(CustomerFacts Facts, CustomerSet Members, int Count, SegmentFilter? Filter);

/// <summary>How asking for an export ended.</summary>
/// <param name="Export">The export with its file; null where it is written in the background or nothing was.</param>
/// <param name="Run">The job that writes it; null where there is none.</param>
public sealed record ExportAnswer(Export? Export, string? Run);

/// <summary>What people do with exports, wherever the button stands. Asked again at every action who they are, whether they still may and what they see.</summary>
public sealed class ExportDesk(
    ExportWork work, ExportHistory history, ExportProfiles profiles, SegmentDesk segments, CustomerDirectory directory, SnapshotService snapshots, IBackgroundWork jobs,
    Permission permission, AuthenticationStateProvider person)
{
    /// <summary>Where files lie until they are downloaded.</summary>
    public string Folder => history.Folder;

    /// <summary>Who is at the page; null for somebody who may not export.</summary>
    public async Task<Exporter?> WhoAsync() => await WhoAsync(permission, (await person.GetAuthenticationStateAsync()).User);

    /// <summary>The same for the person of a request.</summary>
    internal static async Task<Exporter?> WhoAsync(Permission permission, ClaimsPrincipal user) =>
        await permission.HasAsync(user, Policies.Export) ? new(Person.IdOf(user), !await permission.HasAsync(user, Policies.ExportPersonal)) : null;

    /// <summary>The customers that the Customers page would list there.</summary>
    /// <param name="view">What the bar says, and groups.</param>
    /// <param name="search">What was searched for; empty for everybody.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ExportList> ListAsync(CustomerListAddress view, string search, CancellationToken cancellation)
    {
        var facts = snapshots.Current;
        var filter = await segments.FilterAsync(facts, view.Bar, cancellation);
        var members = await directory.SelectAsync(facts, new(search, view.Groups, view.Sort, view.Descending, 0, 0) { Within = filter?.Members }, cancellation);
        return new(facts, members, members.Count, filter);
    }

    /// <summary>Exports what the view lists now: at once where they are few, else as a job.</summary>
    /// <param name="view">What the bar says, groups and sort.</param>
    /// <param name="search">What was searched for; empty for everybody.</param>
    /// <param name="layout">Format and columns.</param>
    /// <param name="purpose">Only who consented to this; null for everybody.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ExportAnswer> ExportAsync(CustomerListAddress view, string search, ExportLayout layout, string? purpose, CancellationToken cancellation)
    {
        if (await WhoAsync() is not { } exporter) return new(null, null);
        var list = await ListAsync(view, search, cancellation);
        if (list.Filter is { IsUnknown: true } or { HasNoAnswer: true }) return new(null, null);
        var id = await work.AskAsync(new(list.Facts, list.Members, layout)
        {
            UserId = exporter.UserId,
            IsMasked = exporter.IsMasked,
            Origin = list.Filter is null ? ExportOrigin.Everybody : list.Filter.Rule is null ? ExportOrigin.Segment : ExportOrigin.Rule,
            Segment = list.Filter is { Rule: null } ? list.Filter.Segment : null,
            IsFiltered = view.Groups.Count > 0 || search.Length > 0,
            Purpose = purpose,
            Sort = view.Sort,
            IsDescending = view.Descending,
            Scope = view.Orders,
        }, cancellation);
        return list.Count > ExportWork.MostAtOnce ? new(null, jobs.Enqueue<ExportJob>(JobKind.Export, id, owner: exporter.UserId)) : new(await work.RunAsync(id, null, cancellation), null);
    }

    /// <summary>What the person exported; with everything in view, for who may take personal data along, what all did. Null without permission.</summary>
    public async Task<Core.Data.Page<ExportEntry>?> HistoryAsync(int skip, int take, CancellationToken cancellation) =>
        await WhoAsync() is { } exporter ? await history.ReadAsync(exporter.IsMasked ? exporter.UserId : null, skip, take, cancellation) : null;

    /// <summary>The person's saved layouts, and the last one used.</summary>
    public async Task<(IReadOnlyList<(string Name, ExportLayout Layout)> Saved, ExportLayout? Last)> LayoutsAsync(CancellationToken cancellation) =>
        await WhoAsync() is { } exporter ? (await profiles.ListAsync(exporter.UserId, cancellation), await profiles.LastAsync(exporter.UserId, cancellation)) : ([], null);

    public async Task SaveAsync(string name, ExportLayout layout, CancellationToken cancellation)
    {
        if (await WhoAsync() is { } exporter && name.Trim() is { Length: > 0 and <= ExportProfiles.MostName } clean) await profiles.SaveAsync(exporter.UserId, clean, layout, cancellation);
    }

    public async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        if (await WhoAsync() is { } exporter) await profiles.RemoveAsync(exporter.UserId, name, cancellation);
    }
}
