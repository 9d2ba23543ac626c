namespace FfiIsolation.Cli.Calls;

/// <summary>The part of <see cref="NativeHost"/> that this program uses; tests have one that starts no process.</summary>
internal interface ICallHost : ICaller, IAsyncDisposable
{
    /// <summary>The worker's executable.</summary>
    string WorkerPath { get; }

    /// <summary>Loads a library, and says which file it is.</summary>
    /// <exception cref="LibraryNotFoundException">It is not on this machine.</exception>
    ValueTask<string> LoadAsync(string library, CancellationToken cancellationToken);

    ValueTask<ICallSession> OpenSessionAsync(HeapGuarding heap, CancellationToken cancellationToken);

    /// <summary>What happened to workers since the last time this was asked, in the order of happening.</summary>
    IReadOnlyList<SupervisionEventArgs> TakeEvents();
}
