using Dashboard.Analytics.Segments;
using Dashboard.Core.Data;
using Dashboard.Core.Schedules;
using Dashboard.Core.Segments;
using Dashboard.Core.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports.Schedules;

/// <param name="Schedule">The schedule.</param>
/// <param name="Owner">Name of whose it is; null when that account is gone.</param>
/// <param name="Segment">Name of its segment; null for everybody and for a rule, or when it is gone.</param>
/// <param name="Figure">Title of its table or chart; null for customers, and where it names a segment that is its owner's own.</param>
public sealed record ExportScheduleEntry(ExportSchedule Schedule, string? Owner, string? Segment, string? Figure);

/// <param name="Run">The run.</param>
/// <param name="Export">What was written, without the numbers of its customers; null when nothing was.</param>
public sealed record DeliveryEntry(DeliveryRun Run, Export? Export);

/// <summary>The schedules by which customers and figures are exported, and what became of their runs.</summary>
public sealed class ExportSchedules(
    IDbContextFactory<DashboardDbContext> contexts, WriteGate gate, DeliveryFolders folders, HeaderSecrets secrets, RuleSeals seals, SegmentCatalog segments, ExportHistory exports, Webhook webhook, TimeProvider clock)
    : ScheduleStore<ExportSchedule>(contexts, gate, secrets, clock)
{
    /// <summary>Those that were not removed, by name.</summary>
    /// <param name="reader">Who reads them, null for the program itself: the name of somebody's own segment is for nobody else.</param>
    /// <param name="all">Everybody's, and not the reader's alone.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<ExportScheduleEntry>> ListAsync(int? reader, bool all, CancellationToken cancellation)
    {
        await using var db = await Contexts.CreateDbContextAsync(cancellation);
        var found = await Kept(db).Where(s => all || s.UserId == reader).OrderBy(s => s.Name).ToListAsync(cancellation);
        var people = await db.Users.ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var names = await db.Segments.Where(s => s.RemovedAt == null).Select(s => new { s.Id, s.Name, s.IsShared, s.OwnerId }).ToDictionaryAsync(s => s.Id, cancellation);
        return [.. found.Select(s => new ExportScheduleEntry(s, s.UserId is { } user ? people.GetValueOrDefault(user) : null,
            s.SegmentId is { } id && names.GetValueOrDefault(id) is { } segment && (segment.IsShared || segment.OwnerId == reader) ? segment.Name : null,
            s.FigureTitle is { } title && (s.UserId == reader || !s.IsPersonal) ? title : null))];
    }

    /// <summary>Adds a schedule, or changes one of the same owner.</summary>
    /// <param name="id">The one to change; null adds one.</param>
    /// <param name="draft">All of it as it is to be.</param>
    /// <param name="actor">Whose it is.</param>
    /// <param name="cancellation">Nothing is saved when it comes in time.</param>
    /// <returns>Its number, or what stands in the way.</returns>
    public async Task<(int? Id, IReadOnlyList<ScheduleProblem> Problems)> SaveAsync(int? id, ExportScheduleDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var seen = draft.Page is not null || await UnseenAsync(draft.Rule, draft.SegmentId, actor, cancellation) is null;
        // Told now, and not only by the first run, which asks again.
        var refused = draft.IsAddress ? await webhook.CheckAsync(draft.Location.Trim(), cancellation) : null;
        return await SaveAsync(id, new() { UserId = actor.UserId, Name = "", Columns = "", Location = "", FileName = "", Cron = "" }, draft, Check, Fill, cancellation);

        IEnumerable<ScheduleProblem> Check(ExportSchedule? before, bool keeps) =>
        [
            .. ExportScheduleRules.Check(draft, folders, keeps ? before!.HeaderNames : [], Now),
            .. ScheduleRules.Problems(
                (nameof(draft.SegmentId), seen ? null : ScheduleReason.UnknownSegment),
                (nameof(draft.Secret), draft is { IsAddress: true, Secret: null } && before?.Secret is not null && !keeps ? ScheduleReason.HeaderWithoutValue : null)),
            .. refused is null ? Array.Empty<ScheduleProblem>() : [new(nameof(draft.Location), ScheduleReason.AddressNotPublic) { Sentence = refused }],
        ];

        async Task Fill(DashboardDbContext db, ExportSchedule schedule)
        {
            var figures = draft.Page is not null;
            (schedule.Page, schedule.Figure, schedule.FigureTitle) = figures ? (draft.Page, draft.Figure, FigureTable.Plain(draft.FigureTitle)) : (null, null, null);
            schedule.IsPersonal = await PersonalTitle.IsAsync(db, schedule.UserId, schedule.FigureTitle, cancellation);
            (schedule.SegmentId, schedule.Rule) = (figures || draft.Rule is not null ? null : draft.SegmentId, !figures && draft.Rule is { } rule ? SegmentJson.Write(seals.Open(rule)) : null);
            (schedule.Purpose, schedule.Format) = (figures ? null : draft.Purpose, draft.Layout.Format);
            schedule.Columns = ExportHistory.WriteColumns(figures ? [] : [.. draft.Layout.Columns.Where(c => ExportColumns.Find(c) is not null)]);
            (schedule.Target, schedule.FileName, schedule.Keep) = (draft.Target, draft.FileName.Trim(), draft.IsAddress ? null : draft.Keep);
            schedule.Secret = !draft.IsAddress ? null : draft.Secret switch { null => schedule.Secret, "" => null, var typed => Secrets.ProtectOne(typed) };
        }
    }

    /// <summary>Whether the title of a table or chart names a segment that is somebody's own.</summary>
    /// <param name="title">What it is called on its page.</param>
    /// <param name="owner">Whose segments count.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<bool> IsPersonalAsync(string title, int owner, CancellationToken cancellation)
    {
        await using var db = await Contexts.CreateDbContextAsync(cancellation);
        return await PersonalTitle.IsAsync(db, owner, title, cancellation);
    }

    /// <summary>The first segment asked for that a person does not see; null when they see all.</summary>
    internal async Task<int?> UnseenAsync(SegmentRule? rule, int? segment, Actor actor, CancellationToken cancellation)
    {
        foreach (var id in rule is not null ? RuleCheck.Segments(rule) : segment is { } one ? [one] : [])
        {
            if (await segments.FindAsync(id, actor, cancellation) is null) return id;
        }
        return null;
    }

    /// <summary>Its runs, the newest first.</summary>
    public async Task<Page<DeliveryEntry>> HistoryAsync(int id, int skip, int take, CancellationToken cancellation)
    {
        await using var db = await Contexts.CreateDbContextAsync(cancellation);
        var total = await db.DeliveryRuns.LongCountAsync(r => r.ScheduleId == id, cancellation);
        var runs = await db.DeliveryRuns.Where(r => r.ScheduleId == id).OrderByDescending(r => r.Id).Skip(skip).Take(take).ToListAsync(cancellation);
        var entries = new List<DeliveryEntry>();
        foreach (var run in runs) entries.Add(new(run, run.ExportId is { } export ? await exports.FindAsync(export, cancellation) : null));
        return new(entries, total);
    }

    /// <summary>Those of the same owner.</summary>
    protected override IQueryable<ExportSchedule> Beside(IQueryable<ExportSchedule> all, ExportSchedule schedule) => all.Where(s => s.UserId == schedule.UserId);
}
