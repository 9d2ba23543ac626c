using PolyType;
using StreamJsonRpc;

namespace FfiIsolation.Compare.Rows.Peers;

/// <summary>The contract of the StreamJsonRpc peer, compiled into both of its processes; its proxy is generated, which is the library's fastest.</summary>
[JsonRpcContract, GenerateShape(IncludeMethods = MethodShapeFlags.PublicInstance)]
public partial interface ICosine
{
    /// <summary>The cosine.</summary>
    Task<double> CosAsync(double x);
}
