namespace Dashboard.Web.Components;

public sealed class NoPermissionText;
