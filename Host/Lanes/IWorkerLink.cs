namespace FfiIsolation.Lanes;

/// <summary>What connects the host to one worker: the lane of its calls, and what goes with it.</summary>
internal interface IWorkerLink : IAsyncDisposable
{
    ICallLane Lane { get; }

    /// <summary>Completes when the worker has hung up, where that can be seen.</summary>
    Task Ended { get; }

    /// <summary>Called when the worker does what no worker does.</summary>
    Action? Violated { get; set; }

    /// <summary>Asks the worker to end. No call may be on board. Never throws.</summary>
    void RequestStop();

    /// <summary>The process is gone: whoever waits for an answer is woken.</summary>
    void ProcessGone();

    /// <summary>The process is gone, and nobody is in a call any more.</summary>
    void Release();
}
