using Dashboard.Analytics.Segments;
using Dashboard.Core.Schedules;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>An export schedule as somebody wants it.</summary>
public sealed record ExportScheduleDraft : ScheduleDraft
{
    /// <summary>The segment; null for everybody.</summary>
    public int? SegmentId { get; init; }

    /// <summary>Those whom it describes in place of a segment; null for a segment or everybody.</summary>
    public SegmentRule? Rule { get; init; }

    /// <summary>Path and query of the page whose figures leave in place of customers; null for customers.</summary>
    public string? Page { get; init; }

    /// <summary>Name of the table or chart on that page.</summary>
    public string Figure { get; init; } = "";

    /// <summary>What it is called there.</summary>
    public string FigureTitle { get; init; } = "";

    public string? Purpose { get; init; } = ConsentFilter.Usual;
    public ExportLayout Layout { get; init; } = new(ExportFormat.Csv, []);
    public DeliveryTarget Target { get; init; }
    public string FileName { get; init; } = "customers-{date}";

    /// <summary>Files to leave in the folder; null for all.</summary>
    public int? Keep { get; init; }

    /// <summary>The secret to sign with: null keeps the one that is saved, empty signs no longer.</summary>
    public string? Secret { get; init; }

    public override bool IsAddress => Target == DeliveryTarget.Address;
}
