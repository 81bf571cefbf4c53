namespace Dashboard.Core.Exports;

/// <summary>A table or chart of a page.</summary>
/// <param name="Title">What it is called there.</param>
/// <param name="Table">Its figures; the name of the table tells it from the others of its page.</param>
public sealed record PageFigure(string Title, FigureTable Table);

/// <summary>Why a page shows no figures.</summary>
public enum FigureProblem
{
    /// <summary>There is no such page, or it leads elsewhere.</summary>
    NoPage = 1,

    /// <summary>The person may not see it.</summary>
    NotAllowed,

    /// <summary>Its figures, or some of them, could not be computed; those that could are there.</summary>
    Failed,
}

/// <summary>Opens pages for the figures on them.</summary>
public interface IFigureSource
{
    /// <summary>All tables and charts of a page, as somebody would see them now.</summary>
    /// <param name="userId">Whose rights and segments count.</param>
    /// <param name="address">Path and query of the page.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<(IReadOnlyList<PageFigure> Figures, FigureProblem? Problem)> OpenAsync(int userId, string address, CancellationToken cancellation);
}
