namespace FfiIsolation.Abi;

/// <summary>In the low bytes of xmm0.</summary>
/// <param name="Size">Bytes that hold the result: 2, 4 or 8, or 16 for a <c>_Float128</c>.</param>
internal sealed record VectorResult(int Size) : ResultPlace;
