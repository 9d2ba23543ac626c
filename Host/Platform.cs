using System.Runtime.InteropServices;

namespace FfiIsolation;

/// <summary>Where this works: where its call gate, its crash guard and its tests have run.</summary>
internal static class Platform
{
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
}
