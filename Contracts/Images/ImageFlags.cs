namespace FfiIsolation.Images;

/// <summary>What the gate must know of a call beyond its registers.</summary>
[Flags]
internal enum ImageFlags : ushort
{
    None = 0,

    /// <summary>The result is a long double: pop st0.</summary>
    PopSt0 = 1,

    /// <summary>The result is a complex long double: pop st0 and st1.</summary>
    PopSt1 = 2,

    /// <summary>Load all 16 bytes of the vector registers, not only the low 8.</summary>
    WideVectors = 4,

    /// <summary>The result is more than RAX, RDX and the low halves of XMM0 and XMM1: registers alone do not tell it.</summary>
    WideResult = 8,
}
