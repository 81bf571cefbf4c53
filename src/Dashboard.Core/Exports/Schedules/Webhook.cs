using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Dashboard.Core.Schedules;
using Microsoft.Extensions.Localization;

namespace Dashboard.Core.Exports.Schedules;

/// <summary>
/// Posts files to addresses, as they lie on the disk, only to where the program's settings let it. A receiver knows a file that comes twice by <c>Dashboard-Delivery</c>, which
/// is the same for every try of a run, and that it comes from here by <c>Dashboard-Signature: t=SECONDS,v1=HEX</c>: HMAC-SHA256 (RFC 2104) of the seconds since 1970, a full stop
/// and the body, with the secret of the schedule.
/// </summary>
public sealed class Webhook(DeliveryOptions options, HeaderSecrets secrets, TimeProvider clock, IStringLocalizer<DeliveryText> text)
{
    public const string SignatureHeader = "Dashboard-Signature";
    public const string DeliveryHeader = "Dashboard-Delivery";
    private const int Block = 128 * 1024;

    private readonly AddressGuard _guard = new(options.AllowedAddresses);

    /// <summary>The signature of a body; see the class.</summary>
    /// <param name="secret">Shared with the receiver.</param>
    /// <param name="seconds">Since 1970 (UTC).</param>
    /// <param name="body">What is signed, from where it stands to its end.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<string> SignAsync(string secret, long seconds, Stream body, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")));
        var block = new byte[Block];
        for (int read; (read = await body.ReadAsync(block, cancellation)) > 0;) mac.AppendData(block.AsSpan(0, read));
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(mac.GetHashAndReset())}");
    }

    /// <summary>Why nothing could be sent to an address; null when something could, or when nobody knows its host at the moment.</summary>
    internal async Task<string?> CheckAsync(string location, CancellationToken cancellation) =>
        Uri.TryCreate(location, UriKind.Absolute, out var address) && await GuardedConnection.RefusedAsync(_guard, address.IdnHost, cancellation) is { } refused ? text["Send_Address", address.IdnHost, refused].Value : null;

    /// <summary>Posts a file. Null when the receiver took it, else why not.</summary>
    internal async Task<string?> PostAsync(ExportSchedule schedule, string path, string name, long run, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(schedule.Location, UriKind.Absolute, out var address)) return text["Send_NotAnAddress"];
        if (secrets.Reveal(schedule.Headers) is not { } headers || (schedule.Secret is not null && secrets.RevealOne(schedule.Secret) is null)) return text["Send_Headers"];
        using var time = new CancellationTokenSource(options.Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, time.Token);
        try
        {
            using var client = new HttpClient(GuardedConnection.Handler(_guard)) { Timeout = Timeout.InfiniteTimeSpan };
            return await FollowAsync(client, address, schedule, headers, path, name, run, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && time.IsCancellationRequested)
        {
            return text["Send_TooLong", options.Longest.TotalMinutes];
        }
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException && !cancellation.IsCancellationRequested)
        {
            return text["Send_NoConnection", address.IdnHost];
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return Sentence(broken, address);
        }
    }

    private async Task<string?> FollowAsync(
        HttpClient client, Uri address, ExportSchedule schedule, IReadOnlyList<KeyValuePair<string, string>> headers, string path, string name, long run, CancellationToken cancellation)
    {
        var at = address;
        for (var hop = 0; hop <= Redirects.Most; hop++)
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
            using var request = new HttpRequestMessage(HttpMethod.Post, at) { Content = new StreamContent(file, Block) };
            if (schedule.Secret is { } secret)
            {
                request.Headers.TryAddWithoutValidation(SignatureHeader, await SignAsync(secrets.RevealOne(secret)!, clock.GetUtcNow().ToUnixTimeSeconds(), file, cancellation));
                file.Position = 0;
            }
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(schedule.Format.ContentType());
            request.Content.Headers.ContentDisposition = new("attachment") { FileName = name };
            request.Headers.TryAddWithoutValidation("User-Agent", "CustomerDashboard");
            request.Headers.TryAddWithoutValidation(DeliveryHeader, run.ToString(CultureInfo.InvariantCulture));
            foreach (var (header, value) in headers)
            {
                request.Headers.Remove(header);
                request.Headers.TryAddWithoutValidation(header, value);
            }
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode) return null;
            if ((int)answer.StatusCode is < 300 or > 399) return text["Send_Status", at.IdnHost, (int)answer.StatusCode];
            // Only these two say that the file itself is wanted there; and it goes to no service but the one that was named.
            if (answer.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || Redirects.Next(at, answer.Headers.Location) is not { } next || !Redirects.IsSameService(at, next))
                return text["Send_Redirect", at.IdnHost];
            at = next;
        }
        return text["Send_Redirect", address.IdnHost];
    }

    private string Sentence(Exception broken, Uri address)
    {
        for (var cause = broken; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressRefusedException refused: return text["Send_Address", refused.Host, refused.Address];
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }: return text["Send_NoHost", address.IdnHost];
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TimedOut }:
                    return text["Send_NoConnection", address.IdnHost];
                case AuthenticationException: return text["Send_Certificate", address.IdnHost];
            }
        }
        return text["Send_Broken", address.IdnHost];
    }
}
