using System.Diagnostics;
using FfiIsolation.Libraries;
using FfiIsolation.Unwinding;

namespace FfiIsolation.Crashes;

/// <summary>
/// The files that one report is made of: symbols, unwind tables, debug information. Whoever reads the report waits for them, and a process can have hundreds of libraries on a slow disk, so they have a time
/// together; when it is up, no other is opened, and the rest is told by address. A file that is being read is read to its end, within the limits of its own. Safe for use from many threads.
/// </summary>
/// <param name="clock">Of the host.</param>
/// <param name="open">Where function names come from; replaced in tests.</param>
internal sealed class ReportFiles(TimeProvider clock, Func<string, ElfFile?>? open = null)
{
    /// <summary>How long all of them may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Func<string, ElfFile?> _open = open ?? ElfFile.TryOpen;
    private readonly Dictionary<string, ElfFile?> _opened = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private TimeSpan _taken;

    /// <summary>Whether something was not read any more.</summary>
    public bool AreIncomplete { get; private set; }

    /// <summary>The names of a file; null where it has none, or was not read any more.</summary>
    public ElfFile? Symbols(string path)
    {
        lock (_lock)
        {
            if (!_opened.TryGetValue(path, out ElfFile? file))
            {
                file = ReadNeedsLock(path, _open);
                _opened[path] = file;
            }

            return file;
        }
    }

    /// <summary>The unwind table of a file, which is the caller's to dispose; null where it has none, or was not read any more.</summary>
    public UnwindTable? Table(string path) => Read(path, UnwindTable.TryOpen);

    /// <summary>Reads something else for the report, if there is time left.</summary>
    public T? Read<TSource, T>(TSource source, Func<TSource, T?> read)
        where T : class
    {
        lock (_lock)
        {
            return ReadNeedsLock(source, read);
        }
    }

    // Under the lock, so that what is read by several threads takes its time once.
    private T? ReadNeedsLock<TSource, T>(TSource source, Func<TSource, T?> read)
        where T : class
    {
        if (_taken >= Limit)
        {
            AreIncomplete = true;
            return null;
        }

        long start = Stopwatch.GetTimestamp(), startOfHost = 0;
        bool isTold = TryNow(ref startOfHost);
        T? found = read(source);
        long endOfHost = 0;
        _taken += isTold && TryNow(ref endOfHost) ? clock.GetElapsedTime(startOfHost, endOfHost) : Stopwatch.GetElapsedTime(start);
        return found;
    }

    private bool TryNow(ref long timestamp)
    {
        try
        {
            timestamp = clock.GetTimestamp();
            return true;
        }
        catch (Exception)
        {
            return false; // an application's clock: a report is made all the same
        }
    }
}
