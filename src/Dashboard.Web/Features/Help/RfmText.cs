namespace Dashboard.Web.Features.Help;

/// <summary>Texts about every RFM group, keyed by its name in code: <c>{group}.Name</c>, <c>{group}.Meaning</c>, <c>{group}.Action</c>.</summary>
public sealed class RfmText;
