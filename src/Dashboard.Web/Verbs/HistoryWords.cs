using System.Globalization;
using Dashboard.Analytics.Lifetime;
using Dashboard.Analytics.Lifetime.Contracts;

namespace Dashboard.Web.Verbs;

/// <summary>Says what is wrong with a history of a plain file and what to do about it.</summary>
internal static class HistoryWords
{
    /// <summary>Null for a history that can be.</summary>
    public static string? Flaw(PurchaseSummary customers, int row)
    {
        if (customers.IsPossible(row)) return null;
        var h = customers[row];
        return
            h.X < 0 ? Text($"x is {h.X}; count repeat purchases from 0 on, without the first purchase")
            : h.Tx < 0 || h.T < 0 ? Text($"t_x is {h.Tx} and T is {h.T}; give times since the first purchase, from 0 on")
            : h.Tx > h.T ? Text($"the last purchase, t_x {h.Tx}, comes after the end of the observation, T {h.T}; give both as times since the first purchase, in one unit")
            : h.X == 0 && h.Tx > 0 ? Text($"t_x is {h.Tx} although x is 0; set t_x to 0 for who has not bought again")
            : h.X > 0 && h.Tx == 0 ? Text($"x is {h.X} although t_x is 0; purchases at the time of the first one are one with it: count only later ones, or give times in finer units")
            : h.X == 0 ? Text($"litt is {h.Litt} although x is 0; without gaps it is 0")
            : Text($"litt is {h.Litt}, and {h.X} gaps that make up t_x {h.Tx} have at most x ln(t_x/x) = {h.X * Math.Log(h.Tx / h.X):0.######}; give the sum of the natural logarithms of the gaps in the unit of t_x, or leave the column out");
    }

    /// <summary>What is wrong with the time of a contract; null when nothing is.</summary>
    public static string? Flaw(double time, bool lost) => Sbg.IsWhole(time, lost) ? null
        : Text($"T is {time}; give the renewal before which a customer was lost, from 1 on, or the renewals so far of who is still there, from 0 on: whole numbers up to {Sbg.MostPeriods}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
