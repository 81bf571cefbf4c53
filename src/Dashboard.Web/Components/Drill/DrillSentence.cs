using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Drill;

/// <summary>Sentences in which some figures open the menu of what can be done with the customers behind them.</summary>
/// <param name="figures">The reader's way of writing numbers.</param>
public sealed class DrillSentence(Figures figures)
{
    // Stands in the text for the first figure, the next one for the second.
    private const char First = '\uE000';

    private readonly List<RenderFragment> _links = [];

    /// <summary>What is put into a localized text in place of a figure.</summary>
    /// <param name="to">Where they are listed; null for nobody, or where no rule says who they are.</param>
    /// <param name="text">The figure as it stands in the sentence.</param>
    public string Link(DrillTo? to, string text)
    {
        if (to is null) return text;
        _links.Add(DrillLink.Of(to, text, figures));
        return ((char)(First + _links.Count - 1)).ToString();
    }

    /// <summary>The text with its figures.</summary>
    public RenderFragment Of(string text) => builder =>
    {
        ArgumentNullException.ThrowIfNull(text);
        var said = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] - First is not (>= 0 and var link) || link >= _links.Count) continue;
            builder.AddContent(0, text[said..at]);
            builder.AddContent(1, _links[link]);
            said = at + 1;
        }
        builder.AddContent(2, text[said..]);
    };
}
