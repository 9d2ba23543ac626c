namespace FfiIsolation.Cli.Explaining;

/// <summary>Memory for a value that the convention passes by its address, though C passes it by value.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Bytes.</param>
internal sealed record PointedMemory(int Size, int Alignment);
