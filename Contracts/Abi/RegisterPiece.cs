namespace FfiIsolation.Abi;

/// <summary>A part of a value in the low bytes of one register.</summary>
/// <param name="Offset">Where the part begins in the value, in bytes.</param>
/// <param name="Size">Its bytes, 1 to 8; 16 for a whole vector register.</param>
/// <param name="File">Which set of registers.</param>
/// <param name="Register">For arguments the index in the convention's order; for results 0 and 1 are rax and rdx, xmm0 and xmm1.</param>
internal sealed record RegisterPiece(int Offset, int Size, RegisterFile File, int Register);
