// What of confinement the kernel can do.
using System.Globalization;
using System.Runtime.InteropServices;

namespace FfiIsolation.Confining;

internal static unsafe partial class ConfinementSupport
{
    private const nint CreateRuleset = 444;             // landlock_create_ruleset
    private const nuint VersionFlag = 1;                // LANDLOCK_CREATE_RULESET_VERSION
    private const nint Seccomp = 317;
    private const ulong Trace = 1 << 19;                // CAP_SYS_PTRACE, which capabilities.c takes from the worker
    private const nuint ActionAvailable = 2;            // SECCOMP_GET_ACTION_AVAIL
    private const uint AskUserSpace = 0x7FC00000;       // SECCOMP_RET_USER_NOTIF

    private static readonly Lazy<int> s_landlock = new(() => (int)Math.Max(0, SystemCall(CreateRuleset, null, 0, VersionFlag)));
    private static readonly Lazy<bool> s_asks = new(() =>
    {
        uint action = AskUserSpace;
        return SystemCall(Seccomp, (void*)ActionAvailable, 0, (nuint)(&action)) == 0;
    });

    private static readonly Lazy<bool> s_guardsMemory = new(() => FirstNumber("/proc/sys/kernel/yama/ptrace_scope", "", NumberStyles.None) > 0 || (FirstNumber("/proc/self/status", "CapPrm:", NumberStyles.AllowHexSpecifier) & Trace) != 0);

    /// <summary>The version of Landlock's interface; 0 where the kernel has none.</summary>
    public static int LandlockVersion => s_landlock.Value;

    /// <summary>Whether the kernel can ask the host about a system call.</summary>
    public static bool CanAsk => s_asks.Value;

    /// <summary>Whether the kernel keeps a worker out of its host's memory without Landlock: by Yama, or because a worker of root loses a capability that its host keeps (ptrace(2), "access mode checking").</summary>
    public static bool GuardsMemory => s_guardsMemory.Value;

    /// <summary>Says what a confinement needs and the system lacks; null for nothing.</summary>
    public static string? WhyNot(Confinement confinement, int landlockVersion, bool canAsk, bool guardsMemory)
    {
        if (confinement.AsksHost && !canAsk)
        {
            return $"The preset {confinement.Name} needs seccomp with user notification, which Linux has since 5.5, and this kernel or container does not offer it. "
                + $"Choose {nameof(NativeHostOptions.Confinement)} = {nameof(Confinement)}.{nameof(Confinement.Open)} to do without confinement.";
        }

        if (KernelsFilesStayWritable(confinement, landlockVersion) && !guardsMemory)
        {
            return $"The preset {confinement.Name} keeps native code out of the memory of other processes, its host's too, for which it needs Landlock of Linux 5.19 or newer (\"landlock\" in /sys/kernel/security/lsm) "
                + "or Yama (/proc/sys/kernel/yama/ptrace_scope at 1 or more). "
                + $"Choose a confinement with {nameof(Confinement.AllowOtherProcesses)} = true to do without.";
        }

        return !confinement.AllowFiles && landlockVersion == 0
            ? $"The preset {confinement.Name} restricts files, for which it needs Landlock: Linux 5.13 or newer with Landlock enabled (\"landlock\" in /sys/kernel/security/lsm). "
                + $"Choose a confinement with {nameof(Confinement.AllowFiles)} = true."
            : null;
    }

    /// <summary>Says what of a confinement that is not refused does not hold all the same; null for nothing.</summary>
    public static string? WhatIsMissing(Confinement confinement, int landlockVersion) => KernelsFilesStayWritable(confinement, landlockVersion)
        ? "the kernel's files about other processes (such as /proc/PID/oom_score_adj, /sys/fs/cgroup) stay as writable as they are to the user: Landlock of Linux 5.19 or newer is missing"
        : null;

    /// <summary>Where there is no domain: landlock.c says why the first version gives none for this. One that restricts files is a domain.</summary>
    private static bool KernelsFilesStayWritable(Confinement confinement, int landlockVersion) => !confinement.AllowOtherProcesses && confinement.AllowFiles && landlockVersion < 2;

    /// <summary>Refuses a confinement that would not hold here.</summary>
    /// <exception cref="PlatformNotSupportedException">Says what is missing.</exception>
    public static void ThrowIfLacking(Confinement confinement)
    {
        if (confinement.WhyUnsupported is { } why)
        {
            throw new PlatformNotSupportedException(why);
        }
    }

    /// <summary>The number behind the first line's beginning that is so; 0 where there is none.</summary>
    private static ulong FirstNumber(string file, string beginning, NumberStyles style)
    {
        try
        {
            string? line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal));
            return ulong.TryParse(line.AsSpan(line is null ? 0 : beginning.Length).Trim(), style, CultureInfo.InvariantCulture, out ulong number) ? number : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A kernel without Yama, or without /proc: nothing that could be relied upon.
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, void* first, nuint second, nuint third);
}
