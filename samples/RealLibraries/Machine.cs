// The system itself: what it is called, and how large a file system is, by structs that the C library fills.
using System.Runtime.CompilerServices;
using System.Text;

namespace FfiIsolation.Samples.RealLibraries;

internal static class Machine
{
    public static void Run(NativeHost host, string folder)
    {
        IMachine machine = IMachine.On(host);
        Step.Is("uname", 0, machine.Name(out SystemName name));
        Step.Is("system", File.ReadAllText("/proc/sys/kernel/ostype").Trim(), name.System.ToString());
        Step.Is("release", File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), name.Release.ToString());
        Step.Print("machine", name.Machine);

        Step.Is("statvfs of /", 0, machine.FileSystem("/", out FileSystem root));
        Step.Is("its size in bytes", new DriveInfo("/").TotalSize, (long)(root.Blocks * root.FragmentSize));
        Step.Print("the longest name of a file", root.MaxName);
        Step.Is("statvfs of a file that is not there", -1, machine.FileSystem("/no/such/file", out _));

        Step.Crashes("nowhere to write to", () => machine.FileSystemTo("/", null));
        Step.Is("and the next", 0, machine.FileSystem("/", out _));
    }
}

[NativeLibrary("c"), NativeDeclarations("""
    struct utsname { char sysname[65], nodename[65], release[65], version[65], machine[65], domainname[65]; };
    struct statvfs {
        unsigned long f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, f_fsid, f_flag, f_namemax;
        int spare[6];
    };
    """)]
public partial interface IMachine
{
    [NativeFunction("int uname(struct utsname *name)")]
    int Name(out SystemName name);

    [NativeFunction("int statvfs(const char *path, struct statvfs *result)")]
    int FileSystem(string path, out FileSystem result);

    [NativeFunction("int statvfs(const char *path, struct statvfs *result)")]
    int FileSystemTo(string path, FileSystem[]? result);
}

/// <summary>struct utsname. The compiler holds it, and the one below, against the C declaration above.</summary>
public struct SystemName
{
    public Text65 System, Node, Release, Version, Machine, Domain;
}

/// <summary>An array of 65 characters of C: text with a terminator.</summary>
[InlineArray(65)]
public struct Text65
{
    private byte _first;

    public override readonly string ToString() => Encoding.UTF8.GetString(this[..((ReadOnlySpan<byte>)this).IndexOf((byte)0)]);
}

/// <summary>struct statvfs.</summary>
public struct FileSystem
{
    public ulong BlockSize, FragmentSize, Blocks, FreeBlocks, AvailableBlocks, Files, FreeFiles, AvailableFiles, Id, Flags, MaxName;
    public Spare6 Spare;
}

[InlineArray(6)]
public struct Spare6
{
    private int _first;
}
