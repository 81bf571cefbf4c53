using Dashboard.Core.Marks;
using Dashboard.Web.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Features.Marks;

/// <summary>Says in words what somebody did with customers.</summary>
public sealed class MarkWords(IStringLocalizer<MarkText> text, Figures figures)
{
    /// <summary>What was done, without to whom.</summary>
    public string Of(MarkEntry entry) => entry.Mark.Kind switch
    {
        MarkKind.Tag => text["Did.Tag", entry.Tag ?? Figures.None],
        MarkKind.Untag => text["Did.Untag", entry.Tag ?? Figures.None],
        MarkKind.Note => text["Did.Note"],
        MarkKind.Snooze => entry.Mark.Until is { } until ? text["Did.Snooze", figures.Day(until)] : text["Did.Wake"],
        MarkKind.Assign => entry.Assignee is { } name ? text["Did.Assign", name] : text["Did.Unassign"],
        _ => entry.Segment is { } segment ? text["Did.Segment", segment] : text["Did.SegmentUnnamed"],
    };
}
