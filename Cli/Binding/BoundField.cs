namespace FfiIsolation.Cli.Binding;

/// <summary>A field of a struct.</summary>
/// <param name="Type">In C#.</param>
/// <param name="Name">In C#.</param>
/// <param name="Offset">Bytes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Bytes, as the runtime aligns the type.</param>
/// <param name="Text">The member in C.</param>
/// <param name="Bits">For the storage of a bit-field, how it is read and written; null for others.</param>
internal sealed record BoundField(string Type, string Name, int Offset, int Size, int Alignment, string Text, BoundBits? Bits = null);
