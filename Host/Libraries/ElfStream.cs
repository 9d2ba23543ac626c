using FfiIsolation.Processes;
using Microsoft.Win32.SafeHandles;

namespace FfiIsolation.Libraries;

/// <summary>An ELF file on disk, read in pieces: of a library of 100 MB only the symbol tables are wanted.</summary>
internal sealed class ElfStream(SafeFileHandle file, long length) : IElfBytes, IDisposable
{
    /// <summary>Smaller than any ELF file: also what FIFOs, devices and files of /proc say their length is, which are not worth opening.</summary>
    private const long MinLength = 64;

    public long Length => length;

    /// <summary>The file that a path leads to; null where it is none that can be an ELF file.</summary>
    public static FileInfo? Find(string path)
    {
        if (!Path.IsPathRooted(path) || path.Contains('\0'))
            return null;
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
            info = new FileInfo(info.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        return info.Exists && info.Length >= MinLength ? info : null;
    }

    public static ElfStream Open(FileInfo info)
    {
        var handle = RegularFile.Open(info.FullName);
        return new ElfStream(handle, RandomAccess.GetLength(handle));
    }

    /// <summary>Null where there is no such file or it cannot be read. Throws nothing.</summary>
    public static ElfStream? TryOpen(string path)
    {
        try
        {
            return Find(path) is { } info ? Open(info) : null;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null; // as in a file without what is looked for
        }
    }

    public static bool IsUnreadable(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
        or System.Security.SecurityException or OutOfMemoryException;

    public void Dispose() => file.Dispose();

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
