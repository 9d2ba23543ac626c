namespace FfiIsolation.Libraries;

/// <summary>What the search for libraries sees of the file system.</summary>
internal interface IFileView
{
    /// <summary>Its first bytes, symbolic links followed.</summary>
    FileHead Read(string path);

    /// <summary>Names of the entries of a directory, in no order; null where there is no such directory, or it may not be read.</summary>
    IReadOnlyCollection<string>? Names(string directory);

    /// <summary>The text of a small file, null where it cannot be read.</summary>
    string? Text(string path);

    /// <summary>The directory with symbolic links resolved, so that one directory with two names (/lib, /usr/lib) is looked into once.</summary>
    string Resolve(string directory);
}

internal enum FileState
{
    Missing,
    Directory,
    Unreadable,
    File,
}

/// <param name="State">What there is.</param>
/// <param name="Bytes">Up to <see cref="Length"/> bytes.</param>
/// <param name="FileSize">The size of the whole file in bytes; null where it is not known.</param>
internal readonly record struct FileHead(FileState State, ReadOnlyMemory<byte> Bytes = default, long? FileSize = null)
{
    /// <summary>Bytes: enough for an ELF header with the program headers of usual libraries (a dozen), and for the comment that linker scripts start with.</summary>
    public const int Length = 1024;
}
