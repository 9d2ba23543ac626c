namespace FfiIsolation.Headers;

/// <summary>Reads headers.</summary>
internal interface IHeaderReader
{
    /// <summary>Reads one.</summary>
    /// <param name="path">The file, with its full path.</param>
    /// <param name="settings">How it wants to be read.</param>
    /// <param name="withMacros">Whether its macros are wanted too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HeaderException">It cannot be read.</exception>
    /// <exception cref="CallFailedException">libclang crashed or did not come back.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be had.</exception>
    Task<HeaderContent> ReadAsync(string path, HeaderSettings settings, bool withMacros, CancellationToken cancellationToken);
}
