namespace FfiIsolation.Cli.Headers;

/// <summary>Reads headers.</summary>
internal interface IHeaderReader
{
    /// <summary>Reads one.</summary>
    /// <param name="path">The file, with its full path.</param>
    /// <param name="folders">Where it may include from, before the usual places.</param>
    /// <param name="withMacros">Whether its macros are wanted too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HeaderException">It cannot be read.</exception>
    /// <exception cref="CallFailedException">libclang crashed or did not come back.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be had.</exception>
    Task<HeaderContent> ReadAsync(string path, IReadOnlyList<string> folders, bool withMacros, CancellationToken cancellationToken);
}
