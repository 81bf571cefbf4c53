namespace Dashboard.Web.Features.Help;

/// <summary>
/// Texts of the help pages. Rules and glossary terms are <c>Rule.{id}.Name</c> and <c>.Text</c>, <c>Term.{id}.Name</c> and <c>.Text</c>; a KPI may have
/// <c>Option.{id}</c> and <c>Differ.{id}</c>.
/// </summary>
public sealed class HelpText;
