namespace FfiIsolation.Crashes;

/// <summary>One line of /proc/PID/maps.</summary>
internal readonly record struct MemoryMapping(ulong Start, ulong End, bool Readable, bool Writable, bool Executable, ulong Offset, string Path)
{
    /// <summary>The memory shared with the host.</summary>
    public bool IsSegment => Path.Contains("memfd:ffi-isolation", StringComparison.Ordinal);

    public bool IsFile => Path.StartsWith('/');

    /// <summary>For a reader: the file's name, the kernel's name such as [heap], or (anonymous).</summary>
    public string Name => Path.Length == 0 ? "(anonymous)" : IsFile ? Path[(Path.LastIndexOf('/') + 1)..] : Path;

    public bool Contains(ulong address) => address >= Start && address < End;
}
