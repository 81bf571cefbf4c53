using Dashboard.Core.Customers;

namespace Dashboard.Core.Tests.Customers;

public sealed class CustomerSearchTests
{
    private static async Task<IEnumerable<string>> FindAsync(CustomerShop shop, string text) =>
        (await shop.Directory.ReadAsync(await shop.FactsAsync(), new(text, [], default, false, 0, 50), TestContext.Current.CancellationToken)).Rows.Select(r => r.Title).Order(StringComparer.Ordinal);

    [Theory]
    [InlineData("jørgensen", "Åse Jørgensen")]
    [InlineData("ASE", "Åse Jørgensen")]
    [InlineData("jorgensen", "Åse Jørgensen")]
    [InlineData("åse jør", "Åse Jørgensen")]
    [InlineData("jør åse", "Åse Jørgensen")]
    [InlineData("ada@", "Ada O'Neill")]
    [InlineData("example.com neill", "Ada O'Neill")]
    [InlineData("12 34 56 78", "Ada O'Neill")]
    [InlineData("+4512345678", "Ada O'Neill")]
    [InlineData("0045 12345678", "Ada O'Neill")]
    [InlineData("004512345678", "Ada O'Neill")]
    [InlineData("00451234", "Ada O'Neill")]
    [InlineData("C-17", "Cem")]
    [InlineData("c-1789", "Cem")]
    [InlineData("n1", "Cem")]
    [InlineData("فاطمه", "فاطمه")]
    [InlineData("100%", "100% Wool Ltd")]
    [InlineData("_", "Under_score")]
    public async Task A_customer_is_found_by(string text, string name)
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.AddAsync("Cem", number: "C-1789", days: ["2024-01-01"]);
        await shop.AddAsync("Åse Jørgensen");
        await shop.AddAsync("Ada O'Neill", email: "Ada@Example.com", phone: "+4512345678");
        await shop.AddAsync("فاطمه");
        await shop.AddAsync("100% Wool Ltd");
        await shop.AddAsync("Under_score");

        Assert.Equal([name], await FindAsync(shop, text));
    }

    [Theory]
    [InlineData("' OR 1=1 --")]
    [InlineData("%")]
    [InlineData("ada smith")]
    [InlineData("12345")]
    [InlineData("N99")]
    [InlineData("789")]
    public async Task Nobody_is_found_by(string text)
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.AddAsync("Ada Jones", email: "ada@example.com", number: "C-1789", days: ["2024-01-01"]);

        Assert.Empty(await FindAsync(shop, text));
    }

    [Theory]
    [InlineData("maiden.name@")]
    [InlineData("ada maiden")]
    [InlineData("+47 900 00 111")]
    [InlineData("B-2")]
    public async Task A_customer_is_found_by_what_a_source_knew_her_by_before(string text)
    {
        await using var shop = await CustomerShop.OpenAsync();
        var ada = await shop.AddAsync("Ada Jones", email: "ada@example.com", number: "A-1", phone: "+4512345678");
        await shop.AddAsync("Ben", email: "ben@example.com", number: "C-3", phone: "+4512345679");
        await shop.ChangeAsync(db => db.CustomerIdentities.AddRange(
            new CustomerIdentity { CustomerId = ada, Kind = IdentityKind.Email, Value = "maiden.name@example.com" },
            new CustomerIdentity { CustomerId = ada, Kind = IdentityKind.Phone, Value = "+4790000111" },
            new CustomerIdentity { CustomerId = ada, Kind = IdentityKind.CustomerNumber, SourceId = 1, Value = "B-2" }));

        Assert.Equal(["Ada Jones"], await FindAsync(shop, text));
    }

    [Fact]
    public async Task Blank_text_finds_everybody()
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.AddAsync("Ada");
        await shop.AddAsync("Ben");

        Assert.Equal(["Ada", "Ben"], await FindAsync(shop, "  "));
    }

    [Fact]
    public async Task Customers_of_every_share_of_the_numbers_are_found()
    {
        await using var shop = await CustomerShop.OpenAsync();
        await shop.AddManyAsync(30_000, i => i % 1_000 == 7 ? $"Wanted {i}" : $"Other {i}");
        Assert.Equal(30, (await shop.Directory.ReadAsync(await shop.FactsAsync(), new("wanted", [], default, false, 0, 50), TestContext.Current.CancellationToken)).Total);
    }
}
