using System.Collections.Concurrent;
using FfiIsolation.Confining;
using FfiIsolation.Crashes;
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
        if (_named.Length == 0 && !_searches)
        {
            return null;
        }

        if (Interlocked.Exchange(ref _toldOfMissing, 1) == 0)
        {
            TellOfMissing();
        }

        return _libraries.GetOrAdd(path, one => new(() => Find(one))).Value;
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
