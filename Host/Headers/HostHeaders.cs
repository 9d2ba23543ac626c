using System.Collections.Concurrent;
using FfiIsolation.Confining;
using FfiIsolation.Crashes;
using FfiIsolation.DebugInfo;
using FfiIsolation.Libraries;

namespace FfiIsolation.Headers;

/// <summary>Which headers speak for the libraries of a host, by its options. Safe for use from many threads.</summary>
internal sealed class HostHeaders : IAsyncDisposable
{
    /// <summary>Characters of what is told of a header, which may be anybody's.</summary>
    private const int MostProblem = 4096;

    private readonly LibraryHeader[] _named;
    private readonly bool _searches;
    private readonly LibraryLocator _locator;
    private readonly HeaderReadings _readings;
    private readonly Action<string> _tell;
    private int _toldOfMissing;
    private readonly ConcurrentDictionary<string, Lazy<HeaderSources?>> _libraries = new(StringComparer.Ordinal);

    /// <param name="tell">Told of each header that cannot be read, or only in part, once.</param>
    public HostHeaders(NativeHostOptions options, LibraryLocator locator, IHeaderReader reader, Action<string> tell)
    {
        _named = [.. options.Headers];
        _searches = options.SearchUsualHeaders;
        _locator = locator;
        _tell = problem => tell(SafeText.Limit(SafeText.Line(problem), MostProblem));
        _readings = new HeaderReadings(reader, read =>
        {
            if (read.Problem is { } problem)
            {
                _tell(problem);
            }
        });
    }

    /// <summary>The headers of a library: those that are named for it, else, if the options say so, those that stand in their usual place. null for none.</summary>
    /// <param name="path">The library's file.</param>
    public HeaderSources? Of(string path)
    {
        if (!IsAnyAsked)
        {
            return null;
        }

        if (Interlocked.Exchange(ref _toldOfMissing, 1) == 0)
        {
            TellOfMissing();
        }

        return _libraries.GetOrAdd(path, one => new(() => Find(one))).Value;
    }

    /// <summary>The headers that speak for a function of a library: the library's own, and behind them those of the library that it has the function of. Neither is looked for before it is asked for.</summary>
    /// <param name="path">The library's file.</param>
    public IEnumerable<HeaderSources> OfFunction(string path, string function)
    {
        if (!IsAnyAsked)
        {
            yield break;
        }

        if (Of(path) is { } own)
        {
            yield return own;
        }

        if (ElfFile.TryOpen(path) is { } library && DeclarationTruth.HomeOf(library, function) is { } home && home != library && Of(home.Path) is { } others)
        {
            yield return others;
        }
    }

    /// <summary>Holds a declaration against what was read already: nothing is read, and nothing waited for. null where nobody knows. Throws nothing.</summary>
    /// <param name="path">The library's file.</param>
    public DeclarationAnswer? CompareWithKnown(string path, Prototype declared)
    {
        try
        {
            return OfFunction(path, declared.Name).Select(headers => headers.CompareWithKnown(declared)).FirstOrDefault(answer => answer is not null);
        }
        catch (Exception)
        {
            return null; // files and headers may be anybody's, and a report without this is better than none
        }
    }

    public ValueTask DisposeAsync() => _readings.DisposeAsync();

    // A name that no library has is mostly a mistake in the name; but an application may have options for libraries that are not everywhere.
    private void TellOfMissing()
    {
        foreach (LibraryHeader header in _named.Where(header => _locator.Locate(header.Library).Candidates.Count == 0))
        {
            _tell($"the header '{header.Header}' is asked for nothing: there is no library '{header.Library}', which it is named for, where libraries are looked for");
        }
    }

    private bool IsAnyAsked => _named.Length > 0 || _searches;

    private HeaderSources? Find(string path)
    {
        string file = RealPath.Of(path) ?? path;
        HeaderRequest[] headers = [.. _named.Where(header => IsOf(header.Library, file)).Select(Named)];
        headers = headers.Length > 0 || !_searches ? headers : [.. HeaderSearch.Usual(path, []).Select(header => new HeaderRequest(header, new([], [], []) { Terms = RemedyTerms.OfLibrary }))];
        return headers.Length == 0 ? null : new(_readings, headers);
    }

    private bool IsOf(string library, string file) => _locator.Locate(library).Candidates.Any(candidate => (RealPath.Of(candidate) ?? candidate) == file);

    private static HeaderRequest Named(LibraryHeader header)
    {
        var settings = new HeaderSettings([.. header.IncludeFolders], [.. header.Macros], [.. header.Before]) { Terms = RemedyTerms.OfLibrary };
        return HeaderSearch.Find(header.Header, settings.Folders) is { } path
            ? new(path, settings)
            : new(header.Header, settings, $"there is no header '{header.Header}', which is named for the library '{header.Library}', as a path, in {RemedyTerms.OfLibrary.Folders} or in the usual folders");
    }
}
