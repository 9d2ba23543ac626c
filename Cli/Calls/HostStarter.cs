namespace FfiIsolation.Cli.Calls;

/// <summary>Starts a host.</summary>
/// <param name="options">How it works.</param>
/// <param name="libraryWrote">Gets each line that a library writes in a worker; called from any thread.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate ValueTask<ICallHost> HostStarter(NativeHostOptions options, Action<string> libraryWrote, CancellationToken cancellationToken);
