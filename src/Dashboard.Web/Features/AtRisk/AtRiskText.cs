namespace Dashboard.Web.Features.AtRisk;

/// <summary>Texts of the page about customers at risk.</summary>
public sealed class AtRiskText;
