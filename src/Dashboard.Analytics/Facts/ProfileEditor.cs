namespace Dashboard.Analytics.Facts;

/// <summary>
/// Profiles in the making: of all customers from nothing, or from those of a snapshot with some customers' told anew. Both give the same columns, since codes depend on
/// the names in use alone.
/// </summary>
public sealed class ProfileEditor
{
    private readonly FactCodes _codes;
    private readonly byte[] _secret;
    private readonly Dictionary<string, AttributeEditor> _attributes = new(StringComparer.Ordinal);
    private readonly bool[] _toldAnew;
    private readonly NameCodes _purposes;

    /// <param name="codes">Names behind the codes of channels and campaigns.</param>
    /// <param name="customers">Number of customers.</param>
    /// <param name="secret">The shop's own key, by which few people's values are hidden; see <see cref="FreeValue"/>.</param>
    /// <param name="old">Snapshot whose customers come first and keep their profiles until told anew; null for none.</param>
    public ProfileEditor(FactCodes codes, int customers, byte[] secret, CustomerFacts? old = null)
    {
        (_codes, _secret, _toldAnew, Columns) = (codes, secret, new bool[customers], old is null ? ProfileColumns.New(customers) : Grown(old.Profiles, customers));
        var names = old?.Codes ?? new([""], [""], [""]);
        (Genders, Regions, Cities) = (new(names.Genders), new(names.Regions), new(names.Cities));
        (PostalAreas, Industries, Households, _purposes) = (new(names.PostalAreas), new(names.Industries), new(names.Households), new(names.Purposes));
        foreach (var attribute in old?.Attributes ?? [])
            _attributes.Add(attribute.Name, new(attribute));
    }

    /// <summary>To be filled; texts take the codes that the name lists give.</summary>
    public ProfileColumns Columns { get; }

    public NameCodes Genders { get; }
    public NameCodes Regions { get; }
    public NameCodes Cities { get; }
    public NameCodes PostalAreas { get; }
    public NameCodes Industries { get; }
    public NameCodes Households { get; }

    /// <summary>True when a purpose found no bit, or the last was taken: those that had to stay out are unknown then, so that only a build from the whole store is right.</summary>
    public bool IsFull => _purposes.Count >= ProfileColumns.MostPurposes;

    /// <summary>Forgets a customer's consents and free attributes before the customer is told anew; the caller sets every other column.</summary>
    public void Forget(int customer)
    {
        _toldAnew[customer] = true;
        (Columns.Granted[customer], Columns.Refused[customer]) = (0, 0);
    }

    /// <summary>Takes a word on a purpose, the newer after the older. Beyond 31 purposes those met last are left out.</summary>
    public void TakeConsent(int customer, ReadOnlySpan<byte> purpose, bool granted)
    {
        var code = _purposes.Of(purpose);
        if (code >= ProfileColumns.MostPurposes) return;
        var (word, other) = granted ? (Columns.Granted, Columns.Refused) : (Columns.Refused, Columns.Granted);
        word[customer] |= 1 << code;
        other[customer] &= ~(1 << code);
    }

    /// <summary>Takes a free attribute; customers ascending from call to call, of several values of one name the last counts.</summary>
    public void TakeAttribute(int customer, string name, string value)
    {
        if (!_attributes.TryGetValue(name, out var attribute)) _attributes.Add(name, attribute = new(new(name, [], [], [])));
        attribute.Add(customer, value);
    }

    /// <summary>Puts names and codes in order; of no use afterwards.</summary>
    public (FactCodes Codes, ProfileColumns Columns, IReadOnlyList<FreeAttribute> Attributes) Seal()
    {
        var codes = _codes with
        {
            Genders = Genders.Order(Columns.Gender, keepFirst: true),
            Regions = Regions.Order(Columns.Region, keepFirst: true),
            Cities = Cities.Order(Columns.City, keepFirst: true),
            PostalAreas = PostalAreas.Order(Columns.PostalArea, keepFirst: true),
            Industries = Industries.Order(Columns.Industry, keepFirst: true),
            Households = Households.Order(Columns.Household, keepFirst: true),
            Purposes = OrderPurposes(),
        };
        return (codes, Columns,
            [.. _attributes.Values.Select(a => a.Seal(_toldAnew, _secret)).Where(a => a.Customer.Length > 0).OrderBy(a => a.Name, StringComparer.Ordinal)]);
    }

    private string[] OrderPurposes()
    {
        var seen = 0;
        for (var i = 0; i < Columns.Granted.Length; i++)
            seen |= Columns.Granted[i] | Columns.Refused[i];
        var used = new bool[_purposes.Count];
        for (var p = 0; p < Math.Min(used.Length, ProfileColumns.MostPurposes); p++)
            used[p] = (seen >> p & 1) != 0;
        var (names, newCode) = _purposes.Order(used);
        if (Enumerable.Range(0, used.Length).All(p => !used[p] || newCode[p] == p)) return names;

        int Moved(int mask)
        {
            var moved = 0;
            for (var rest = mask; rest != 0; rest &= rest - 1)
                moved |= 1 << newCode[int.TrailingZeroCount(rest)];
            return moved;
        }
        for (var i = 0; i < Columns.Granted.Length; i++)
            (Columns.Granted[i], Columns.Refused[i]) = (Moved(Columns.Granted[i]), Moved(Columns.Refused[i]));
        return names;
    }

    private static ProfileColumns Grown(ProfileColumns old, int customers)
    {
        var grown = ProfileColumns.New(customers);
        old.AcquisitionChannel.CopyTo(grown.AcquisitionChannel, 0);
        old.AcquisitionCampaign.CopyTo(grown.AcquisitionCampaign, 0);
        old.PreferredChannel.CopyTo(grown.PreferredChannel, 0);
        old.Gender.CopyTo(grown.Gender, 0);
        old.Region.CopyTo(grown.Region, 0);
        old.City.CopyTo(grown.City, 0);
        old.PostalArea.CopyTo(grown.PostalArea, 0);
        old.Industry.CopyTo(grown.Industry, 0);
        old.Household.CopyTo(grown.Household, 0);
        old.Birth.CopyTo(grown.Birth, 0);
        old.OnFile.CopyTo(grown.OnFile, 0);
        old.Granted.CopyTo(grown.Granted, 0);
        old.Refused.CopyTo(grown.Refused, 0);
        old.Since.CopyTo(grown.Since, 0);
        old.Source.CopyTo(grown.Source, 0);
        return grown;
    }

    /// <summary>A free attribute in the making.</summary>
    private sealed class AttributeEditor(FreeAttribute old)
    {
        private readonly NameCodes _values = new(old.Values);
        private readonly List<(int Customer, int Value)> _added = [];

        public void Add(int customer, string value)
        {
            if (_added.Count > 0 && _added[^1].Customer == customer) _added.RemoveAt(_added.Count - 1);
            _added.Add((customer, _values.Of(value)));
        }

        public FreeAttribute Seal(bool[] toldAnew, byte[] secret)
        {
            var (customers, values) = (new List<int>(), new List<int>());
            var next = 0;
            void TakeAdded(int before)
            {
                for (; next < _added.Count && _added[next].Customer < before; next++)
                    Take(_added[next].Customer, _added[next].Value);
            }
            void Take(int customer, int value)
            {
                customers.Add(customer);
                values.Add(value);
            }
            for (var i = 0; i < old.Customer.Length; i++)
            {
                TakeAdded(old.Customer[i]);
                if (!toldAnew[old.Customer[i]]) Take(old.Customer[i], old.Value[i]);
            }
            TakeAdded(int.MaxValue);
            int[] codes = [.. values];
            Hide(codes, secret);
            var names = _values.Order(codes, keepFirst: false);
            return new(old.Name, names, [.. customers], codes);
        }

        // Who makes a hidden value common was told anew, and the text with them: nobody else need be asked.
        private void Hide(int[] codes, byte[] secret)
        {
            var holders = new int[_values.Count];
            foreach (var code in codes) holders[code]++;
            var newCode = new int[holders.Length];
            for (var code = 0; code < newCode.Length; code++) newCode[code] = code;
            for (var code = 0; code < newCode.Length; code++)
            {
                var value = _values[code];
                if (holders[code] == 0 || holders[code] >= FreeValue.Few && code < old.Values.Length || FreeValue.IsHidden(value) || FreeValue.IsHarmless(value)) continue;
                var hidden = _values.Of(FreeValue.Hide(value, secret));
                var others = hidden < holders.Length ? holders[hidden] : 0;
                if (holders[code] + others < FreeValue.Few) newCode[code] = hidden;
                else if (others > 0) newCode[hidden] = code;
            }
            foreach (ref var code in codes.AsSpan()) code = newCode[code];
        }
    }
}
