using System.Runtime.ExceptionServices;
using FfiIsolation.DebugInfo;
using FfiIsolation.Headers;

namespace FfiIsolation.Cli.Checking;

/// <summary>Holds declarations against headers where the library says nothing.</summary>
internal sealed class HeaderCheck : IAsyncDisposable
{
    private readonly HeaderReadings _readings;
    private readonly HeaderSettings _settings;
    private readonly HeaderSources? _named;
    private readonly string _library;
    private readonly Dictionary<string, HeaderSources> _usual = new(StringComparer.Ordinal);

    private HeaderCheck(IHeaderReader reader, HeaderSettings settings, string? named, string library)
    {
        _readings = new HeaderReadings(reader);
        _settings = settings;
        _library = library;
        _named = named is null ? null : new HeaderSources(_readings, [new HeaderRequest(named, settings)]);
    }

    /// <summary>Whether the header was asked for, and does not merely stand where headers do.</summary>
    public bool IsNamed => _named is not null;

    /// <summary>The mistakes that clang found in the headers that were read, with what mends them.</summary>
    public IEnumerable<string> Mistakes => Read.SelectMany(one => one.Truth?.Mistakes ?? []).Distinct();

    private IEnumerable<HeaderReading> Read => (_named is null ? _usual.Values : (IEnumerable<HeaderSources>)[_named]).SelectMany(sources => sources.Known);

    /// <param name="header">The one that was asked for; null for those that stand in the usual place of the library.</param>
    /// <exception cref="FileNotFoundException">It was asked for and is nowhere.</exception>
    public static HeaderCheck Of(IHeaderReader reader, string? header, HeaderSettings settings, string library) =>
        new(reader, settings, header is null ? null : HeaderSearch.Find(header, settings.Folders) ?? throw HeaderFailures.NotFound(header), library);

    /// <summary>Holds a declaration against the first header that declares its function.</summary>
    /// <param name="unchecked">What the library's own check came to, for where no header does.</param>
    /// <exception cref="HeaderException">The header that was asked for cannot be read. One that merely stands there may be unreadable.</exception>
    public async Task<CheckedDeclaration> CheckAsync(Prototype declared, CheckedDeclaration @unchecked, CancellationToken cancellationToken)
    {
        HeaderAnswer answer = await SourcesOf(_library).FindAsync(declared.Name, cancellationToken).ConfigureAwait(false);
        if (answer.Truth is null && !IsNamed && @unchecked.Home is { } home)
        {
            HeaderAnswer other = await SourcesOf(home).FindAsync(declared.Name, cancellationToken).ConfigureAwait(false);
            answer = other.Truth is null && answer.WhyNot is not null ? answer : other;
        }

        if (answer.Truth is { } truth)
        {
            CheckedDeclaration judged = LibraryCheck.Judge(declared, truth, answer.Header) with { Home = @unchecked.Home, DebugFile = @unchecked.DebugFile };
            return judged.With([.. judged.Differences, .. @unchecked.Differences]);
        }

        if (IsNamed && answer.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        string reason = answer.WhyNot is { } why ? $"{@unchecked.Reason}; {why}" : @unchecked.Reason!;
        bool isUndeclared = !IsNamed && answer.Failure is null && !Read.Any(one => one.Truth?.Refuses(declared.Name) == true);
        return @unchecked with { Reason = isUndeclared ? $"{reason}; a header can be named by --header" : reason };
    }

    /// <summary>Adds what a header says of what frees the result, which debug information does not have.</summary>
    public async Task<CheckedDeclaration> CheckDeallocatorsAsync(Prototype declared, CheckedDeclaration one, CancellationToken cancellationToken) => declared.Deallocators.IsEmpty ? one
        : (await SourcesOf(one.Home ?? _library).FindAsync(declared.Name, cancellationToken).ConfigureAwait(false)).Truth is { } truth
            ? one.With([.. one.Differences, .. DeclarationCheck.Compare(declared, truth, "header").Where(difference => difference.Kind == DifferenceKind.Deallocator)]) : one;

    /// <summary>Whether the header that was asked for declares functions, and none that the library has.</summary>
    public bool IsOfAnother(Func<string, bool> isOfLibrary) => IsNamed && Read.FirstOrDefault()?.Truth is { Mistakes.Count: 0, Functions: { Count: > 0 } functions } && !functions.Any(isOfLibrary);

    /// <summary>Ends what is being read.</summary>
    public ValueTask DisposeAsync() => _readings.DisposeAsync();

    private HeaderSources SourcesOf(string library)
    {
        if (_named is not null)
        {
            return _named;
        }

        if (!_usual.TryGetValue(library, out HeaderSources? sources))
        {
            _usual.Add(library, sources = new HeaderSources(_readings, [.. HeaderSearch.Usual(library, _settings.Folders).Select(path => new HeaderRequest(path, _settings))]));
        }

        return sources;
    }
}
