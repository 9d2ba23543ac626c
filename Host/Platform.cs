using System.Runtime.InteropServices;

namespace FfiIsolation;

/// <summary>Where this works: where its call gate, its crash guard and its tests have run.</summary>
internal static class Platform
{
    /// <summary>The environment variable that says what <see cref="LaneChoice.Automatic"/> is.</summary>
    public const string LaneVariable = "FFI_ISOLATION_LANE";

    public static void ThrowIfUnsupported()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new PlatformNotSupportedException(
                $"FfiIsolation runs on Linux x86-64, and this is {RuntimeInformation.OSDescription.Trim()} on {RuntimeInformation.ProcessArchitecture}. "
                + "Run it in a Linux x86-64 container or virtual machine; on Windows, in WSL 2.");
        }

        if (RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal))
        {
            throw new PlatformNotSupportedException(
                "FfiIsolation needs glibc, and this Linux uses musl. Run it in a container of a distribution with glibc, such as Debian or Ubuntu.");
        }
    }

    /// <summary>The lane that a choice comes to on this system.</summary>
    /// <exception cref="PlatformNotSupportedException">The shared-memory lane was asked for, and the kernel cannot do it.</exception>
    /// <exception cref="ArgumentException">The environment variable names no lane.</exception>
    public static LaneChoice LaneFor(LaneChoice choice, string? environment)
    {
        if (choice == LaneChoice.Automatic && !string.IsNullOrEmpty(environment))
        {
            choice = environment switch
            {
                "rpc" => LaneChoice.Rpc,
                "shared-memory" => LaneChoice.SharedMemory,
                _ => throw new ArgumentException($"The environment variable {LaneVariable} is {TextForReports.Quote(environment)}; it must be rpc or shared-memory."),
            };
        }

        return choice switch
        {
            LaneChoice.Automatic => Lanes.LaneWaiter.IsAvailable ? LaneChoice.SharedMemory : LaneChoice.Rpc,
            LaneChoice.SharedMemory when !Lanes.LaneWaiter.IsAvailable => throw new PlatformNotSupportedException(
                $"The shared-memory lane needs futex_waitv, which Linux has since 5.16, and this is {RuntimeInformation.OSDescription.Trim()}, or a filter of "
                + $"system calls refuses it. Choose {nameof(LaneChoice)}.{nameof(LaneChoice.Automatic)} or {nameof(LaneChoice)}.{nameof(LaneChoice.Rpc)}."),
            _ => choice,
        };
    }
}
