namespace Dashboard.Web.Features.Settings;

/// <summary>Texts of the settings page. A setting has <c>{name}</c> and <c>{name}.Hint</c>; a reason why it cannot be saved <c>Reason.{reason}</c>.</summary>
public sealed class SettingsText;
