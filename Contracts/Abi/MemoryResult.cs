namespace FfiIsolation.Abi;

/// <summary>In memory that the caller provides: its address is a hidden first argument, and comes back in rax.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Alignment of the memory, in bytes.</param>
/// <param name="Register">The integer register of the hidden argument: its index in the convention's order, which is 0.</param>
internal sealed record MemoryResult(int Size, int Alignment, int Register) : ResultPlace;
