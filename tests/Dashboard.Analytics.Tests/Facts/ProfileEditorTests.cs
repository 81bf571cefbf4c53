using CsCheck;
using Dashboard.Analytics.Facts;
using static Dashboard.Analytics.Tests.Facts.FactSamples;

namespace Dashboard.Analytics.Tests.Facts;

public sealed class ProfileEditorTests
{
    private sealed record Profile(int City, int Consent, int Attribute);

    private static Gen<Profile> Any => Gen.Select(Gen.Int[0, 4], Gen.Int[0, 6], Gen.Int[0, 4]).Select((city, consent, attribute) => new Profile(city, consent, attribute));

    [Fact]
    public void Telling_some_customers_anew_gives_what_telling_all_gives() =>
        Gen.Select(Any.Array[6], Any.Array[8], Gen.Bool.Array[6]).Sample((before, now, again) =>
        {
            var first = Tell(new ProfileEditor(Codes, 6, [7]), before, _ => true);
            var old = FactsBuilder.Build(Stamp, Codes, [1, 2, 3, 4, 5, 6], new byte[6], [new FactRowLists()]).WithProfiles(first.Codes, first.Columns, first.Attributes);
            Profile[] all = [.. now.Select((p, i) => i >= 6 || again[i] ? p : before[i])];
            Assert.Equal(
                Text(Tell(new ProfileEditor(Codes, 8, [7]), all, _ => true), all.Length),
                Text(Tell(new ProfileEditor(Codes, 8, [7], old), all, i => i >= 6 || again[i]), all.Length));
        });

    [Fact]
    public void Birth_dates_outside_the_century_are_unknown()
    {
        Assert.Equal(new DateOnly(1900, 1, 1), BirthDay.ToDate(1));
        Assert.Equal([0, 1, 65_535, 0], new DateOnly[] { new(1899, 12, 31), new(1900, 1, 1), new(2079, 6, 5), new(2079, 6, 6) }.Select(d => (int)BirthDay.From(d)));
    }

    private static (FactCodes Codes, ProfileColumns Columns, IReadOnlyList<FreeAttribute> Attributes) Tell(ProfileEditor editor, Profile[] profiles, Predicate<int> tells)
    {
        for (var i = 0; i < profiles.Length; i++)
        {
            if (!tells(i)) continue;
            editor.Forget(i);
            var (city, consent, attribute) = profiles[i];
            editor.Columns.City[i] = city == 0 ? 0 : editor.Cities.Of($"city {9 - city}");
            if (consent > 0) editor.TakeConsent(i, System.Text.Encoding.UTF8.GetBytes($"purpose {consent / 2}"), consent % 2 == 0);
            if (attribute > 0) editor.TakeAttribute(i, $"attribute {attribute % 2}", $"value {attribute}");
        }
        return editor.Seal();
    }

    private static string Text((FactCodes Codes, ProfileColumns Columns, IReadOnlyList<FreeAttribute> Attributes) sealed_, int n) => string.Join(
        "; ",
        Enumerable.Range(0, n).Select(i => $"{sealed_.Codes.Cities[sealed_.Columns.City[i]]} {sealed_.Columns.City[i]} {sealed_.Columns.Granted[i]} {sealed_.Columns.Refused[i]}")
            .Concat(sealed_.Attributes.Select(a => $"{a.Name}: {string.Join("|", a.Values)} {string.Join(" ", a.Customer.Zip(a.Value))}"))
            .Concat([string.Join("|", sealed_.Codes.Cities), string.Join("|", sealed_.Codes.Purposes)]));
}
