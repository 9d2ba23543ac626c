// The memory of a session's worker: allocated, read, written, freed.
using System.Text;
using FfiIsolation.Calls;
using FfiIsolation.Libraries;

namespace FfiIsolation;

public sealed partial class NativeSession
{
    /// <summary>Allocates zeroed memory in the worker (<c>calloc</c>), which lives until it is freed or the session ends.</summary>
    /// <param name="bytes">The size in bytes.</param>
    /// <exception cref="OutOfMemoryException">The worker has none.</exception>
    public NativePointer Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        NativeResult result = Call(InternalFunctions.AllocateZeroed, 1, bytes);
        return result.Pointer.IsNull ? throw new OutOfMemoryException($"The worker cannot allocate {bytes} bytes.") : result.Pointer;
    }

    /// <summary>Frees memory that <see cref="Allocate"/> or the C library allocated (<c>free</c>).</summary>
    /// <param name="pointer">The pointer; null is allowed.</param>
    /// <exception cref="StaleHandleException">It is not of this session.</exception>
    public void Free(NativePointer pointer) => Call(InternalFunctions.Free, pointer);

    /// <summary>Copies the worker's memory into this process.</summary>
    /// <param name="pointer">Where from. An address that is not mapped crashes the worker, and is reported.</param>
    /// <param name="destination">Where to.</param>
    /// <exception cref="StaleHandleException">The pointer is not of this session.</exception>
    public void Read<T>(NativePointer pointer, Memory<T> destination)
        where T : unmanaged
    {
        NativeBuffer<T> buffer = NativeBuffer.Out(destination);
        Call(InternalFunctions.Copy, buffer, pointer, buffer.Length);
    }

    /// <summary>Reads one value out of the worker's memory.</summary>
    /// <typeparam name="T">Its type, laid out as in C.</typeparam>
    /// <param name="pointer">Where it is.</param>
    public T Read<T>(NativePointer pointer)
        where T : unmanaged
    {
        T[] value = new T[1];
        Read<T>(pointer, value.AsMemory());
        return value[0];
    }

    /// <summary>Reads a pointer out of the worker's memory: an element of an array of pointers, say. It belongs to this session, as one that a function returned.</summary>
    /// <param name="pointer">Where it is.</param>
    /// <exception cref="StaleHandleException">The pointer is not of this session.</exception>
    public NativePointer ReadPointer(NativePointer pointer) =>
        Read<ulong>(pointer) is var address and not 0 ? new NativePointer(address, _worker.Generation, inSession: true) : default;

    /// <summary>Reads a struct or union out of the worker's memory. Pointers in it belong to this session.</summary>
    /// <param name="pointer">Where it is.</param>
    /// <param name="type">Its type, complete (<see cref="IsolatedLibrary.Struct"/> finds one by name). What follows in memory is not looked at, so the first members of a larger struct will do.</param>
    /// <exception cref="ArgumentException">The type is not complete.</exception>
    /// <exception cref="StaleHandleException">The pointer is not of this session.</exception>
    public NativeStruct ReadStruct(NativePointer pointer, RecordType type)
    {
        var value = new NativeStruct(type);
        Call(InternalFunctions.Copy, value, pointer, type.Size);
        return value;
    }

    /// <summary>Copies memory of this process into the worker's.</summary>
    /// <param name="pointer">Where to.</param>
    /// <param name="source">Where from.</param>
    /// <exception cref="StaleHandleException">The pointer is not of this session.</exception>
    public void Write<T>(NativePointer pointer, ReadOnlyMemory<T> source)
        where T : unmanaged
    {
        NativeBuffer buffer = NativeBuffer.In(source);
        Call(InternalFunctions.Copy, pointer, buffer, buffer.Length);
    }

    /// <summary>Writes one value into the worker's memory.</summary>
    /// <typeparam name="T">Its type, laid out as in C.</typeparam>
    /// <param name="pointer">Where to.</param>
    /// <param name="value">The value.</param>
    public void Write<T>(NativePointer pointer, T value)
        where T : unmanaged => Write<T>(pointer, new T[] { value }.AsMemory());

    /// <summary>Reads text up to its terminator.</summary>
    /// <param name="pointer">Where it starts.</param>
    /// <returns>The text, decoded as UTF-8; null for the null pointer.</returns>
    /// <exception cref="InvalidOperationException">It has no terminator within 524,288 bytes.</exception>
    public string? ReadText(NativePointer pointer) => ReadText(pointer, InternalFunctions.ReadText);

    /// <summary>Reads text of another encoding up to its terminator.</summary>
    /// <param name="pointer">Where it starts.</param>
    /// <param name="encoding">The encoding: <see cref="Encoding.UTF32"/> for <c>wchar_t *</c>.</param>
    /// <returns>The text, what is invalid replaced as the encoding says; null for the null pointer.</returns>
    /// <exception cref="InvalidOperationException">It has no terminator within 524,288 bytes.</exception>
    public string? ReadText(NativePointer pointer, Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return ReadText(pointer, InternalFunctions.ReadTextIn(encoding));
    }

    /// <summary>Reads text of a known length, which has no terminator.</summary>
    /// <param name="pointer">Where it starts.</param>
    /// <param name="bytes">Its length in bytes.</param>
    /// <param name="encoding">null for UTF-8.</param>
    public string ReadText(NativePointer pointer, int bytes, Encoding? encoding = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        byte[] content = new byte[bytes];
        Read<byte>(pointer, content);
        return (encoding ?? Encoding.UTF8).GetString(content);
    }

    private string? ReadText(NativePointer pointer, FunctionTarget read)
    {
        NativeResult text = Call(read, pointer, pointer, 0);
        return text.Warning is null
            ? text.Text
            : throw new InvalidOperationException($"The text at {pointer} has no terminator within {InternalFunctions.MaxTextBytes} bytes.");
    }

    private NativeResult Call(FunctionTarget function, params ReadOnlySpan<NativeArgument> arguments)
    {
        PreparedCall call = function.Plan.Prepare(function, arguments, _worker.Generation);
        ((ICallScope)this).Invoke(call, CallOptions.Default);
        return call.Hand();
    }
}
