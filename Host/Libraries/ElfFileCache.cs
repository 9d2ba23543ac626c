using System.Collections.Concurrent;

namespace FfiIsolation.Libraries;

/// <summary>Parsed files by path, each valid while the file's time and length are what they were.</summary>
internal sealed class ElfFileCache
{
    /// <summary>Files kept; beyond it everything is forgotten and read again when asked for.</summary>
    private const int MaxFiles = 128;

    /// <summary>Names of all files together, likewise: a hostile worker can name many large files, and make them.</summary>
    private const int MaxNames = 2_000_000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _names;

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
            var names = file is null ? 0 : file.FunctionCount + file.ExportedNames.Count;
            if (names > MaxNames)
                return file;
            if (_entries.Count >= MaxFiles || Interlocked.Add(ref _names, names) > MaxNames)
            {
                _entries.Clear();
                Interlocked.Exchange(ref _names, names);
            }
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
