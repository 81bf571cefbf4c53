using Dashboard.Analytics.Facts;
using Dashboard.Core.Customers;
using Dashboard.Web.Security;

namespace Dashboard.Web.Features.Customers;

/// <summary>The columns that the person at the page chose for the list of customers.</summary>
public sealed class CustomerColumnDesk(ListColumns columns, Permission permission)
{
    /// <summary>Those to show, in their order.</summary>
    public async Task<IReadOnlyList<CustomerSort>> OfAsync(CustomerFacts facts, CancellationToken cancellation) =>
        (await permission.ActorAsync(Policies.SeeCustomers) is { } actor ? await columns.OfAsync(actor.UserId, cancellation) : null) ?? ListColumns.Usual(facts);

    /// <summary>Keeps a choice; null for the usual columns again.</summary>
    public async Task KeepAsync(IReadOnlyCollection<CustomerSort>? chosen)
    {
        if (await permission.ActorAsync(Policies.SeeCustomers) is { } actor) await columns.KeepAsync(actor.UserId, chosen, CancellationToken.None);
    }
}
