using FfiIsolation.Batches;

namespace FfiIsolation;

/// <summary>
/// What one parameter gets in a batch: a value for each row, or the same argument for all of them. The elements of a column are exactly those of the
/// parameter's type; a column is never converted. For a pointer parameter they are what each row's pointer points at, one element each.
/// </summary>
public readonly struct NativeColumn
{
    private NativeColumn(ColumnData? data, NativeArgument constant)
    {
        Data = data;
        Constant = constant;
    }

    /// <summary>The elements; null for a constant.</summary>
    internal ColumnData? Data { get; }

    internal NativeArgument Constant { get; }

    /// <summary>A column that native code reads.</summary>
    /// <typeparam name="T">A type without references, laid out as the parameter's, or as what it points at.</typeparam>
    /// <param name="values">One element for each row.</param>
    public static NativeColumn Of<T>(ReadOnlyMemory<T> values)
        where T : unmanaged => new(new ColumnData<T>(System.Runtime.InteropServices.MemoryMarshal.AsMemory(values), isWritable: false), default);

    /// <inheritdoc cref="Of{T}(ReadOnlyMemory{T})"/>
    public static NativeColumn Of<T>(T[] values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return Of<T>(values.AsMemory());
    }

    /// <summary>For a pointer parameter: elements that native code reads and changes, each through its row's pointer. Those of rows that returned come back.</summary>
    /// <typeparam name="T">A type without references, laid out as what the parameter points at.</typeparam>
    /// <param name="values">One element for each row.</param>
    public static NativeColumn InOut<T>(Memory<T> values)
        where T : unmanaged => new(new ColumnData<T>(values, isWritable: true), default);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(NativeArgument value) => new(null, value);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(double[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(float[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(sbyte[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(byte[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(short[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(ushort[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(int[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(uint[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(long[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(ulong[] values) => Of(values);

    /// <summary>A column: one element for each row.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator NativeColumn(bool[] values) => Of(values);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(double value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(float value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(int value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(uint value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(long value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(ulong value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(bool value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(string? value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(NativePointer value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(NativeBuffer? value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(NativeCallback? value) => new(null, value);

    /// <summary>The same argument for each row.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeColumn(NativeStruct? value) => new(null, value);
}
