using System.Security.Cryptography;

namespace Dashboard.Web.Components.States;

/// <summary>A short word that a person can read out and an admin can find in the log.</summary>
public static class ErrorReference
{
    private const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    public static string New() => RandomNumberGenerator.GetString(Letters, 8);
}
