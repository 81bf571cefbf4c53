using Hangfire.States;

namespace Dashboard.SqliteJobs.Tests;

/// <summary>A state of any name and data.</summary>
public sealed class StateOf(string name, Dictionary<string, string>? data = null) : IState
{
    public string Name => name;

    public string Reason => "";

    public bool IsFinal => false;

    public bool IgnoreJobLoadException => false;

    public Dictionary<string, string> SerializeData() => data ?? [];
}
