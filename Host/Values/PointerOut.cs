using System.Buffers.Binary;
using FfiIsolation.Images;

namespace FfiIsolation;

/// <summary>Receives a pointer through an out parameter such as <c>sqlite3 **db</c>, or moves one such as <c>char **text</c>. Use it in a session: the pointer is valid there alone.</summary>
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

    /// <summary>Creates a parameter whose pointer native code reads and may replace, as <c>strsep</c> does.</summary>
    /// <param name="pointer">The pointer before the call, which has to be of the session that the call is made in.</param>
    public PointerOut(NativePointer pointer)
        : base(BlockDirection.InOut)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes, pointer.Address);
        (_generation, _inSession) = (pointer.Generation, pointer.InSession);
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
