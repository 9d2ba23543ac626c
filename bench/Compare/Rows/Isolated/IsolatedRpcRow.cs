using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>Awaited, as the peer's calls are.</summary>
internal sealed class IsolatedRpcRow() : IsolatedRow("isolated.rpc", "cos(x), InvokeAsync, RPC lane", Goal.AtMost(1.2, "peer.streamJsonRpc"))
{
    protected override NativeHostOptions Options { get; } = new() { Lane = LaneChoice.Rpc };

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction cosine = Cosine(host);
        return context.Meter.MeasureAsync(count => AwaitedCalls.RunAsync(cosine, count));
    }
}
