using System.Globalization;
using System.Text.Json;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports;

/// <param name="Export">The export without the numbers of its customers.</param>
/// <param name="By">Name of who asked for it; null for the command line and accounts that are gone.</param>
public sealed record ExportEntry(Export Export, string? By);

/// <summary>What was exported before, and its files while they are kept.</summary>
public sealed class ExportHistory(IDbContextFactory<DashboardDbContext> contexts, DataFolder folder)
{
    /// <summary>Days after which a file can no longer be downloaded.</summary>
    public const int FileDays = 7;

    /// <summary>Where the files lie.</summary>
    public string Folder => Path.GetFullPath(folder.Exports);

    /// <summary>Exports, newest first.</summary>
    /// <param name="userId">Of this person alone; null for all.</param>
    /// <param name="skip">Rows to leave out.</param>
    /// <param name="take">Most rows.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Page<ExportEntry>> ReadAsync(int? userId, int skip, int take, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var asked = db.Exports.Where(e => userId == null || e.UserId == userId);
        var total = await asked.CountAsync(cancellation);
        var exports = await WithoutCustomers(asked.OrderByDescending(e => e.Id).Skip(skip).Take(take)).ToListAsync(cancellation);
        var people = await db.Users.ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        return new([.. exports.Select(e => new ExportEntry(e, e.UserId is { } user ? people.GetValueOrDefault(user) : null))], total);
    }

    /// <summary>One without the numbers of its customers; null when there is none of that number.</summary>
    public async Task<Export?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await WithoutCustomers(db.Exports.Where(e => e.Id == id)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Path of its file; null when it has none or has no longer.</summary>
    public string? FileOf(Export export) => export.Status == ExportStatus.Finished && PathOf(export.Id, export.Format) is var path && File.Exists(path) ? path : null;

    internal string PathOf(long id, ExportFormat format) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{id}.{format.Extension()}"));

    public static IReadOnlyList<string> ReadColumns(string json) => JsonSerializer.Deserialize<string[]>(json) ?? [];

    internal static string WriteColumns(IReadOnlyList<string> columns) => JsonSerializer.Serialize(columns);

    internal static IQueryable<Export> WithoutCustomers(IQueryable<Export> exports) => exports.Select(e => new Export
    {
        Id = e.Id,
        UserId = e.UserId,
        AskedAt = e.AskedAt,
        EndedAt = e.EndedAt,
        Status = e.Status,
        Origin = e.Origin,
        SegmentName = e.SegmentName,
        Title = e.Title,
        IsPersonal = e.IsPersonal,
        IsFiltered = e.IsFiltered,
        Format = e.Format,
        Columns = e.Columns,
        Purpose = e.Purpose,
        IsMasked = e.IsMasked,
        Sort = e.Sort,
        IsDescending = e.IsDescending,
        Selected = e.Selected,
        Rows = e.Rows,
        Bytes = e.Bytes,
        Hash = e.Hash,
    });
}
