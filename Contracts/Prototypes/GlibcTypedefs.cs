namespace FfiIsolation;

/// <summary>The integer typedefs of the C library (glibc on x86-64) that prototypes use. A test compares each with the compiler's headers.
/// Typedefs of structs and pointers are left out: they have no fixed integer meaning.</summary>
internal static class GlibcTypedefs
{
    public static readonly (string Name, IntegerKind Kind)[] Lp64 =
    {
        // <stdint.h>
        ("int8_t", IntegerKind.SignedChar), ("uint8_t", IntegerKind.UnsignedChar),
        ("int16_t", IntegerKind.Short), ("uint16_t", IntegerKind.UnsignedShort),
        ("int32_t", IntegerKind.Int), ("uint32_t", IntegerKind.UnsignedInt),
        ("int64_t", IntegerKind.Long), ("uint64_t", IntegerKind.UnsignedLong),
        ("int_least8_t", IntegerKind.SignedChar), ("uint_least8_t", IntegerKind.UnsignedChar),
        ("int_least16_t", IntegerKind.Short), ("uint_least16_t", IntegerKind.UnsignedShort),
        ("int_least32_t", IntegerKind.Int), ("uint_least32_t", IntegerKind.UnsignedInt),
        ("int_least64_t", IntegerKind.Long), ("uint_least64_t", IntegerKind.UnsignedLong),
        ("int_fast8_t", IntegerKind.SignedChar), ("uint_fast8_t", IntegerKind.UnsignedChar),
        ("int_fast16_t", IntegerKind.Long), ("uint_fast16_t", IntegerKind.UnsignedLong),
        ("int_fast32_t", IntegerKind.Long), ("uint_fast32_t", IntegerKind.UnsignedLong),
        ("int_fast64_t", IntegerKind.Long), ("uint_fast64_t", IntegerKind.UnsignedLong),
        ("intmax_t", IntegerKind.Long), ("uintmax_t", IntegerKind.UnsignedLong),
        ("intptr_t", IntegerKind.Long), ("uintptr_t", IntegerKind.UnsignedLong),

        // <stddef.h>, <wchar.h>, <wctype.h>, <signal.h>
        ("size_t", IntegerKind.UnsignedLong), ("ptrdiff_t", IntegerKind.Long),
        ("wint_t", IntegerKind.UnsignedInt), ("wctype_t", IntegerKind.UnsignedLong), ("sig_atomic_t", IntegerKind.Int),

        // <sys/types.h>
        ("ssize_t", IntegerKind.Long),
        ("off_t", IntegerKind.Long), ("off64_t", IntegerKind.Long), ("loff_t", IntegerKind.Long),
        ("pid_t", IntegerKind.Int), ("uid_t", IntegerKind.UnsignedInt), ("gid_t", IntegerKind.UnsignedInt), ("id_t", IntegerKind.UnsignedInt),
        ("mode_t", IntegerKind.UnsignedInt), ("dev_t", IntegerKind.UnsignedLong), ("nlink_t", IntegerKind.UnsignedLong),
        ("ino_t", IntegerKind.UnsignedLong), ("ino64_t", IntegerKind.UnsignedLong),
        ("blksize_t", IntegerKind.Long), ("blkcnt_t", IntegerKind.Long), ("blkcnt64_t", IntegerKind.Long),
        ("fsblkcnt_t", IntegerKind.UnsignedLong), ("fsfilcnt_t", IntegerKind.UnsignedLong),
        ("fsblkcnt64_t", IntegerKind.UnsignedLong), ("fsfilcnt64_t", IntegerKind.UnsignedLong),
        ("key_t", IntegerKind.Int), ("clockid_t", IntegerKind.Int),
        ("time_t", IntegerKind.Long), ("clock_t", IntegerKind.Long),
        ("useconds_t", IntegerKind.UnsignedInt), ("suseconds_t", IntegerKind.Long),
        ("u_char", IntegerKind.UnsignedChar), ("u_short", IntegerKind.UnsignedShort),
        ("u_int", IntegerKind.UnsignedInt), ("u_long", IntegerKind.UnsignedLong),
        ("ushort", IntegerKind.UnsignedShort), ("uint", IntegerKind.UnsignedInt), ("ulong", IntegerKind.UnsignedLong),
        ("u_int8_t", IntegerKind.UnsignedChar), ("u_int16_t", IntegerKind.UnsignedShort),
        ("u_int32_t", IntegerKind.UnsignedInt), ("u_int64_t", IntegerKind.UnsignedLong),
        ("quad_t", IntegerKind.Long), ("u_quad_t", IntegerKind.UnsignedLong), ("register_t", IntegerKind.Long),

        // <bits/types.h>: the names that glibc's own declarations use, after the preprocessor
        ("__pid_t", IntegerKind.Int), ("__uid_t", IntegerKind.UnsignedInt), ("__gid_t", IntegerKind.UnsignedInt), ("__id_t", IntegerKind.UnsignedInt),
        ("__mode_t", IntegerKind.UnsignedInt), ("__dev_t", IntegerKind.UnsignedLong), ("__nlink_t", IntegerKind.UnsignedLong),
        ("__ino_t", IntegerKind.UnsignedLong), ("__ino64_t", IntegerKind.UnsignedLong),
        ("__off_t", IntegerKind.Long), ("__off64_t", IntegerKind.Long), ("__ssize_t", IntegerKind.Long), ("__intptr_t", IntegerKind.Long),
        ("__time_t", IntegerKind.Long), ("__clock_t", IntegerKind.Long), ("__clockid_t", IntegerKind.Int),
        ("__useconds_t", IntegerKind.UnsignedInt), ("__suseconds_t", IntegerKind.Long), ("__key_t", IntegerKind.Int),
        ("__socklen_t", IntegerKind.UnsignedInt), ("__rlim_t", IntegerKind.UnsignedLong),
        ("__int8_t", IntegerKind.SignedChar), ("__uint8_t", IntegerKind.UnsignedChar),
        ("__int16_t", IntegerKind.Short), ("__uint16_t", IntegerKind.UnsignedShort),
        ("__int32_t", IntegerKind.Int), ("__uint32_t", IntegerKind.UnsignedInt),
        ("__int64_t", IntegerKind.Long), ("__uint64_t", IntegerKind.UnsignedLong),
        ("__intmax_t", IntegerKind.Long), ("__uintmax_t", IntegerKind.UnsignedLong),

        // <pthread.h>
        ("pthread_t", IntegerKind.UnsignedLong), ("pthread_key_t", IntegerKind.UnsignedInt), ("pthread_once_t", IntegerKind.Int),

        // <sys/socket.h>, <netinet/in.h>, <poll.h>, <sys/resource.h>, <termios.h>, <regex.h>, <langinfo.h>, <mqueue.h>
        ("socklen_t", IntegerKind.UnsignedInt), ("sa_family_t", IntegerKind.UnsignedShort),
        ("in_addr_t", IntegerKind.UnsignedInt), ("in_port_t", IntegerKind.UnsignedShort),
        ("nfds_t", IntegerKind.UnsignedLong), ("rlim_t", IntegerKind.UnsignedLong),
        ("tcflag_t", IntegerKind.UnsignedInt), ("speed_t", IntegerKind.UnsignedInt), ("cc_t", IntegerKind.UnsignedChar),
        ("regoff_t", IntegerKind.Int), ("nl_item", IntegerKind.Int), ("mqd_t", IntegerKind.Int),
    };
}
