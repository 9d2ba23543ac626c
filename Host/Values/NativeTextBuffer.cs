using System.Text;
using FfiIsolation.Images;
using FfiIsolation.Members;

namespace FfiIsolation;

/// <summary>Room for text that native code writes, in an encoding.</summary>
internal sealed class NativeTextBuffer(int units, Encoding? encoding) : NativeBuffer(BlockDirection.Out)
{
    private readonly byte[] _bytes = new byte[units * NativeText.UnitOf(encoding)];

    public override int Length => _bytes.Length;

    internal override int ElementSize => NativeText.UnitOf(encoding);

    internal override Span<byte> Span => _bytes;

    public override string ToText()
    {
        int end = CharacterText.LengthOf(_bytes, ElementSize);
        return (encoding ?? Encoding.UTF8).GetString(_bytes.AsSpan(0, end));
    }
}
