using System.Globalization;

namespace Dashboard.Web.Verbs;

/// <summary>Progress on a terminal: one line, written over at most five times a second; nothing when the stream is a file or a pipe.</summary>
internal sealed class ProgressLine(TextWriter terminal, bool watched)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private long _last;
    private int _width;

    /// <summary>Shows <paramref name="text"/>, with the share done where it is known.</summary>
    public void Show(string text, double? share = null)
    {
        if (!watched || (_last != 0 && TimeProvider.System.GetElapsedTime(_last) < Pause)) return;
        _last = TimeProvider.System.GetTimestamp();
        var line = share is { } done ? $"{done.ToString("P0", CultureInfo.InvariantCulture),5}  {text}" : text;
        terminal.Write('\r' + line.PadRight(_width));
        _width = line.Length;
    }

    /// <summary>Takes the line away before something else is printed.</summary>
    public void Clear()
    {
        if (_width == 0) return;
        terminal.Write('\r' + new string(' ', _width) + '\r');
        _width = 0;
    }
}

/// <summary>Shows the share done of one thing.</summary>
internal sealed class ShareLine(ProgressLine line, string text) : IProgress<double>
{
    public void Report(double value) => line.Show(text, Math.Clamp(value, 0, 1));
}
