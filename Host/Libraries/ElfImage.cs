namespace FfiIsolation.Libraries;

/// <summary>An ELF file in memory.</summary>
internal sealed class ElfImage(ReadOnlyMemory<byte> bytes) : IElfBytes
{
    public long Length => bytes.Length;

    public byte[]? Read(ulong offset, ulong length) =>
        offset <= (ulong)bytes.Length && length <= (ulong)bytes.Length - offset
            ? bytes.Slice((int)offset, (int)length).ToArray()
            : null;
}
