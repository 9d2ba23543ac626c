namespace FfiIsolation.Abi;

/// <summary>In the low bytes of xmm0.</summary>
/// <param name="Size">Bytes that hold the result: 4 or 8.</param>
internal sealed record VectorResult(int Size) : ResultPlace;
