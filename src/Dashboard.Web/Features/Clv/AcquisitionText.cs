namespace Dashboard.Web.Features.Clv;

/// <summary>Texts of the page about the cost of winning customers.</summary>
public sealed class AcquisitionText;
