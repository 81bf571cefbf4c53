namespace Dashboard.Web.Features.Help;

/// <summary>
/// Texts about every KPI, keyed by its id: <c>{id}.Name</c>, <c>{id}.Definition</c>, <c>{id}.Formula</c>, <c>{id}.Window</c>, <c>{id}.LeftOut</c>, <c>{id}.Example</c>.
/// </summary>
public sealed class KpiText;
