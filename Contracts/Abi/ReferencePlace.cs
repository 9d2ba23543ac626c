namespace FfiIsolation.Abi;

/// <summary>By a pointer to a copy that belongs to the callee: what does not fit in 8 bytes, in the Microsoft convention.</summary>
/// <param name="Pointer">Where the pointer goes: an <see cref="IntegerRegisterPlace"/> or a <see cref="StackPlace"/>.</param>
/// <param name="Size">Bytes of the copy.</param>
/// <param name="Alignment">Alignment of the copy, in bytes: 16 or more.</param>
internal sealed record ReferencePlace(ArgumentPlace Pointer, int Size, int Alignment) : ArgumentPlace;
