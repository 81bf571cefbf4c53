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
public sealed record FigureRequest(int UserId, ExportOrigin Origin, string Title, FigureTable Table, ExportFormat Format)
{
    /// <summary>Who takes them may not take personal data along, so that they were made without it.</summary>
    public required bool IsMasked { get; init; }
}

/// <summary>Notes the files of figures, and keeps those that still have to be delivered.</summary>
public sealed class FigureFiles(IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, ExportHistory history, DataFolder folder, TimeProvider clock)
{
    /// <summary>Notes a file that goes to whom it is for at once and is not kept.</summary>
    /// <param name="request">Whose it is and what is in it.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="cancellation">Nothing is noted when it comes in time.</param>
    public async Task NoteAsync(FigureRequest request, byte[] file, CancellationToken cancellation)
    {
        await SaveAsync(Finish(Of(request), file), cancellation);
    }

    /// <summary>Notes an export that <see cref="KeepAsync"/> then does, so that its number is known before there is a file.</summary>
    /// <param name="request">Whose it is and what is in it.</param>
    /// <param name="cancellation">Nothing is noted when it comes in time.</param>
    /// <returns>The export, <see cref="ExportStatus.Waiting"/>.</returns>
    public async Task<Export> AskAsync(FigureRequest request, CancellationToken cancellation)
    {
        var export = Of(request);
        await SaveAsync(export, cancellation);
        return export;
    }

    /// <summary>Writes the file of an export to where exports are kept.</summary>
    /// <param name="export">Of <see cref="AskAsync"/>; ends as <see cref="ExportStatus.Finished"/>, or <see cref="ExportStatus.Failed"/> where the disk did not take the file.</param>
    /// <param name="table">What is in it.</param>
    public async Task KeepAsync(Export export, FigureTable table)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(table);
        var file = table.Write(export.Format);
        try
        {
            await WriteAsync(file, history.PathOf(export.Id, export.Format));
            Finish(export, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            export.Status = ExportStatus.Failed;   // no room, or a folder that cannot be written
        }
        await SaveAsync(export, CancellationToken.None);
    }

    private async Task WriteAsync(byte[] file, string path)
    {
        folder.Create();
        var part = path + ".part";
        try
        {
            await using (var stream = new FileStream(part, ExportWork.Private(FileMode.Create)))
            {
                await stream.WriteAsync(file, CancellationToken.None);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static Export Finish(Export export, byte[] file)
    {
        (export.Status, export.Bytes, export.Hash) = (ExportStatus.Finished, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
        return export;
    }

    private Export Of(FigureRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = clock.GetUtcNow().UtcDateTime;
        var isOfOne = request.Origin == ExportOrigin.OneCustomer;
        return new()
        {
            UserId = request.UserId,
            AskedAt = now,
            EndedAt = now,
            Origin = request.Origin,
            Title = isOfOne ? null : FigureTable.Plain(request.Title),   // whose orders they are does not stay
            Format = request.Format,
            Columns = ExportHistory.WriteColumns(request.Table.Headings),
            IsMasked = request.IsMasked,
            Selected = isOfOne ? 1 : 0,
            Rows = request.Table.Rows.Count,
        };
    }

    private async Task SaveAsync(Export export, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        export.IsPersonal = await PersonalTitle.IsAsync(db, export.UserId, export.Title, cancellation);
        db.Update(export);
        await db.SaveChangesAsync(cancellation);
    }
}
