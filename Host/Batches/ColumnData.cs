using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiIsolation.Batches;

/// <summary>The memory of a column: one element for each row.</summary>
internal abstract class ColumnData(bool isWritable)
{
    /// <summary>Whether what native code writes there comes back.</summary>
    public bool IsWritable => isWritable;

    public abstract int Rows { get; }

    /// <summary>The size of an element in bytes.</summary>
    public abstract int ElementSize { get; }

    public abstract Type ElementType { get; }

    /// <summary>The bytes of some rows.</summary>
    public abstract Span<byte> Bytes(int first, int count);

    /// <summary>One row as an argument by value.</summary>
    public abstract NativeArgument ValueOf(int row);

    /// <summary>One row as an argument by pointer.</summary>
    public abstract NativeArgument ElementOf(int row);
}

internal sealed class ColumnData<T>(Memory<T> memory, bool isWritable) : ColumnData(isWritable)
    where T : unmanaged
{
    public override int Rows => memory.Length;

    public override int ElementSize => Unsafe.SizeOf<T>();

    public override Type ElementType => typeof(T);

    public override Span<byte> Bytes(int first, int count) => MemoryMarshal.AsBytes(memory.Span.Slice(first, count));

    public override NativeArgument ValueOf(int row) => NativeArgument.Of(memory.Span[row]);

    public override NativeArgument ElementOf(int row) =>
        IsWritable ? NativeBuffer.InOut(memory.Slice(row, 1)) : NativeBuffer.In<T>(memory.Slice(row, 1));
}
