namespace FfiIsolation;

/// <summary>Integer typedefs of C libraries that nothing is called by yet, as their documentation has them: those of stdint.h and stddef.h, where they differ from glibc's.</summary>
internal static class OtherTypedefs
{
    /// <summary>Visual C++, 64-bit: stdint.h, vcruntime.h (size_t is unsigned __int64, which is unsigned long long).</summary>
    public static readonly (string Name, IntegerKind Kind)[] Llp64 =
    {
        ("int8_t", IntegerKind.SignedChar), ("uint8_t", IntegerKind.UnsignedChar), ("int16_t", IntegerKind.Short), ("uint16_t", IntegerKind.UnsignedShort),
        ("int32_t", IntegerKind.Int), ("uint32_t", IntegerKind.UnsignedInt), ("int64_t", IntegerKind.LongLong), ("uint64_t", IntegerKind.UnsignedLongLong),
        ("int_fast8_t", IntegerKind.SignedChar), ("int_fast16_t", IntegerKind.Int), ("int_fast32_t", IntegerKind.Int), ("int_fast64_t", IntegerKind.LongLong),
        ("intmax_t", IntegerKind.LongLong), ("uintmax_t", IntegerKind.UnsignedLongLong), ("intptr_t", IntegerKind.LongLong), ("uintptr_t", IntegerKind.UnsignedLongLong),
        ("size_t", IntegerKind.UnsignedLongLong), ("ptrdiff_t", IntegerKind.LongLong), ("wint_t", IntegerKind.UnsignedShort), ("time_t", IntegerKind.LongLong),
    };

    /// <summary>macOS: sys/_types.h and its kin. The sizes are glibc's, but 64-bit integers are long long.</summary>
    public static readonly (string Name, IntegerKind Kind)[] Apple64 =
    {
        ("int8_t", IntegerKind.SignedChar), ("uint8_t", IntegerKind.UnsignedChar), ("int16_t", IntegerKind.Short), ("uint16_t", IntegerKind.UnsignedShort),
        ("int32_t", IntegerKind.Int), ("uint32_t", IntegerKind.UnsignedInt), ("int64_t", IntegerKind.LongLong), ("uint64_t", IntegerKind.UnsignedLongLong),
        ("int_fast8_t", IntegerKind.SignedChar), ("int_fast16_t", IntegerKind.Short), ("int_fast32_t", IntegerKind.Int), ("int_fast64_t", IntegerKind.LongLong),
        ("intmax_t", IntegerKind.Long), ("uintmax_t", IntegerKind.UnsignedLong), ("intptr_t", IntegerKind.Long), ("uintptr_t", IntegerKind.UnsignedLong),
        ("size_t", IntegerKind.UnsignedLong), ("ptrdiff_t", IntegerKind.Long), ("wint_t", IntegerKind.Int), ("time_t", IntegerKind.Long),
    };
}
