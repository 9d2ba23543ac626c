namespace FfiIsolation.Libraries;

/// <summary>
/// Turns what a person calls a library (<c>m</c>, <c>libm.so.6</c>, <c>./libfoo.so</c>) into the files to give to <c>dlopen</c>, best first.
/// Pure over <see cref="IFileView"/>: reads directories and the first bytes of files, loads nothing.
/// </summary>
/// <remarks>
/// Directories come before spellings: a <c>libfoo.so.1</c> beside the application wins over a <c>libfoo.so</c> of the system.
/// Sources: ld.so(8) for the directories, the System V ABI for the ELF header.
/// </remarks>
internal sealed class LibraryLocator(IFileView files, LibraryDirectories directories)
{
    /// <exception cref="ArgumentException">The name is empty or holds a NUL.</exception>
    public LibrarySearch Locate(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A library name cannot hold a NUL character.", nameof(name));
        }

        var search = new Builder(files);
        if (name.Contains('/', StringComparison.Ordinal))
        {
            search.Consider(Path.GetFullPath(name, directories.Current));
            return search.Result();
        }

        foreach (string directory in directories.InOrder(files))
        {
            Look(search, directory, name);
        }

        if (search.FoundNothing)
        {
            AdviseOfCurrent(search, name);
        }

        // The loader's own cache may know a directory that we do not.
        if (search.FoundNothing && LibraryName.IsSoname(name))
        {
            search.LeaveToLoader(name);
        }

        return search.Result();
    }

    /// <summary>Libraries that may have been meant by a name under which nothing was found; empty where something was.</summary>
    public IReadOnlyList<NearLibrary> Near(string name, LibrarySearch search) => search.Candidates.Any(Path.IsPathRooted) ? []
        : NearLibraries.Find(files, name, name.Contains('/', StringComparison.Ordinal) ? [Path.GetDirectoryName(Path.GetFullPath(name, directories.Current)) ?? "/"] : directories.InOrder(files));

    /// <summary>As the loader does, the search leaves out the current folder, which may be anybody's. Who named a file there meant it.</summary>
    private void AdviseOfCurrent(Builder search, string name)
    {
        foreach (string spelling in LibraryName.Spellings(name))
        {
            string path = Path.Combine(directories.Current, spelling);
            if (LibraryFile.WhyNotLoadable(files.Read(path)) is null)
            {
                search.PassOver(path, $"not looked at, since a name without / is not of the current folder; write ./{spelling}");
                return;
            }
        }
    }

    private void Look(Builder search, string directory, string name)
    {
        if (files.Names(directory) is not { } names)
        {
            search.PassOver(directory, "no such directory");
            return;
        }

        foreach (string spelling in LibraryName.Spellings(name))
        {
            if (search.Consider(Path.Combine(directory, spelling)))
            {
                return;
            }
        }

        foreach (string stem in LibraryName.Stems(name))
        {
            string[] versions = LibraryName.Versions(stem, names);
            if (versions.Any(version => search.Consider(Path.Combine(directory, version))))
            {
                return;
            }

            if (versions.Length == 0)
            {
                search.PassOver(Path.Combine(directory, stem + ".so.*"), "no such file");
            }
        }
    }

    private sealed class Builder(IFileView files)
    {
        private readonly List<string> _candidates = [];
        private readonly List<PassedOverPath> _passedOver = [];

        public bool FoundNothing => _candidates.Count == 0;

        public bool Consider(string path)
        {
            if (LibraryFile.WhyNotLoadable(files.Read(path)) is { } reason)
            {
                PassOver(path, reason);
                return false;
            }

            _candidates.Add(path);
            return true;
        }

        public void PassOver(string path, string reason) => _passedOver.Add(new(path, reason));

        public void LeaveToLoader(string name) => _candidates.Add(name);

        public LibrarySearch Result() => new(_candidates, _passedOver);
    }
}
