namespace FfiIsolation.Abi;

/// <summary>In the low bytes of a vector register; a <c>_Float128</c> in all 16 of them.</summary>
/// <param name="Register">Index: xmm0 is 0.</param>
internal sealed record VectorRegisterPlace(int Register) : ArgumentPlace;
