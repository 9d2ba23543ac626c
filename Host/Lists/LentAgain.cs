using FfiIsolation.Images;

namespace FfiIsolation.Lists;

/// <summary>A buffer that an earlier call of a list writes, for a call that only reads it: the same memory, which the call does not change.</summary>
internal sealed class LentAgain(NativeBuffer buffer) : NativeBuffer(BlockDirection.In)
{
    public NativeBuffer Buffer => buffer;

    public override int Length => buffer.Length;

    internal override int ElementSize => buffer.ElementSize;

    internal override bool HoldsFloats => buffer.HoldsFloats;

    internal override Span<byte> Span => buffer.Span;

    public override string ToText() => buffer.ToText();
}
