namespace FfiIsolation.Abi;

/// <summary>In an integer register. The value is extended to 64 bits by its type: the ABI leaves the upper bits open, but Clang counts on 32 of them.</summary>
/// <param name="Register">Index in the convention's order: for System V x86-64 rdi, rsi, rdx, rcx, r8, r9.</param>
internal sealed record IntegerRegisterPlace(int Register) : ArgumentPlace;
