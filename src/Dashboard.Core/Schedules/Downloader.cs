using System.Net;
using System.Net.Sockets;
using Dashboard.Core.Data;
using Dashboard.Core.Imports;
using Microsoft.Extensions.Localization;

namespace Dashboard.Core.Schedules;

/// <summary>
/// Fetches a file by HTTP into a folder of its own below the uploads, as it comes, within the limits of size and time. The server is told what is known of the
/// file, so that it need not send it again.
/// </summary>
public sealed class Downloader(DataFolder data, ScheduleOptions options, HeaderSecrets secrets, TimeProvider clock, IStringLocalizer<ScheduleText> text)
{
    private readonly AddressGuard _guard = new(options.AllowedAddresses);

    /// <summary>Lets a test trust the certificate of a server of its own; nothing else sets it.</summary>
    internal Action<SocketsHttpHandler>? Adjust { get; set; }

    /// <summary>At most one file; none when the server says that it has not changed.</summary>
    internal async Task<Arrivals> FetchAsync(ImportSchedule schedule, IReadOnlyDictionary<string, ScheduledFile> known, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(schedule.Location, UriKind.Absolute, out var address)) return Refused("Fetch_NotAnAddress");
        if (secrets.Reveal(schedule.Headers) is not { } headers) return Refused("Fetch_Headers");
        using var time = new CancellationTokenSource(options.LongestFetch, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, time.Token);
        try
        {
            var handler = GuardedConnection.Handler(_guard);
            Adjust?.Invoke(handler);
            using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            return await FollowAsync(client, address, headers, known, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && time.IsCancellationRequested)
        {
            return Refused("Fetch_TooLong", options.LongestFetch.TotalMinutes);
        }
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException && !cancellation.IsCancellationRequested)
        {
            return Refused("Fetch_NoConnection", address.IdnHost);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return Sentence(broken, address);
        }
    }

    /// <summary>Removes a fetched file that no import took; harmless when it is gone.</summary>
    internal void Forget(Arrival file)
    {
        if (Path.GetDirectoryName(file.Path) is { } own && Path.GetDirectoryName(own) == Path.GetFullPath(data.Uploads) && Directory.Exists(own)) Directory.Delete(own, recursive: true);
    }

    private async Task<Arrivals> FollowAsync(
        HttpClient client, Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, IReadOnlyDictionary<string, ScheduledFile> known, CancellationToken cancellation)
    {
        var name = FileNames.Plain(Uri.UnescapeDataString(address.Segments[^1]));
        var at = address;
        for (var hop = 0; hop <= Redirects.Most; hop++)
        {
            using var request = Request(at, Redirects.IsSameService(address, at) ? headers : [], known.GetValueOrDefault(name));
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.StatusCode == HttpStatusCode.NotModified) return new([], null);
            if ((int)answer.StatusCode is 301 or 302 or 303 or 307 or 308)
            {
                if (Redirects.Next(at, answer.Headers.Location) is not { } next) return Refused("Fetch_Redirect", at.IdnHost);
                // Once on another host, headers stay off, even where it leads back.
                if (!Redirects.IsSameService(at, next)) headers = [];
                at = next;
                continue;
            }
            if (!answer.IsSuccessStatusCode) return Refused("Fetch_Status", at.IdnHost, (int)answer.StatusCode);
            return await SaveAsync(answer, name, cancellation);
        }
        return Refused("Fetch_TooManyRedirects", address.IdnHost, Redirects.Most);
    }

    private static HttpRequestMessage Request(Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, ScheduledFile? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", "CustomerDashboard");
        request.Headers.TryAddWithoutValidation("Accept", "text/csv, text/plain, application/gzip, */*");
        if (known?.ETag is { } tag) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        if (known?.LastModified is { } modified) request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    private async Task<Arrivals> SaveAsync(HttpResponseMessage answer, string name, CancellationToken cancellation)
    {
        var tooLarge = Refused("Fetch_TooLarge", options.LargestFile >> 20);
        if (answer.Content.Headers.ContentLength > options.LargestFile) return tooLarge;
        var own = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(data.Uploads), Guid.NewGuid().ToString("n"))).FullName;
        var path = Path.Combine(own, name);
        var kept = false;
        try
        {
            long bytes = 0;
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true))
            await using (var body = await answer.Content.ReadAsStreamAsync(cancellation))
            {
                var block = new byte[256 * 1024];
                for (int read; (read = await body.ReadAsync(block, cancellation)) > 0;)
                {
                    // Counted as it comes and unpacked: a small answer may unpack to anything.
                    if ((bytes += read) > options.LargestFile) return tooLarge;
                    await file.WriteAsync(block.AsMemory(0, read), cancellation);
                }
            }
            kept = true;
            return new([new(name, path, bytes, clock.GetUtcNow().UtcDateTime) { ETag = answer.Headers.ETag?.ToString(), LastModified = answer.Content.Headers.LastModified?.ToString("r") }], null);
        }
        finally
        {
            if (!kept) Directory.Delete(own, recursive: true);
        }
    }

    private Arrivals Sentence(Exception broken, Uri address)
    {
        for (var cause = broken; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressRefusedException refused: return Refused("Fetch_Address", refused.Host, refused.Address);
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }: return Refused("Fetch_NoHost", address.IdnHost);
                case SocketException: return Refused("Fetch_NoConnection", address.IdnHost);
                case System.Security.Authentication.AuthenticationException: return Refused("Fetch_Certificate", address.IdnHost);
            }
        }
        return Refused("Fetch_Broken", address.IdnHost, broken.Message);
    }

    private Arrivals Refused(string reason, params object[] words) => new([], text[reason, words].Value);
}
