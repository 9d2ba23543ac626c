namespace FfiIsolation.Cli.Explaining;

/// <summary>Where some bytes of a value are.</summary>
/// <param name="In">A register, or <c>rsp+8</c> for memory.</param>
/// <param name="Offset">Which bytes of the value: the first of them, from 0.</param>
/// <param name="Size">How many.</param>
internal sealed record PlacePiece(string In, int Offset, int Size);
