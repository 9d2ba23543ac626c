using System.Collections.Concurrent;

namespace FfiIsolation.Libraries;

/// <summary>Parsed files by path, each valid while the file's time and length are what they were.</summary>
internal sealed class ElfFileCache
{
    /// <summary>Files kept; beyond it everything is forgotten and read again when asked for.</summary>
    private const int MaxFiles = 128;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public static ElfFileCache Shared { get; } = new();

    public ElfFile? TryOpen(string path)
    {
        try
        {
            if (ElfStream.Find(path) is not { } info)
                return null;
            if (_entries.TryGetValue(path, out var entry) && entry.Time == info.LastWriteTimeUtc && entry.Length == info.Length)
                return entry.File;

            using var stream = ElfStream.Open(info);
            var file = ElfReader.TryRead(stream, path);
            if (_entries.Count >= MaxFiles)
                _entries.Clear();
            _entries[path] = new Entry(info.LastWriteTimeUtc, info.Length, file);
            return file;
        }
        catch (Exception e) when (ElfStream.IsUnreadable(e))
        {
            return null; // a report without names is better than no report
        }
    }

    private sealed record Entry(DateTime Time, long Length, ElfFile? File);
}
