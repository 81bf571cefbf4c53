namespace Dashboard.Web.Features.Help;

/// <summary>Texts about every reason why a row is rejected, keyed by its name in code: <c>{reason}.Name</c>. How to repair it says the import itself.</summary>
public sealed class ReasonText;
