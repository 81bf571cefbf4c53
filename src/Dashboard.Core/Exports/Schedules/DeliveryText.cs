namespace Dashboard.Core.Exports.Schedules;

/// <summary>Names the texts of scheduled exports, which lie beside it.</summary>
public sealed class DeliveryText;
