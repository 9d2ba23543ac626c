namespace FfiIsolation.Cli.Calls;

/// <summary>Calls that share one worker, and with it pointers.</summary>
internal interface ICallSession : ICaller, IAsyncDisposable
{
    /// <summary>The worker's process.</summary>
    int ProcessId { get; }
}
