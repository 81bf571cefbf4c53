using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dashboard.Core.Data;

/// <summary>How time is written: instants as UTC milliseconds, days as days, both counted from 1970-01-01, so that each is ordered and small.</summary>
public static class StoreConventions
{
    private static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>Days from 1970-01-01 to <paramref name="day"/>.</summary>
    public static int ToDayNumber(DateOnly day) => day.DayNumber - Epoch.DayNumber;

    /// <summary>The day that lies <paramref name="number"/> days after 1970-01-01.</summary>
    public static DateOnly ToDay(int number) => DateOnly.FromDayNumber(number + Epoch.DayNumber);

    /// <summary>Milliseconds from 1970-01-01T00:00Z to <paramref name="instant"/>, which must be UTC.</summary>
    public static long ToMilliseconds(DateTime instant) => (instant.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>The UTC instant that lies <paramref name="milliseconds"/> after 1970-01-01T00:00Z.</summary>
    public static DateTime ToInstant(long milliseconds) => DateTime.UnixEpoch.AddMilliseconds(milliseconds);

    internal static void Apply(ModelConfigurationBuilder builder)
    {
        builder.Properties<DateTime>().HaveConversion<InstantConverter>();
        builder.Properties<DateOnly>().HaveConversion<DayConverter>();
    }

    private sealed class InstantConverter() : ValueConverter<DateTime, long>(t => ToMilliseconds(t), v => ToInstant(v));

    private sealed class DayConverter() : ValueConverter<DateOnly, int>(d => ToDayNumber(d), v => ToDay(v));
}
