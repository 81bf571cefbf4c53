namespace Dashboard.Core.Checks;

/// <summary>What a check can find.</summary>
public enum CheckReason
{
    DamagedFile = 1,
    MissingReference = 2,
    MissingLabel = 3,
    MissingProduct = 4,
    WrongBusinessDate = 5,
    OrderDiffersFromLines = 6,
    ImpossibleAmount = 7,
    DamagedSnapshot = 8,
    SnapshotDiffers = 9,
    InvalidSetting = 10,
    MissingIndex = 11,
}

/// <summary>One finding.</summary>
/// <param name="Reason">What is wrong.</param>
/// <param name="Count">How many rows, files or settings.</param>
/// <param name="Sentence">What is wrong and what to do about it, without personal data.</param>
public sealed record CheckFinding(CheckReason Reason, long Count, string Sentence);

/// <summary>One rule that the data folder must keep. A new rule is one more class and its line in <see cref="CheckServices"/>.</summary>
public interface ICheck
{
    /// <summary>What is checked, in a few words.</summary>
    string Name { get; }

    /// <summary>Everything found; empty when the rule holds.</summary>
    Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation);
}
