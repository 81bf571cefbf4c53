using System.Security.Cryptography;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports;

/// <summary>Figures that somebody takes along.</summary>
/// <param name="UserId">Who does.</param>
/// <param name="Origin"><see cref="ExportOrigin.Figures"/> or <see cref="ExportOrigin.OneCustomer"/>.</param>
/// <param name="Title">What the table or chart is called on its page.</param>
/// <param name="Table">The figures.</param>
/// <param name="Format">What the file looks like.</param>
public sealed record FigureRequest(int UserId, ExportOrigin Origin, string Title, FigureTable Table, ExportFormat Format);

/// <summary>Notes the files of figures. They go to whom they are for at once and are not kept.</summary>
public sealed class FigureFiles(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, TimeProvider clock)
{
    /// <summary>Notes a file before it goes.</summary>
    /// <param name="request">Whose it is and what is in it.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="cancellation">Nothing is noted when it comes in time.</param>
    public async Task NoteAsync(FigureRequest request, byte[] file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = clock.GetUtcNow().UtcDateTime;
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        var isOfOne = request.Origin == ExportOrigin.OneCustomer;
        var title = isOfOne ? null : FigureTable.Plain(request.Title);   // whose orders they are does not stay
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        db.Exports.Add(new()
        {
            UserId = request.UserId,
            AskedAt = now,
            EndedAt = now,
            Status = ExportStatus.Finished,
            Origin = request.Origin,
            Title = title,
            IsPersonal = title is not null && await db.Segments.AnyAsync(s => s.OwnerId == request.UserId && !s.IsShared && title.Contains(s.Name), cancellation),
            Format = request.Format,
            Columns = ExportHistory.WriteColumns(request.Table.Headings),
            Selected = isOfOne ? 1 : 0,
            Rows = request.Table.Rows.Count,
            Bytes = file.Length,
            Hash = hash,
        });
        await db.SaveChangesAsync(cancellation);
    }
}
