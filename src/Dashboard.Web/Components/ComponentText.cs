namespace Dashboard.Web.Components;

/// <summary>Texts of the parts that every page shares.</summary>
public sealed class ComponentText;
