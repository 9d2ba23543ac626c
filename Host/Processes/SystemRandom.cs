namespace FfiIsolation.Processes;

/// <summary>The kernel's random bytes. <c>RandomNumberGenerator</c> gives them too, and loads OpenSSL first, which takes longer than a worker's start.</summary>
internal static unsafe class SystemRandom
{
    /// <summary>Random bytes, fit for secrets.</summary>
    /// <param name="count">Up to 256, which the kernel gives in one go.</param>
    public static byte[] GetBytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 256);
        byte[] bytes = new byte[count];
        fixed (byte* start = bytes)
        {
            return LinuxCalls.GetRandom(start, (nuint)count, 0) == count ? bytes : throw LinuxCalls.Failure("get random bytes");
        }
    }
}
