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

/// <summary>Notes the files of figures, and keeps those that still have to be delivered.</summary>
public sealed class FigureFiles(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, ExportHistory history, DataFolder folder, TimeProvider clock)
{
    /// <summary>Notes a file that goes to whom it is for at once and is not kept.</summary>
    /// <param name="request">Whose it is and what is in it.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="cancellation">Nothing is noted when it comes in time.</param>
    public async Task NoteAsync(FigureRequest request, byte[] file, CancellationToken cancellation)
    {
        var export = Of(request, file);
        await SaveAsync(export, cancellation);
    }

    /// <summary>Writes a file to where exports are kept and notes it.</summary>
    /// <param name="request">Whose it is and what is in it.</param>
    /// <param name="cancellation">Nothing is written when it comes in time.</param>
    /// <returns>The export; <see cref="ExportStatus.Failed"/> where the disk did not take the file.</returns>
    public async Task<Export> KeepAsync(FigureRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var file = request.Table.Write(request.Format);
        var export = Of(request, file);
        export.Status = ExportStatus.Waiting;   // until the file is there, whatever happens in between
        await SaveAsync(export, cancellation);
        folder.Create();
        var final = history.PathOf(export.Id, export.Format);
        var part = final + ".part";
        try
        {
            await using (var stream = new FileStream(part, ExportWork.Private(FileMode.Create)))
            {
                await stream.WriteAsync(file, CancellationToken.None);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, final, overwrite: true);
            export.Status = ExportStatus.Finished;
        }
        catch (IOException)
        {
            (export.Status, export.Hash) = (ExportStatus.Failed, null);
        }
        finally
        {
            File.Delete(part);
        }
        await SaveAsync(export, CancellationToken.None);
        return export;
    }

    private Export Of(FigureRequest request, byte[] file)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = clock.GetUtcNow().UtcDateTime;
        var isOfOne = request.Origin == ExportOrigin.OneCustomer;
        return new()
        {
            UserId = request.UserId,
            AskedAt = now,
            EndedAt = now,
            Status = ExportStatus.Finished,
            Origin = request.Origin,
            Title = isOfOne ? null : FigureTable.Plain(request.Title),   // whose orders they are does not stay
            Format = request.Format,
            Columns = ExportHistory.WriteColumns(request.Table.Headings),
            Selected = isOfOne ? 1 : 0,
            Rows = request.Table.Rows.Count,
            Bytes = file.Length,
            Hash = Convert.ToHexStringLower(SHA256.HashData(file)),
        };
    }

    private async Task SaveAsync(Export export, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var (user, title) = (export.UserId, export.Title);
        export.IsPersonal = title is not null && await db.Segments.AnyAsync(s => s.OwnerId == user && !s.IsShared && title.Contains(s.Name), cancellation);
        db.Update(export);
        await db.SaveChangesAsync(cancellation);
    }
}
