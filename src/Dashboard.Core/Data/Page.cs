namespace Dashboard.Core.Data;

/// <summary>A stretch of a longer list.</summary>
/// <param name="Total">Items in the whole list.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long Total);
