namespace Dashboard.Web.Features.Imports;

/// <summary>Texts of the import pages.</summary>
public sealed class ImportsText;
