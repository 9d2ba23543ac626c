using Microsoft.Win32.SafeHandles;

namespace FfiIsolation.Libraries;

/// <summary>An ELF file on disk, read in pieces: of a library of 100 MB only the symbol tables are wanted.</summary>
internal sealed class ElfStream(SafeFileHandle file, long length) : IElfBytes
{
    public long Length => length;

    public byte[]? Read(ulong offset, ulong count)
    {
        if (offset > (ulong)length || count > (ulong)length - offset || count > ElfFile.MaxTableBytes)
            return null;
        var buffer = new byte[count];
        var done = 0;
        while (done < buffer.Length)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(done), (long)offset + done);
            if (read <= 0)
                return null; // shorter than it was a moment ago
            done += read;
        }
        return buffer;
    }
}
