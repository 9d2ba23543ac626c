// What of confinement the kernel can do.
using System.Runtime.InteropServices;

namespace FfiIsolation.Confining;

internal static unsafe partial class ConfinementSupport
{
    private const nint CreateRuleset = 444;             // landlock_create_ruleset
    private const nuint VersionFlag = 1;                // LANDLOCK_CREATE_RULESET_VERSION
    private const nint Seccomp = 317;
    private const nuint ActionAvailable = 2;            // SECCOMP_GET_ACTION_AVAIL
    private const uint AskUserSpace = 0x7FC00000;       // SECCOMP_RET_USER_NOTIF

    private static readonly Lazy<int> s_landlock = new(() => (int)Math.Max(0, SystemCall(CreateRuleset, null, 0, VersionFlag)));
    private static readonly Lazy<bool> s_asks = new(() =>
    {
        uint action = AskUserSpace;
        return SystemCall(Seccomp, (void*)ActionAvailable, 0, (nuint)(&action)) == 0;
    });

    /// <summary>The version of Landlock's interface; 0 where the kernel has none.</summary>
    public static int LandlockVersion => s_landlock.Value;

    /// <summary>Whether the kernel can ask the host about a system call.</summary>
    public static bool CanAsk => s_asks.Value;

    /// <summary>Says what a confinement needs and the system lacks; null for nothing.</summary>
    public static string? WhyNot(Confinement confinement, int landlockVersion, bool canAsk)
    {
        if (confinement.AsksHost && !canAsk)
        {
            return $"The preset {confinement.Name} needs seccomp with user notification, which Linux has since 5.5, and this kernel or container does not offer it. "
                + $"Choose {nameof(NativeHostOptions.Confinement)} = {nameof(Confinement)}.{nameof(Confinement.Open)} to do without confinement.";
        }

        return !confinement.AllowFiles && landlockVersion == 0
            ? $"The preset {confinement.Name} restricts files, for which it needs Landlock: Linux 5.13 or newer with Landlock enabled (\"landlock\" in /sys/kernel/security/lsm). "
                + $"Choose a confinement with {nameof(Confinement.AllowFiles)} = true."
            : null;
    }

    /// <summary>Refuses a confinement that would not hold here.</summary>
    /// <exception cref="PlatformNotSupportedException">Says what is missing.</exception>
    public static void ThrowIfLacking(Confinement confinement)
    {
        if (confinement.WhyUnsupported is { } why)
        {
            throw new PlatformNotSupportedException(why);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, void* first, nuint second, nuint third);
}
