using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dashboard.Core.Snapshots;

/// <summary>A column on its way to or from the file, where its whole numbers take only as many bytes as the largest of them needs.</summary>
internal abstract class StoredColumn
{
    /// <summary>Numbers per block: small enough to stay in the processor's cache between reading, checking and widening.</summary>
    public const int BlockLength = 1 << 17;

    /// <summary>How many numbers.</summary>
    public abstract int Length { get; }

    /// <summary>Bytes of one number in the file: 1, 2, 4 or 8; 0 when all are zero.</summary>
    public int Width { get; protected init; }

    public long Bytes => (long)Length * Width;

    public int Blocks => Width == 0 ? 0 : (Length + BlockLength - 1) / BlockLength;

    /// <summary>Bytes of one block in the file.</summary>
    public int BytesOf(int block) => (Math.Min((block + 1) * BlockLength, Length) - block * BlockLength) * Width;

    /// <summary>The bytes of one block as they are to lie in the file: the column's own, or made in <paramref name="buffer"/>.</summary>
    public abstract ReadOnlySpan<byte> Encode(int block, Span<byte> buffer);

    /// <summary>Where the bytes of one block are to be read into: the column itself, or <paramref name="buffer"/>.</summary>
    public abstract Span<byte> Target(int block, Span<byte> buffer);

    /// <summary>Takes the numbers of one block out of what <see cref="Target"/> gave, once that is filled.</summary>
    public abstract void Decode(int block, ReadOnlySpan<byte> stored);

    /// <summary>A column to be written, in the narrowest width.</summary>
    public static StoredColumn ToWrite<T>(T[] values) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => Create(values, NarrowestWidth(values));

    /// <summary>A column to be read from numbers of this width, or null where no such column can be.</summary>
    /// <param name="values">Takes the numbers; zeros where the width is 0.</param>
    /// <param name="width">Bytes of one number.</param>
    /// <param name="comesAsZeros">All values are zero by now; such memory need not be touched, so that it goes on taking no room.</param>
    public static StoredColumn? ToRead<T>(T[] values, int width, bool comesAsZeros) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (width is not (0 or 1 or 2 or 4 or 8) || width > Unsafe.SizeOf<T>()) return null;
        if (width == 0 && !comesAsZeros) Array.Clear(values);
        return Create(values, width);
    }

    private static StoredColumn Create<T>(T[] values, int width) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
        width == Unsafe.SizeOf<T>() ? new Column<T, T>(values) : (width, IsSigned<T>()) switch
        {
            (0, _) => new Zeros(values.Length),
            (1, true) => new Column<T, sbyte>(values),
            (2, true) => new Column<T, short>(values),
            (1, false) => new Column<T, byte>(values),
            (2, false) => new Column<T, ushort>(values),
            _ => new Column<T, int>(values),
        };

    private static int NarrowestWidth<T>(T[] values) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (!values.AsSpan().ContainsAnyExcept(T.Zero)) return 0;
        if (!IsSigned<T>())
        {
            return Unsafe.SizeOf<T>() > 1 && !values.AsSpan().ContainsAnyExceptInRange(T.Zero, T.CreateTruncating(byte.MaxValue)) ? 1 : Unsafe.SizeOf<T>();
        }
        var (least, most) = (T.Zero, T.Zero);
        foreach (var value in values)
        {
            if (value < least) least = value;
            if (value > most) most = value;
        }
        bool Fits(long min, long max) => long.CreateTruncating(least) >= min && long.CreateTruncating(most) <= max;
        return Fits(sbyte.MinValue, sbyte.MaxValue) ? 1 : Fits(short.MinValue, short.MaxValue) ? 2 : Fits(int.MinValue, int.MaxValue) ? 4 : 8;
    }

    private static bool IsSigned<T>() where T : IMinMaxValue<T>, INumberBase<T> => T.IsNegative(T.MinValue);

    /// <summary>Nothing in the file.</summary>
    private sealed class Zeros(int length) : StoredColumn
    {
        public override int Length => length;

        public override ReadOnlySpan<byte> Encode(int block, Span<byte> buffer) => [];

        public override Span<byte> Target(int block, Span<byte> buffer) => [];

        public override void Decode(int block, ReadOnlySpan<byte> stored)
        {
        }
    }

    private sealed class Column<T, TStored> : StoredColumn where T : unmanaged, IBinaryInteger<T> where TStored : unmanaged, IBinaryInteger<TStored>
    {
        private readonly T[] _values;

        public Column(T[] values) => (_values, Width) = (values, Unsafe.SizeOf<TStored>());

        public override int Length => _values.Length;

        private static bool AsIs => typeof(T) == typeof(TStored);

        private Span<T> Block(int block) => _values.AsSpan(block * BlockLength, Math.Min(BlockLength, _values.Length - block * BlockLength));

        public override ReadOnlySpan<byte> Encode(int block, Span<byte> buffer)
        {
            var values = Block(block);
            if (AsIs) return MemoryMarshal.AsBytes(values);
            var stored = MemoryMarshal.Cast<byte, TStored>(buffer)[..values.Length];
            for (var i = 0; i < values.Length; i++)
                stored[i] = TStored.CreateTruncating(values[i]);
            return MemoryMarshal.AsBytes(stored);
        }

        public override Span<byte> Target(int block, Span<byte> buffer) => AsIs ? MemoryMarshal.AsBytes(Block(block)) : buffer[..BytesOf(block)];

        public override void Decode(int block, ReadOnlySpan<byte> stored)
        {
            if (AsIs) return;
            var narrow = MemoryMarshal.Cast<byte, TStored>(stored);
            var values = Block(block);
            for (var i = 0; i < values.Length; i++)
                values[i] = T.CreateTruncating(narrow[i]);
        }
    }
}
