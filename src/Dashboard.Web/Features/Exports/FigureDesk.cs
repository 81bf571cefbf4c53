using Dashboard.Core.Exports;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Features.Exports;

/// <summary>Takes the figures of a table or chart along, for whoever may at that moment; every file stands in the history of exports before it goes.</summary>
public sealed class FigureDesk(FigureFiles files, Permission permission, AuthenticationStateProvider person)
{
    /// <summary>Writes a file; null when the person may not have it.</summary>
    /// <param name="policy">What they need, of <see cref="Policies"/>.</param>
    /// <param name="origin">Figures, or one customer's orders.</param>
    /// <param name="title">What the table or chart is called on its page.</param>
    /// <param name="read">Makes the table.</param>
    /// <param name="format">What the file looks like.</param>
    public async Task<(FigureTable Table, byte[] File)?> TakeAsync(string policy, ExportOrigin origin, string title, Func<Task<FigureTable>> read, ExportFormat format)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (!await permission.HasAsync(policy)) return null;
        var table = await read();
        var file = table.Write(format);
        await files.NoteAsync(new(Person.IdOf((await person.GetAuthenticationStateAsync()).User), origin, title, table, format), file, CancellationToken.None);
        return (table, file);
    }
}
