using FfiIsolation.Cli.Headers;

namespace FfiIsolation.Cli.Checking;

/// <summary>The headers that declarations are held against where the library says nothing. Each is read when a function first asks for it.</summary>
internal sealed class HeaderSources
{
    private readonly IHeaderReader _reader;
    private readonly HeaderSettings _settings;
    private readonly IReadOnlyList<string> _paths;
    private readonly bool _isNamed;
    private readonly List<HeaderTruth> _read = [];
    private string? _failure;

    private HeaderSources(IHeaderReader reader, HeaderSettings settings, IReadOnlyList<string> paths, bool isNamed) =>
        (_reader, _settings, _paths, _isNamed) = (reader, settings, paths, isNamed);

    /// <param name="header">The one that was asked for; null for those that stand in the usual place of the library.</param>
    /// <exception cref="FileNotFoundException">It was asked for and is nowhere.</exception>
    public static HeaderSources Of(IHeaderReader reader, string? header, HeaderSettings settings, string library) => header is null
        ? new(reader, settings, HeaderSearch.Usual(library, settings.Folders), isNamed: false)
        : new(reader, settings, [HeaderSearch.Find(header, settings.Folders) ?? throw HeaderFailures.NotFound(header)], isNamed: true);

    /// <summary>Holds a declaration against the first header that declares its function.</summary>
    /// <param name="unchecked">What the library's own check came to, for where no header does.</param>
    /// <exception cref="HeaderException">The header that was asked for cannot be read. One that merely stands there may be unreadable.</exception>
    public async Task<CheckedDeclaration> CheckAsync(Prototype declared, CheckedDeclaration @unchecked, CancellationToken cancellationToken)
    {
        string? refused = null;
        for (int i = 0; i < _paths.Count && _failure is null; i++)
        {
            if (i == _read.Count)
            {
                await ReadAsync(_paths[i], cancellationToken).ConfigureAwait(false);
            }

            if (_failure is null && LibraryCheck.Check(declared, _read[i]) is var one)
            {
                if (one.Verdict != Verdict.Unchecked)
                {
                    return one;
                }

                refused ??= _paths.Count == 1 || _read[i].Refuses(declared.Name) ? one.Reason : null;
            }
        }

        string? more = _failure ?? refused ?? (_paths.Count > 1 ? $"none of the headers {string.Join(", ", _paths)} declares it" : null);
        return more is null ? @unchecked : @unchecked with { Reason = $"{@unchecked.Reason}; {more}" };
    }

    private async Task ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            _read.Add(new HeaderTruth(HeaderDeclarations.Of(await _reader.ReadAsync(path, _settings, withMacros: false, cancellationToken).ConfigureAwait(false))));
        }
        catch (Exception error) when (!_isNamed && HeaderFailures.Is(error))
        {
            _failure = $"the header {path} could not be read: {error.Message}";
        }
    }
}
