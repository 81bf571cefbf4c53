using System.Net;
using Dashboard.Benchmarks.Serving;

namespace Dashboard.Benchmarks.Clicking;

/// <summary>Others on the same server: a circuit each, which opens another page or filters the one it shows every few seconds.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    public const int People = 50;

    private const int Seed = 42;
    private const double LeastPause = 4, MostPause = 10;   // seconds

    private static readonly string[] Pages = ["/", "/", "/lifecycle", "/cohorts", "/clv", "/at-risk", "/one-time-buyers", "/segments", "/segments/rfm", "/customers"];
    private static readonly string[] Ranges = ["12m", "90d", "30d", "ytd", "quarter", "all"];

    private readonly CancellationTokenSource _leaving = new();
    private readonly List<BlazorConnection> _circuits = [];
    private Task _working = Task.CompletedTask;
    private int _opened;

    private Crowd() { }

    /// <summary>Pages that they opened so far.</summary>
    public int Opened => _opened;

    public static async Task<Crowd> ComeAsync(HttpClient client, CookieContainer cookies, Uri root)
    {
        var crowd = new Crowd();
        while (crowd._circuits.Count < People)
            crowd._circuits.Add(await BlazorConnection.OpenAsync(client, cookies, root));
        crowd._working = Task.WhenAll(crowd._circuits.Select((circuit, i) => crowd.WorkAsync(circuit, root, new(Seed + i))));
        return crowd;
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _working;
        foreach (var circuit in _circuits)
            await circuit.DisposeAsync();
        _leaving.Dispose();
    }

    private async Task WorkAsync(BlazorConnection circuit, Uri root, Random random)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(LeastPause + (MostPause - LeastPause) * random.NextDouble()), _leaving.Token);
                await circuit.NavigateAsync(new(root, AddressOf(random)));
                Interlocked.Increment(ref _opened);
            }
        }
        catch (OperationCanceledException)
        {
            // The day is over.
        }
    }

    // Mostly what many look at; one in five asks for days that nobody asked for before.
    private static string AddressOf(Random random)
    {
        var page = Pages[random.Next(Pages.Length)];
        if (page is "/segments" or "/segments/rfm") return page;
        if (page == "/customers") return $"{page}?page={random.Next(1, 200)}";
        return random.Next(5) == 0 ? $"{page}?from={2023 + random.Next(2)}-{random.Next(1, 13):00}-{random.Next(1, 28):00}" : $"{page}?range={Ranges[random.Next(Ranges.Length)]}";
    }
}
