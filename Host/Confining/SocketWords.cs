using System.Globalization;

namespace FfiIsolation.Confining;

/// <summary>The arguments of <c>socket</c> in the words of its manual page.</summary>
internal static class SocketWords
{
    private const int TypeMask = 0xF; // the rest are SOCK_NONBLOCK and SOCK_CLOEXEC

    public static string Of(int domain, int type) => $"{Domain(domain)}, {Type(type & TypeMask)}";

    private static string Domain(int domain) => domain switch
    {
        1 => "AF_UNIX",
        2 => "AF_INET",
        10 => "AF_INET6",
        16 => "AF_NETLINK",
        17 => "AF_PACKET",
        40 => "AF_VSOCK",
        _ => string.Create(CultureInfo.InvariantCulture, $"address family {domain}"),
    };

    private static string Type(int type) => type switch
    {
        1 => "SOCK_STREAM",
        2 => "SOCK_DGRAM",
        3 => "SOCK_RAW",
        5 => "SOCK_SEQPACKET",
        _ => string.Create(CultureInfo.InvariantCulture, $"type {type}"),
    };
}
