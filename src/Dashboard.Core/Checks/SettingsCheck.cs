using Dashboard.Core.Settings;

namespace Dashboard.Core.Checks;

/// <summary>The shop's settings are ones that the Settings page would accept.</summary>
internal sealed class SettingsCheck(SettingsService settings) : ICheck
{
    public string Name => "settings";

    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation) =>
        [.. SettingsRules.Check(await settings.GetAsync(cancellation))
            .Select(problem => new CheckFinding(CheckReason.InvalidSetting, 1, $"The setting {problem.Setting} cannot be used ({problem.Reason}). Correct it on the Settings page."))];
}
