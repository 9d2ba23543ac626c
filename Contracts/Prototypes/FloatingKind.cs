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
}
