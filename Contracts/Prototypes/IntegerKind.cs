namespace FfiIsolation;

/// <summary>Which integer type of C it is, whatever typedef it was written as. The character types for text are kinds of their own.</summary>
public enum IntegerKind
{
    /// <summary><c>char</c>: text, or a small number whose sign depends on the platform.</summary>
    Char,

    /// <summary><c>signed char</c>.</summary>
    SignedChar,

    /// <summary><c>unsigned char</c>.</summary>
    UnsignedChar,

    /// <summary><c>short</c>.</summary>
    Short,

    /// <summary><c>unsigned short</c>.</summary>
    UnsignedShort,

    /// <summary><c>int</c>.</summary>
    Int,

    /// <summary><c>unsigned int</c>.</summary>
    UnsignedInt,

    /// <summary><c>long</c>.</summary>
    Long,

    /// <summary><c>unsigned long</c>.</summary>
    UnsignedLong,

    /// <summary><c>long long</c>.</summary>
    LongLong,

    /// <summary><c>unsigned long long</c>.</summary>
    UnsignedLongLong,

    /// <summary><c>wchar_t</c>: one code unit of wide text (UTF-32 on Linux).</summary>
    WideChar,

    /// <summary><c>char16_t</c>: one code unit of UTF-16.</summary>
    Char16,

    /// <summary><c>char32_t</c>: one code unit of UTF-32.</summary>
    Char32,

    /// <summary><c>__int128</c>.</summary>
    Int128,

    /// <summary><c>unsigned __int128</c>.</summary>
    UnsignedInt128,
}
