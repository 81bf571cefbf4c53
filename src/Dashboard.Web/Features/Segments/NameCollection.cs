using System.Collections;

namespace Dashboard.Web.Features.Segments;

/// <summary>Names to choose from, each shown as it is and the empty one in words. Nothing is copied: a free attribute may have a hundred thousand values.</summary>
/// <param name="names">The names.</param>
/// <param name="notGiven">What the empty one is shown as.</param>
/// <param name="orNone">Nothing given can be chosen too, where the names do not say so.</param>
public sealed class NameCollection(IReadOnlyList<string> names, string notGiven, bool orNone) : IReadOnlyCollection<(string Value, string Name)>
{
    private readonly int _none = orNone && !names.Contains("") ? 1 : 0;

    public int Count => names.Count + _none;

    public IEnumerator<(string Value, string Name)> GetEnumerator() => Enumerable.Repeat("", _none).Concat(names).Select(n => (n, n.Length > 0 ? n : notGiven)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
