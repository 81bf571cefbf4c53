using System.Runtime.CompilerServices;

namespace Dashboard.Core.Imports;

/// <summary>
/// Cuts a UTF-8 stream into rows and fields, in place. Own work instead of a library's reader because keys and texts go to the store as the bytes
/// they are (no string per field), and because a quotation mark that is never closed must cost one line, not the rest of the file.
/// </summary>
internal sealed class RowReader(Stream stream, char delimiter)
{
    private const int MostRowBytes = 1 << 20;
    private const int BytesThatTell = 1 << 16;
    private const int Unfinished = -1;
    private const int Broken = -2;

    private readonly byte _delimiter = (byte)delimiter;
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private bool _ended;
    private bool _begun;
    private bool _endsWithReturn;   // as old Macintosh programs end a line
    private long _nextLine = 1;
    private int _escaped;
    private int[] _escapedFields = new int[16];

    /// <summary>The row read last; reused by the next <see cref="Read"/>.</summary>
    public RawRow Row { get; } = new();

    /// <summary>Goes to the next row that is not blank; false at the end.</summary>
    public bool Read()
    {
        while (ReadAny())
        {
            if (Row.Count > 1 || Row.Flaw != RowFlaw.None || (Row.Count == 1 && Row.Ranges[0].Length > 0)) return true;
        }
        return false;
    }

    private bool ReadAny()
    {
        if (!_begun) Begin();
        for (; ; )
        {
            if (_start == _end && !Fill()) return false;
            (Row.Line, Row.Flaw) = (_nextLine, RowFlaw.None);
            var (next, lines) = _delimiter == ' ' ? CutSpaced() : Cut();
            if (next >= 0)
            {
                for (var i = 0; i < _escaped; i++) Unescape(_escapedFields[i]);
                Row.Bytes = _buffer;
                (_start, _nextLine) = (next, _nextLine + lines);
                return true;
            }
            var tooLong = next == Unfinished && _end - _start >= MostRowBytes;
            if (next == Unfinished && !tooLong && Fill()) continue;
            CutFlawed(tooLong ? RowFlaw.TooLong : RowFlaw.BrokenQuoting);
            return true;
        }
    }

    // End of the row and the lines it spans.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Next, int Lines) Cut()
    {
        var buffer = _buffer;
        var (at, end, delimiter) = (_start, _end, _delimiter);
        (Row.Count, _escaped) = (0, 0);
        var lines = 1;
        for (; ; )
        {
            var from = at;
            if (at < end && buffer[at] == '"')
            {
                var escaped = false;
                var close = at + 1;
                for (; ; )
                {
                    var quote = buffer.AsSpan(close, end - close).IndexOf((byte)'"');
                    if (quote < 0) return (Unfinished, 0);
                    close += quote;
                    if (close + 1 == end && !_ended) return (Unfinished, 0);
                    if (close + 1 == end || buffer[close + 1] != '"') break;
                    escaped = true;
                    close += 2;
                }
                at = close + 1;
                while (at < end && buffer[at] is (byte)' ' or (byte)'\r' && buffer[at] != delimiter) at++;
                if (at == end && !_ended) return (Unfinished, 0);
                if (at == end || buffer[at] == delimiter || buffer[at] == '\n')
                {
                    lines += buffer.AsSpan(from, close - from).Count((byte)'\n');
                    if (escaped) NoteEscaped(Row.Count);
                    Row.Add(from + 1, close - from - 1);
                    if (at == end) return (at, lines);
                    if (buffer[at++] == '\n') return (at, lines);
                    continue;
                }
                // Something follows the closing mark. Within one line the marks are part of the text; over several lines a mark was forgotten.
                if (buffer.AsSpan(from, close - from).Contains((byte)'\n')) return (Broken, 0);
            }
            while (at < end && buffer[at] != delimiter && buffer[at] != '\n') at++;
            if (at == end && !_ended) return (Unfinished, 0);
            var length = at - from;
            if (length > 0 && buffer[at - 1] == '\r' && (at == end || buffer[at] == '\n')) length--;
            Row.Add(from, length);
            if (at == end) return (at, lines);
            if (buffer[at++] == '\n') return (at, lines);
        }
    }

    // Columns set apart by runs of spaces, as in files with columns of fixed width.
    private (int Next, int Lines) CutSpaced()
    {
        (Row.Count, _escaped) = (0, 0);
        var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (newline < 0 && !_ended) return (Unfinished, 0);
        var stop = newline < 0 ? _end : _start + newline;
        for (var at = _start; at < stop;)
        {
            while (at < stop && _buffer[at] is (byte)' ' or (byte)'\t' or (byte)'\r') at++;
            var from = at;
            while (at < stop && _buffer[at] is not ((byte)' ' or (byte)'\t' or (byte)'\r')) at++;
            if (at > from) Row.Add(from, at - from);
        }
        return (newline < 0 ? stop : stop + 1, 1);
    }

    // Takes the first line of a broken row alone, cut at every delimiter, and goes on behind it.
    private void CutFlawed(RowFlaw flaw)
    {
        (Row.Count, _escaped, Row.Flaw, Row.Bytes) = (0, 0, flaw, _buffer);
        var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        var stop = newline < 0 ? _end : _start + newline;
        var last = stop > _start && _buffer[stop - 1] == '\r' ? stop - 1 : stop;
        for (var at = _start; ;)
        {
            var length = _buffer.AsSpan(at, last - at).IndexOf(_delimiter);
            Row.Add(at, length < 0 ? last - at : length);
            if (length < 0) break;
            at += length + 1;
        }
        _start = newline < 0 ? _end : stop + 1;
        _nextLine++;
    }

    private void NoteEscaped(int field)
    {
        if (_escaped == _escapedFields.Length) Array.Resize(ref _escapedFields, _escaped * 2);
        _escapedFields[_escaped++] = field;
    }

    private void Unescape(int field)
    {
        var range = Row.Ranges[field];
        var text = _buffer.AsSpan(range.Start, range.Length);
        var kept = 0;
        for (var i = 0; i < text.Length; i++)
        {
            text[kept++] = text[i];
            if (text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"') i++;
        }
        Row.Ranges[field] = new(range.Start, kept);
    }

    private void Begin()
    {
        _begun = true;
        while (_end < BytesThatTell && Fill()) { }
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8)) _start = 3;
        _endsWithReturn = EndsWithReturn(_buffer.AsSpan(0, _end));
        if (_endsWithReturn) _buffer.AsSpan(0, _end).Replace((byte)'\r', (byte)'\n');
    }

    private static bool EndsWithReturn(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)'\n')) return false;
        var quoted = false;
        foreach (var letter in text)
        {
            if (letter == '"') quoted = !quoted;
            else if (letter == '\r' && !quoted) return true;
        }
        return false;
    }

    private bool Fill()
    {
        if (_ended) return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_end, _start) = (_end - _start, 0);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        if (_endsWithReturn) _buffer.AsSpan(_end, read).Replace((byte)'\r', (byte)'\n');
        _end += read;
        _ended = read == 0;
        return read > 0 || _start < _end;
    }
}
