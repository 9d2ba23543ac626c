namespace FfiIsolation.Worker.Rpc;

/// <summary>Handles a request on the thread that has read it. The next one is read when it is handled.</summary>
internal sealed class SameThread : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => d(state);

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
