namespace FfiIsolation.Abi;

/// <summary>In a vector register and in the integer register of the same index: a floating argument behind the <c>...</c> of the Microsoft convention, whose
/// callee stores the integer registers only.</summary>
/// <param name="Register">Index of both.</param>
internal sealed record TwinRegisterPlace(int Register) : ArgumentPlace;
