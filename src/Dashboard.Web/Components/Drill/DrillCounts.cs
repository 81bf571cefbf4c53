using Dashboard.Core.Customers;
using Dashboard.Core.Snapshots;
using Dashboard.Web.Components.Address;
using Dashboard.Web.Features.Cohorts;
using Dashboard.Web.Features.Customers;
using Dashboard.Web.Features.Segments;
using Dashboard.Web.Security;

namespace Dashboard.Web.Components.Drill;

/// <summary>How many customers stand behind a figure that says something else, such as money or orders: counted when its menu opens.</summary>
public sealed class DrillCounts(SnapshotService snapshots, CustomerDirectory directory, SegmentDesk segments, CohortDesk cohorts, Permission permission)
{
    /// <summary>Customers whom an address lists; null where it leads to no list, or to one that the person may not see.</summary>
    /// <param name="address">Where the figure leads: the list, or what finds out who they are.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<int?> OfAsync(string address, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!await permission.HasAsync(Policies.SeeCustomers)) return null;
        var list = address.Split('?')[0] switch
        {
            Addresses.Customers => CustomerListAddress.Parse(address),
            Addresses.CohortCell => await cohorts.ListAsync(address, cancellation),
            _ => null,
        };
        if (list is null) return null;
        var facts = snapshots.Current;
        var members = (await segments.FilterAsync(facts, list.Bar, cancellation))?.Members;
        if (list.Groups.Count == 0) return members?.Count ?? facts.CustomerCount;
        return (await directory.SelectAsync(facts, new(null, list.Groups, list.Sort, list.Descending, 0, 0) { Within = members }, cancellation)).Count;
    }
}
