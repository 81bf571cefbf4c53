using Dashboard.Analytics.Facts;
using Dashboard.Analytics.Segments;

namespace Dashboard.Web.Features.Marks;

/// <summary>Customers chosen in a list: some by number, over several of its pages, or all that it lists.</summary>
public sealed class CustomerPick
{
    private readonly HashSet<long> _ids = [];

    /// <summary>Everybody whom the list holds.</summary>
    public bool IsAll { get; private set; }

    /// <summary>How many are chosen of a list of so many.</summary>
    public int Count(int listed) => IsAll ? listed : _ids.Count;

    public bool Has(long id) => IsAll || _ids.Contains(id);

    /// <summary>Chooses rows, or leaves them out again. Of all, leaving some out keeps the other rows on screen alone.</summary>
    /// <param name="ids">The rows.</param>
    /// <param name="on">Whether they are chosen.</param>
    /// <param name="shown">All rows on screen.</param>
    public void Set(IEnumerable<long> ids, bool on, IEnumerable<long> shown)
    {
        if (IsAll)
        {
            _ids.UnionWith(shown);
            IsAll = false;
        }
        if (on) _ids.UnionWith(ids);
        else _ids.ExceptWith(ids);
    }

    public void ChooseAll()
    {
        _ids.Clear();
        IsAll = true;
    }

    public void Clear()
    {
        _ids.Clear();
        IsAll = false;
    }

    /// <summary>Those chosen as a set.</summary>
    /// <param name="facts">The snapshot; who is no longer in it is left out.</param>
    /// <param name="listed">Everybody whom the list holds.</param>
    public CustomerSet Of(CustomerFacts facts, CustomerSet listed)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (IsAll) return listed;
        var chosen = new CustomerSet(facts.CustomerCount);
        foreach (var id in _ids)
        {
            if (facts.IndexOf(id) is >= 0 and var index) chosen.Add(index);
        }
        return chosen;
    }
}
