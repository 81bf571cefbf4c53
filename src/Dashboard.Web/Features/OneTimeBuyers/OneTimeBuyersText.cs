namespace Dashboard.Web.Features.OneTimeBuyers;

/// <summary>Texts of the page about one-time buyers.</summary>
public sealed class OneTimeBuyersText;
