namespace FfiIsolation.Cli.Printing;

/// <summary>What native code left in one buffer.</summary>
/// <param name="Name">The parameter's name, or its position (<c>arg2</c>).</param>
/// <param name="Pointee">What the parameter points at.</param>
/// <param name="Bytes">All of the buffer.</param>
/// <param name="Pointer">The pointer, where the buffer was room for one.</param>
internal sealed record OutputValue(string Name, CType Pointee, byte[] Bytes, NativePointer? Pointer = null);
