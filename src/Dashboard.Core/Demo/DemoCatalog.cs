namespace Dashboard.Core.Demo;

/// <summary>A product of the sample shop; money in minor units.</summary>
internal sealed record DemoProduct(int Index, string Sku, string Name, string Brand, int Category, long Price, long Cost);

/// <summary>A category and what it does to the customers who begin with it.</summary>
/// <param name="Name">Shown name.</param>
/// <param name="Share">Share of first orders, relative.</param>
/// <param name="Low">Cheapest price in major units.</param>
/// <param name="High">Dearest price in major units.</param>
/// <param name="Return">How often beginners come back, 1 is ordinary.</param>
/// <param name="Stay">How long beginners stay, 1 is ordinary; higher lapse later.</param>
/// <param name="Regular">Shape of the gaps: 1 comes at random, higher more like clockwork.</param>
/// <param name="Peak">Month of highest demand; 0 for none.</param>
/// <param name="Returned">Chance that an order of it is sent back.</param>
/// <param name="Goes">Category often bought along with it.</param>
/// <param name="Brands">Brands, invented.</param>
/// <param name="Goods">What is sold, invented.</param>
internal sealed record DemoCategory(
    string Name, double Share, double Low, double High, double Return, double Stay, int Regular, int Peak, double Returned, int Goes, string[] Brands, string[] Goods);

/// <summary>What the sample shop sells: 14 categories, 308 products, all names invented.</summary>
internal sealed class DemoCatalog
{
    private const int VariantsPerGood = 2;

    private static readonly string[] Variants =
        ["Classic", "Nordic", "Pure", "Fine", "Everyday", "Wild", "Harvest", "Studio", "Coast", "Alpine", "Velvet", "Amber", "Slate", "Meadow", "Linen", "Sunrise"];

    public static readonly DemoCategory[] Categories =
    [
        new("Coffee & tea", 12, 5, 32, 1.9, 1.9, 3, 0, 0.01, 1, ["Brenna", "Kaldi & Søn", "Morgenfrue", "Two Rivers"],
            ["Espresso Beans 1 kg", "Filter Coffee 500 g", "Green Tea", "Earl Grey", "Cold Brew Pack", "Decaf Beans", "Chai Blend", "Coffee Capsules 50", "Matcha", "Herbal Infusion", "Cocoa"]),
        new("Kitchen", 10, 9, 139, 0.9, 1.0, 1, 0, 0.06, 0, ["Pantry Lane", "Ferro", "Casa Olmo", "Hearthside"],
            ["French Press", "Chef's Knife", "Cast Iron Pan", "Mixing Bowl Set", "Pour-over Kit", "Cutting Board", "Storage Jars", "Milk Frother", "Kettle", "Tea Towel Set", "Mug Pair"]),
        new("Skin care", 11, 7, 64, 1.5, 1.5, 3, 0, 0.03, 3, ["Luma", "Oat & Fern", "Derma Nord", "Sel"],
            ["Day Cream", "Night Cream", "Face Serum", "Cleansing Gel", "Sun Lotion SPF 30", "Hand Balm", "Lip Care", "Body Lotion", "Clay Mask", "Toner", "Eye Cream"]),
        new("Hair care", 7, 5, 38, 1.3, 1.3, 2, 0, 0.02, 2, ["Luma", "Tress", "Birch Hill"],
            ["Shampoo", "Conditioner", "Hair Mask", "Styling Paste", "Hair Oil", "Dry Shampoo", "Wooden Brush", "Scalp Tonic", "Curl Cream", "Solid Shampoo", "Heat Spray"]),
        new("Home textiles", 8, 14, 169, 0.8, 0.9, 1, 10, 0.11, 5, ["Loom & Lake", "Casa Olmo", "Vlas"],
            ["Throw", "Cushion Cover", "Duvet Set", "Bath Towel Pair", "Table Runner", "Bathrobe", "Wool Blanket", "Curtain Pair", "Rug 80×150", "Fitted Sheet", "Napkin Set"]),
        new("Candles & fragrance", 6, 8, 54, 1.1, 1.0, 1, 12, 0.02, 4, ["Ember & Ash", "Vesper", "Oat & Fern"],
            ["Scented Candle", "Reed Diffuser", "Room Spray", "Tea Light Set", "Incense", "Wax Melts", "Travel Candle", "Pillar Candle", "Fragrance Oil", "Candle Holder", "Advent Candles"]),
        new("Stationery", 6, 3, 42, 1.0, 1.0, 1, 9, 0.02, 11, ["Marginalia", "Paper Fox", "Folio Nine"],
            ["Notebook A5", "Fountain Pen", "Planner", "Greeting Cards", "Washi Tape Set", "Pencil Case", "Sketchbook", "Ink Bottle", "Desk Pad", "Letter Set", "Sticky Notes"]),
        new("Garden", 6, 6, 119, 0.9, 1.1, 1, 5, 0.05, 8, ["Greenhand", "Birch Hill", "Terra Nova"],
            ["Seed Collection", "Plant Pot", "Watering Can", "Pruning Shears", "Bird Feeder", "Herb Planter", "Garden Gloves", "Trellis", "Compost Bin", "Solar Lights", "Hand Trowel"]),
        new("Outdoor", 6, 11, 189, 0.8, 0.9, 1, 6, 0.09, 7, ["Trailmark", "Fjellvandrer", "Terra Nova"],
            ["Insulated Bottle", "Picnic Blanket", "Daypack", "Headlamp", "Camp Mug", "Rain Jacket", "Trekking Socks", "Hammock", "Dry Bag", "Cooler Bag", "Folding Chair"]),
        new("Pet supplies", 8, 6, 59, 2.3, 2.2, 4, 0, 0.01, 9, ["Paws & Co.", "Barnaby", "Whiskerwood"],
            ["Dry Food Dog 5 kg", "Dry Food Cat 3 kg", "Cat Litter", "Dental Sticks", "Wet Food Tray 12", "Chew Toy", "Pet Shampoo", "Training Treats", "Bird Seed", "Cat Scratcher", "Dog Bed"]),
        new("Toys & games", 7, 8, 79, 0.7, 0.8, 1, 12, 0.05, 13, ["Kobold Games", "Little Orbit", "Paper Fox"],
            ["Board Game", "Puzzle 1000", "Wooden Train", "Card Game", "Plush Bear", "Building Blocks", "Kite", "Science Kit", "Dice Set", "Puppet", "Colouring Set"]),
        new("Books", 6, 9, 45, 1.2, 1.2, 1, 12, 0.02, 6, ["Harbour Press", "Folio Nine", "Quiet Room"],
            ["Cookbook", "Novel", "Garden Guide", "Travel Stories", "Poetry", "Picture Book", "History of Tea", "Craft Manual", "Short Stories", "Field Guide", "Biography"]),
        new("Electronics", 5, 12, 229, 0.6, 0.7, 1, 11, 0.12, 1, ["Volta", "Ferro", "Nimbus"],
            ["Wireless Charger", "Bluetooth Speaker", "Desk Lamp", "Earphones", "Smart Plug", "Alarm Clock", "Power Bank", "Cable Set", "Kitchen Scale", "Milk Frother Pro", "Air Sensor"]),
        new("Gifts", 6, 10, 99, 0.5, 0.5, 1, 12, 0.04, 5, ["Ribbon & Twine", "Vesper", "Pantry Lane"],
            ["Gift Box", "Tasting Set", "Photo Frame", "Chocolate Box", "Flower Voucher", "Baby Gift Set", "Wrapping Paper", "Keepsake Box", "Spa Set", "Breakfast Hamper", "Advent Calendar"]),
    ];

    public DemoCatalog(DemoRandom random)
    {
        var products = new List<DemoProduct>();
        ByCategory = new DemoProduct[Categories.Length][];
        for (var c = 0; c < Categories.Length; c++)
        {
            var category = Categories[c];
            var first = products.Count;
            foreach (var good in category.Goods)
            {
                var brand = random.Next(category.Brands.Length);
                var variant = random.Next(Variants.Length);
                for (var v = 0; v < VariantsPerGood; v++)
                {
                    // Prices lie evenly on a logarithmic scale and end in 90 or 50.
                    var raw = Math.Exp(Math.Log(category.Low) + random.Next() * Math.Log(category.High / category.Low));
                    var price = (long)Math.Floor(raw) * 100 + (raw < 20 && random.Chance(0.4) ? 50 : 90);
                    var name = $"{category.Brands[(brand + v) % category.Brands.Length]} {Variants[(variant + 5 * v) % Variants.Length]} {good}";
                    products.Add(new(products.Count, $"S-{c + 1:00}{products.Count - first + 1:00}", name, category.Brands[(brand + v) % category.Brands.Length], c,
                        price, (long)(price * (0.34 + 0.3 * random.Next()))));
                }
            }
            ByCategory[c] = [.. products.Skip(first).OrderBy(p => p.Price).ThenBy(p => p.Index)];
        }
        Products = products;
    }

    public IReadOnlyList<DemoProduct> Products { get; }

    /// <summary>Products of each category, cheapest first.</summary>
    public DemoProduct[][] ByCategory { get; }
}
