using FfiIsolation.Headers;

namespace FfiIsolation.Libraries;

/// <summary>A library that a worker was seen to load.</summary>
internal sealed class LibraryEntry(string name, string path, int index)
{
    private int _failedPreloads;

    public string Name => name;

    public string Path => path;

    public int Index => index;

    /// <summary>Who knows the headers that its declarations were held against; null where none was.</summary>
    public HostHeaders? Headers { get; set; }

    /// <summary>A library that failed to load in a worker that was to become a spare is left to those that ask for it.</summary>
    public bool IsPreloaded => Volatile.Read(ref _failedPreloads) == 0;

    public void PreloadFailed() => Interlocked.Increment(ref _failedPreloads);
}
