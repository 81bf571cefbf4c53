namespace Dashboard.Core.Exports.Schedules;

/// <summary>What only whoever runs the machine decides about scheduled exports: from the program's settings, never from a page.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Folders into which files may be put, with all below them, besides <c>outbox</c> in the data folder.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Host names, addresses or networks (such as <c>10.1.0.0/16</c>) that files may be sent to although they are not public.</summary>
    public IReadOnlyList<string> AllowedAddresses { get; init; } = [];

    /// <summary>Longest that sending one file may take.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(30);
}
