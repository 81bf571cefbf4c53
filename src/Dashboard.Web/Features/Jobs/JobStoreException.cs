namespace Dashboard.Web.Features.Jobs;

/// <summary>The place where jobs are kept cannot be used at the start of the program.</summary>
/// <param name="message">What, where and what to do, in one sentence or two without a secret.</param>
public sealed class JobStoreException(string message, Exception cause) : Exception(message, cause);
