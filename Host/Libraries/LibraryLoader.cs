// Finds a library by the name that people use, and proves in a worker that it loads.
using FfiIsolation.Workers;

namespace FfiIsolation.Libraries;

internal sealed class LibraryLoader(LibraryCatalog catalog, LibraryLocator locator, Binder binder)
{
    private const string CannotOpen = ": cannot open shared object file";

    /// <summary>Loads the first candidate that loads, in this worker.</summary>
    /// <exception cref="LibraryNotFoundException">None does; lists every path and why.</exception>
    public async Task<LibraryEntry> LoadAsync(WorkerProcess worker, string name, TimeSpan timeout)
    {
        LibrarySearch search = locator.Locate(name);
        var tried = new List<string>();
        var refused = new List<RefusedAction>();
        string? missingDependency = null;
        foreach (string candidate in search.Candidates)
        {
            OpenedLibrary opened = await binder.OpenAsync(worker, candidate, timeout).ConfigureAwait(false);
            if (opened.Handle != 0)
            {
                LibraryEntry entry = catalog.Add(name, candidate);
                worker.Bindings.SetHandle(entry.Index, opened.Handle);
                return entry;
            }

            tried.Add($"{candidate}: {opened.Error}");
            refused.AddRange(opened.Refused);
            missingDependency ??= DependencyIn(opened.Error, candidate);
        }

        tried.AddRange(search.PassedOver.Select(path => path.ToString()));
        throw new LibraryNotFoundException(name, tried, missingDependency, refused, locator.Near(name, search));
    }

    /// <summary>dlerror begins with the file that could not be opened: another one than was asked for is one that it needs.</summary>
    private static string? DependencyIn(string error, string candidate)
    {
        int end = error.IndexOf(CannotOpen, StringComparison.Ordinal);
        return end > 0 && error[..end] != candidate ? error[..end] : null;
    }
}
