namespace Dashboard.Core.Imports;

/// <summary>Names the texts of imports, which lie beside it.</summary>
public sealed class ImportText;
