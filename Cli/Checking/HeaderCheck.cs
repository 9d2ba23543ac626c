using System.Runtime.ExceptionServices;
using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Checking;

/// <summary>Holds declarations against headers where the library says nothing.</summary>
internal sealed class HeaderCheck : IAsyncDisposable
{
    private readonly HeaderReadings _readings;
    private readonly HeaderSources _sources;

    private HeaderCheck(IHeaderReader reader, HeaderSettings settings, IEnumerable<string> paths, bool isNamed)
    {
        _readings = new HeaderReadings(reader);
        _sources = new HeaderSources(_readings, [.. paths.Select(path => new HeaderRequest(path, settings))]);
        IsNamed = isNamed;
    }

    /// <summary>Whether the header was asked for, and does not merely stand where headers do.</summary>
    public bool IsNamed { get; }

    /// <summary>The mistakes that clang found in the headers that were read, with what mends them.</summary>
    public IEnumerable<string> Mistakes => _sources.Known.SelectMany(one => one.Truth?.Mistakes ?? []);

    /// <param name="header">The one that was asked for; null for those that stand in the usual place of the library.</param>
    /// <exception cref="FileNotFoundException">It was asked for and is nowhere.</exception>
    public static HeaderCheck Of(IHeaderReader reader, string? header, HeaderSettings settings, string library) => header is null
        ? new(reader, settings, HeaderSearch.Usual(library, settings.Folders), isNamed: false)
        : new(reader, settings, [HeaderSearch.Find(header, settings.Folders) ?? throw HeaderFailures.NotFound(header)], isNamed: true);

    /// <summary>Holds a declaration against the first header that declares its function.</summary>
    /// <param name="unchecked">What the library's own check came to, for where no header does.</param>
    /// <exception cref="HeaderException">The header that was asked for cannot be read. One that merely stands there may be unreadable.</exception>
    public async Task<CheckedDeclaration> CheckAsync(Prototype declared, CheckedDeclaration @unchecked, CancellationToken cancellationToken)
    {
        HeaderAnswer answer = await _sources.FindAsync(declared.Name, cancellationToken).ConfigureAwait(false);
        if (answer.Truth is { } truth)
        {
            return LibraryCheck.Judge(declared, truth, answer.Header);
        }

        if (IsNamed && answer.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return answer.WhyNot is { } why ? @unchecked with { Reason = $"{@unchecked.Reason}; {why}" } : @unchecked;
    }

    /// <summary>Ends what is being read.</summary>
    public ValueTask DisposeAsync() => _readings.DisposeAsync();
}
