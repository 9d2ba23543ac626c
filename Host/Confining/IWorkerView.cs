namespace FfiIsolation.Confining;

/// <summary>What the kernel tells of a worker and of those about it.</summary>
internal interface IWorkerView
{
    /// <summary>Whether a process or thread is the worker's, or one that it started.</summary>
    bool IsOwn(int id);

    /// <summary>Whether a thread is one of the worker's own runtime, and not native code's.</summary>
    bool IsRuntimes(int thread);

    /// <summary>The process behind a descriptor; 0 where there is none.</summary>
    int ProcessOf(int caller, int descriptor);

    /// <summary>The text at an address in the caller's memory; null where it cannot be read.</summary>
    string? ReadPath(int caller, ulong address);

    /// <summary>The number at an address in the caller's memory; 0 where it cannot be read.</summary>
    ulong ReadWord(int caller, ulong address);

    /// <summary>The file that a path leads to, all links followed; null where it is not there.</summary>
    /// <param name="folder">A descriptor, or <see cref="WorkingDirectory"/>.</param>
    /// <param name="orFolder">Whether for a path of which only the folder is there, that counts.</param>
    string? Resolve(int caller, int folder, string path, bool orFolder);

    /// <summary>AT_FDCWD.</summary>
    const int WorkingDirectory = -100;
}
