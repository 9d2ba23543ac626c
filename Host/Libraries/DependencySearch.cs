namespace FfiIsolation.Libraries;

/// <summary>
/// Finds what a library needs, and what that needs, as the loader would (ld.so(8)), without loading anything: DT_RPATH, LD_LIBRARY_PATH, DT_RUNPATH, the
/// directories of /etc/ld.so.conf, the standard ones. What it does not know: preloaded libraries, and builds for newer processors in glibc-hwcaps.
/// </summary>
internal sealed class DependencySearch(IFileView files, LibraryDirectories directories, Func<string, ElfFile?> open)
{
    /// <summary>Far more than any library has; a chain of files that anybody may have written must end.</summary>
    private const int MostDependencies = 1024;

    /// <summary>All of them in the order of loading (breadth first), each once.</summary>
    public IReadOnlyList<Dependency> Of(ElfFile library)
    {
        var found = new List<Dependency>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        if (library.SoName is { } own)
        {
            known.Add(own);
        }

        var waiting = new Queue<Node>([new Node(library, library.Path, library.Path, null)]);
        while (waiting.TryDequeue(out Node? node))
        {
            foreach (string name in node.File.Needed)
            {
                if (found.Count == MostDependencies)
                {
                    return found;
                }

                if (known.Add(name))
                {
                    Dependency dependency = Find(name, node);
                    found.Add(dependency);
                    if (dependency.Path is { } path && open(path) is { } file)
                    {
                        // Another name for a library that is loaded by this one already is no second library.
                        known.Add(file.SoName ?? name);
                        waiting.Enqueue(new Node(file, path, name, node));
                    }
                }
            }
        }

        return found;
    }

    private Dependency Find(string name, Node node)
    {
        IEnumerable<string> paths = name.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(name, directories.Current)]
            : directories.ForDependencies(files, LoaderPaths(node), Expand(node.File.RunPath, node.Path)).Select(directory => Path.Combine(directory, name));
        string? problem = null;
        foreach (string path in paths)
        {
            FileHead head = files.Read(path);
            string? why = LibraryFile.WhyNotLoadable(head);
            if (why is null)
            {
                return new Dependency(name, path, node.Name, null);
            }

            // The loader passes over what is for another machine, and stops at nothing else; what is there and cannot be loaded is worth a word.
            problem ??= head.State == FileState.Missing ? null : $"{path}: {why}";
        }

        return new Dependency(name, null, node.Name, problem ?? "not found");
    }

    /// <summary>DT_RPATH of the library and of those that led to it, as long as the library itself has no DT_RUNPATH.</summary>
    private static IEnumerable<string> LoaderPaths(Node node)
    {
        if (node.File.RunPath is not null)
        {
            yield break;
        }

        for (Node? one = node; one is not null; one = one.Parent)
        {
            foreach (string directory in one.File.RunPath is null ? Expand(one.File.LoaderPath, one.Path) : [])
            {
                yield return directory;
            }
        }
    }

    // ld.so(8), "Dynamic string tokens". $LIB and $PLATFORM have no fixed meaning here: such a directory is left out.
    private static IEnumerable<string> Expand(string? path, string library)
    {
        string origin = Path.GetDirectoryName(library) ?? "/";
        return (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => directory.Replace("${ORIGIN}", origin, StringComparison.Ordinal).Replace("$ORIGIN", origin, StringComparison.Ordinal))
            .Where(directory => !directory.Contains('$', StringComparison.Ordinal));
    }

    private sealed record Node(ElfFile File, string Path, string Name, Node? Parent);
}
