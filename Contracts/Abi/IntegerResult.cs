namespace FfiIsolation.Abi;

/// <summary>In rax. The bits above the width are not defined.</summary>
/// <param name="Size">Bytes that hold the result: 1, 2, 4 or 8.</param>
/// <param name="IsSigned">Whether the highest of them carries a sign.</param>
internal sealed record IntegerResult(int Size, bool IsSigned) : ResultPlace;
