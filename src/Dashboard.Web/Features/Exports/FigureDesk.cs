using Dashboard.Core.Exports;
using Dashboard.Web.Components.Drill;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Features.Exports;

/// <summary>Takes the figures of a table or chart along, for whoever may at that moment; every file stands in the history of exports before it goes.</summary>
public sealed class FigureDesk(FigureFiles files, Permission permission, AuthenticationStateProvider person)
{
    private List<SaveFigures>? _shown;

    /// <summary>The page, or a part of it, could not compute its figures.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Whether the person may have figures that need this of <see cref="Policies"/>.</summary>
    public Task<bool> MayAsync(string policy) => permission.HasAsync(policy);

    /// <summary>Writes a file; null when the person may not have it.</summary>
    /// <param name="policy">What they need, of <see cref="Policies"/>.</param>
    /// <param name="origin">Figures, or one customer's orders.</param>
    /// <param name="title">What the table or chart is called on its page.</param>
    /// <param name="read">Makes the table.</param>
    /// <param name="format">What the file looks like.</param>
    public async Task<(FigureTable Table, byte[] File)?> TakeAsync(string policy, ExportOrigin origin, string title, Func<Task<FigureTable>> read, ExportFormat format)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (!await MayAsync(policy)) return null;
        var table = await read();
        var file = table.Write(format);
        var request = new FigureRequest(Person.IdOf((await person.GetAuthenticationStateAsync()).User), origin, title, table, format) { IsMasked = !await MayAsync(Policies.ExportPersonal) };
        await files.NoteAsync(request, file, CancellationToken.None);
        return (table, file);
    }

    /// <summary>From here on, the figures that the page has on screen, in its order.</summary>
    internal IReadOnlyCollection<SaveFigures> Collect() => _shown = [];

    /// <summary>A page or part says so in place of its figures.</summary>
    internal void Fail() => HasFailed = true;

    internal void Show(SaveFigures figure) => _shown?.Add(figure);

    internal void Hide(SaveFigures figure) => _shown?.Remove(figure);
}
