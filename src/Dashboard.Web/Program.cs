using Dashboard.Web.Verbs;

return await CommandLine.RunAsync(args);

/// <summary>Named so that tests and the router can find this assembly.</summary>
public sealed partial class Program;
