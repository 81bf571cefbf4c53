using System.Net;
using System.Text.RegularExpressions;
using Dashboard.Benchmarks.Measuring;

namespace Dashboard.Benchmarks.Serving;

/// <summary>The person at the pages that are measured: a Manager.</summary>
internal static partial class Reader
{
    public const string Email = "reader@example.com", Password = "a-long-enough-word-42";

    /// <summary>Makes the account in a data folder that nobody serves, or gives it its password again.</summary>
    public static async Task JoinAsync(string data)
    {
        try
        {
            await ChildProcess.RunAsync("dotnet", [Product.WebAssembly, "user", "add", "--data", data, "--email", Email, "--name", "Reader", "--role", "Manager", "--password-stdin"], Password + "\n");
        }
        catch (InvalidOperationException)
        {
            await ChildProcess.RunAsync("dotnet", [Product.WebAssembly, "user", "reset", "--data", data, "--email", Email, "--password-stdin"], Password + "\n");
        }
    }

    /// <summary>Signs in; the client's cookies hold it.</summary>
    /// <exception cref="InvalidOperationException">The sign-in was refused.</exception>
    public static async Task SignInAsync(HttpClient client, Uri root)
    {
        var page = new Uri(root, "/sign-in");
        var fields = HiddenField().Matches(await client.GetStringAsync(page)).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        fields["Typed.Email"] = Email;
        fields["Typed.Password"] = Password;
        using var form = new HttpRequestMessage(HttpMethod.Post, page) { Content = new FormUrlEncodedContent(fields) };
        form.Headers.Add("Origin", root.GetLeftPart(UriPartial.Authority));
        using var answer = await client.SendAsync(form);
        answer.EnsureSuccessStatusCode();
        if (answer.RequestMessage?.RequestUri?.AbsolutePath == page.AbsolutePath)
            throw new InvalidOperationException("The sign-in was refused.");
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
