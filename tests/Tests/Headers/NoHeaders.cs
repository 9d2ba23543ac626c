using FfiIsolation.Headers;

namespace FfiIsolation.Tests.Headers;

/// <summary>A machine without libclang.</summary>
internal sealed class NoHeaders : IHeaderReader
{
    public Task<HeaderContent> ReadAsync(string path, HeaderSettings settings, bool withMacros, CancellationToken cancellationToken) => throw new HeaderException(ClangLocator.Missing);
}
