namespace FfiIsolation.Confining;

/// <summary>What every library may need where files are restricted: the system's libraries and public settings, and the application's own folder. Nothing that holds secrets, unless the application keeps some in its folder: docs/confinement.md says so.</summary>
internal static class SystemPaths
{
    private static readonly string[] s_read =
    [
        "/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", 
        "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload",
        "/etc/localtime", "/etc/timezone", "/etc/locale.alias", "/etc/fonts", "/etc/mime.types", "/etc/magic",
        "/etc/nsswitch.conf", "/etc/hosts", "/etc/resolv.conf", "/etc/services", "/etc/protocols", "/etc/passwd", "/etc/group",
        "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/gai.conf",
        "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/random",
        "/sys/devices/system", "/sys/kernel/mm/transparent_hugepage", "/sys/fs/cgroup",
        "/dev/urandom", "/dev/random", "/dev/zero", "/dev/full",
    ];

    private static readonly string[] s_write = ["/dev/null"];

    public static IReadOnlyList<string> Read(Confinement confinement, string workerPath, string applicationFolder, string? libraryPath) =>
        [
            .. s_read,
            Path.GetDirectoryName(workerPath)!,
            applicationFolder,
            .. (libraryPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted),
            .. confinement.ReadPaths,
        ];

    public static IReadOnlyList<string> Write(Confinement confinement) => [.. s_write, .. confinement.WritePaths];
}
