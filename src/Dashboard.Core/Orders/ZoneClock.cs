using Dashboard.Core.Data;

namespace Dashboard.Core.Orders;

/// <summary>Turns local times into instants and instants into days of one zone; remembers the offset of each day, so that a row costs a look-up.</summary>
/// <param name="zone">The zone.</param>
internal sealed class ZoneClock(TimeZoneInfo zone)
{
    private const long DayMilliseconds = 86_400_000;
    private const int Days = 65_536;   // to the middle of 2149, beyond which no order may lie
    private const int Unknown = int.MinValue;
    private const int Changing = int.MaxValue;

    private readonly bool _utc = zone.HasSameRules(TimeZoneInfo.Utc) && zone.BaseUtcOffset == TimeSpan.Zero;
    private readonly int[] _utcDays = Filled();
    private readonly int[] _localDays = Filled();

    /// <summary>Milliseconds since 1970 in UTC of a wall-clock time given as milliseconds since 1970-01-01T00:00 of the zone. A time that a clock change skips moves forward.</summary>
    public long ToUtc(long local)
    {
        if (_utc) return local;
        var day = Math.DivRem(local, DayMilliseconds, out var rest) - (rest < 0 ? 1 : 0);
        if (day is >= 0 and < Days)
        {
            ref var offset = ref _localDays[day];
            if (offset == Unknown) offset = SameAllDay(day * DayMilliseconds, LocalOffset);
            if (offset != Changing) return local - offset;
        }
        return local - LocalOffset(local);
    }

    /// <summary>The day in this zone, counted from 1970-01-01.</summary>
    public int DayOf(long utc) => (int)Math.Floor((utc + OffsetAt(utc)) / (double)DayMilliseconds);

    private long OffsetAt(long utc)
    {
        if (_utc) return 0;
        var day = utc / DayMilliseconds;
        if (utc >= 0 && day < Days)
        {
            ref var offset = ref _utcDays[day];
            if (offset == Unknown) offset = SameAllDay(day * DayMilliseconds, UtcOffset);
            if (offset != Changing) return offset;
        }
        return UtcOffset(utc);
    }

    private static int SameAllDay(long start, Func<long, long> offsetOf)
    {
        var first = offsetOf(start);
        return first == offsetOf(start + (DayMilliseconds / 2)) && first == offsetOf(start + DayMilliseconds - 1) ? (int)first : Changing;
    }

    private long UtcOffset(long utc) => (long)zone.GetUtcOffset(StoreConventions.ToInstant(utc)).TotalMilliseconds;

    private long LocalOffset(long local)
    {
        var time = DateTime.SpecifyKind(StoreConventions.ToInstant(local), DateTimeKind.Unspecified);
        // In a skipped hour the offset before the change is the one that moves the time forward.
        return (long)zone.GetUtcOffset(zone.IsInvalidTime(time) ? time.AddHours(-3) : time).TotalMilliseconds;
    }

    private static int[] Filled()
    {
        var days = new int[Days];
        Array.Fill(days, Unknown);
        return days;
    }
}
