namespace FfiIsolation;

/// <summary>Which floating type of C it is.</summary>
public enum FloatingKind
{
    /// <summary><c>float</c>.</summary>
    Float,

    /// <summary><c>double</c>.</summary>
    Double,

    /// <summary><c>long double</c>: 80 bits in 16 bytes on x86-64 Linux; see <see cref="FfiIsolation.LongDouble"/>.</summary>
    LongDouble,

    /// <summary><c>_Float16</c>: IEEE 754 binary16.</summary>
    Half,

    /// <summary><c>_Float128</c>, also written <c>__float128</c>: IEEE 754 binary128.</summary>
    Quad,
}
