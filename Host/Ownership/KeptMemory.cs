using FfiIsolation.Ownership;

namespace FfiIsolation;

/// <summary>
/// Memory that a native function may keep a pointer to: it lies in the heap of a session's worker from the first call that it is passed to, and lives until it is disposed
/// or the session ends. Made by <see cref="NativeBuffer.Keep{T}(ReadOnlyMemory{T})"/>. Belongs to the session that used it first. Safe for use from many threads.
/// </summary>
public sealed class KeptMemory : IDisposable, IAsyncDisposable
{
    private NativeSession? _session;
    private volatile NativeHandle? _handle;
    private volatile bool _disposed;

    internal KeptMemory(MemoryContent content) => Content = content;

    /// <summary>Where it lies; null before the first call that it is passed to.</summary>
    public NativePointer Pointer => _handle?.Pointer ?? NativePointer.Null;

    internal MemoryContent Content { get; }

    /// <summary>Set in the session's turn.</summary>
    internal NativeHandle? Handle
    {
        get => _handle;
        set => _handle = value;
    }

    /// <summary>Frees it. Native code must not use it any more, and no function takes it. Never throws.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (_handle is { } handle)
        {
            await handle.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The content, as reports show it.</summary>
    public override string ToString() => $"{Content} (kept)";

    /// <summary>Makes it the session's, or says that it cannot be.</summary>
    /// <exception cref="StaleHandleException">It is disposed, or another session's.</exception>
    internal void Join(NativeSession session, string function)
    {
        if (_disposed)
        {
            throw new StaleHandleException($"{function}: {this} was disposed.", Pointer);
        }

        NativeSession? other = Interlocked.CompareExchange(ref _session, session, null);
        if (other is not null && other != session)
        {
            throw new StaleHandleException(
                $"{function}: {this} belongs to the session on worker {other.Generation}, and this session runs on worker {session.Generation}.", Pointer);
        }
    }
}
