using System.Buffers.Binary;
using FfiIsolation.Images;

namespace FfiIsolation;

/// <summary>Receives a pointer through an out parameter such as <c>sqlite3 **db</c>. Use it in a session: the pointer is valid there alone.</summary>
public sealed partial class PointerOut : NativeBuffer
{
    private readonly byte[] _bytes = new byte[sizeof(ulong)];
    private int _generation;
    private bool _inSession;

    /// <summary>Creates an out parameter that is null until a call has filled it.</summary>
    public PointerOut()
        : base(BlockDirection.Out)
    {
    }

    /// <inheritdoc/>
    public override int Length => sizeof(ulong);

    /// <summary>The pointer that native code stored.</summary>
    public NativePointer Value
    {
        get
        {
            ulong address = BinaryPrimitives.ReadUInt64LittleEndian(_bytes);
            return address == 0 ? NativePointer.Null : new NativePointer(address, _generation, _inSession, Handle);
        }
    }

    internal override int ElementSize => sizeof(ulong);

    internal override Span<byte> Span => _bytes;

    internal void Filled(int generation, bool inSession) => (_generation, _inSession, Handle) = (generation, inSession, null);
}
