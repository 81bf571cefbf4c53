using System.Text.Json;
using Dashboard.Analytics.Lifetime;

namespace Dashboard.Analytics.Forecasts;

/// <summary>The forecast in service: all that decides what is forecast of a customer besides the customer's own orders.</summary>
public sealed record ForecastRules
{
    /// <summary>Day up to which silence is known; who bought later is known up to the last purchase.</summary>
    public required int Day { get; init; }

    /// <summary>Name of the purchase model that serves; null when no forecast was accepted. P(alive), the next purchase, the lifecycle and the width of intervals are its own.</summary>
    public string? Model { get; init; }

    /// <summary>Its parameters in the family's order, times in weeks.</summary>
    public double[] Parameters { get; init; } = [];

    /// <summary>Covariance of the logs of the parameters, n·n row by row; null where it is not known.</summary>
    public double[]? Covariance { get; init; }

    /// <summary>Whether that model was accepted by itself. Where only the <see cref="Blend"/> was, the best model gives what a blend cannot say, and pages tell so.</summary>
    public bool IsModelAccepted { get; init; } = true;

    /// <summary>What expects purchases, and with them value, better than the model alone does; null when the model itself serves.</summary>
    public PurchaseBlend? Blend { get; init; }

    /// <summary>p, q, γ of the Gamma-Gamma spend model, money in major units; null when none was accepted.</summary>
    public double[]? Spend { get; init; }

    /// <summary>Covariance of the logs of p, q, γ, row by row; null where it is not known.</summary>
    public double[]? SpendCovariance { get; init; }

    /// <summary>Mean net amount of a repeat purchase in major units, which stands in for a spend model.</summary>
    public double MeanSpend { get; init; }

    /// <summary>Squared coefficient of variation of that mean as an estimate.</summary>
    public double MeanSpendDoubt { get; init; }

    /// <summary>The settings by which the snapshot counted money when this was fitted, as in its stamp; amounts mean nothing by others.</summary>
    public string? Counting { get; init; }

    /// <summary>Share of the net amounts that is not refunded, 0 … 1.</summary>
    public double Kept { get; init; } = 1;

    /// <summary>H: days that are forecast.</summary>
    public int HorizonDays { get; init; } = 365;

    /// <summary>Discount per year, 0.1 for 10 %.</summary>
    public double DiscountRate { get; init; } = 0.1;

    public LifecycleRules Lifecycle { get; init; } = new();

    /// <summary>The purchase model; null when none was accepted or its parameters make none.</summary>
    internal IPurchaseModel? CreateModel() => Model is null ? null : PurchaseModels.Find(Model)?.Create(Parameters);

    /// <summary>As text that is equal only for equal rules.</summary>
    public string ToText() => JsonSerializer.Serialize(this);

    /// <summary>Rules from their text; null for an empty one.</summary>
    /// <exception cref="JsonException">The text is none of <see cref="ToText"/>.</exception>
    public static ForecastRules? Parse(string text) => text.Length == 0 ? null : JsonSerializer.Deserialize<ForecastRules>(text);
}
