using System.Collections.Concurrent;

namespace FfiIsolation.Libraries;

/// <summary>Parsed files by path, each valid while the file's time and length are what they were.</summary>
internal sealed class ElfFileCache
{
    /// <summary>Files kept; beyond it everything is forgotten and read again when asked for.</summary>
    private const int MaxFiles = 128;

    /// <summary>Smaller than any ELF file: also what FIFOs, devices and files of /proc say their length is, which must not be opened.</summary>
    private const long MinLength = 64;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public static ElfFileCache Shared { get; } = new();

    public ElfFile? TryOpen(string path)
    {
        try
        {
            if (!System.IO.Path.IsPathRooted(path) || path.Contains('\0'))
                return null;
            var info = new FileInfo(path);
            if (info.LinkTarget is not null)
                info = new FileInfo(info.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
            if (!info.Exists || info.Length < MinLength)
                return null;
            if (_entries.TryGetValue(path, out var entry) && entry.Time == info.LastWriteTimeUtc && entry.Length == info.Length)
                return entry.File;

            using var handle = File.OpenHandle(info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var file = ElfReader.TryRead(new ElfStream(handle, RandomAccess.GetLength(handle)), path);
            if (_entries.Count >= MaxFiles)
                _entries.Clear();
            _entries[path] = new Entry(info.LastWriteTimeUtc, info.Length, file);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
            or System.Security.SecurityException or OutOfMemoryException)
        {
            return null; // a report without names is better than no report
        }
    }

    private sealed record Entry(DateTime Time, long Length, ElfFile? File);
}
