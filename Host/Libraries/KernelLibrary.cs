// The library that the kernel maps into every process (vdso(7)): a worker's is this process's, since one kernel made both. Code that asks for the time runs there.
using System.Globalization;

namespace FfiIsolation.Libraries;

internal static class KernelLibrary
{
    /// <summary>What /proc/PID/maps calls it.</summary>
    public const string Path = "[vdso]";

    private static readonly Lazy<(ElfFile? File, IElfBytes? Bytes)> s_read = new(Read);

    /// <summary>null where it cannot be read.</summary>
    public static ElfFile? File => s_read.Value.File;

    public static IElfBytes? Bytes => s_read.Value.Bytes;

    private static (ElfFile? File, IElfBytes? Bytes) Read()
    {
        try
        {
            string? line = System.IO.File.ReadLines("/proc/self/maps").FirstOrDefault(line => line.EndsWith(Path, StringComparison.Ordinal));
            if (line?.Split(' ', 2)[0].Split('-') is not [var from, var to])
            {
                return default;
            }

            ulong start = ulong.Parse(from, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            byte[] image = new byte[ulong.Parse(to, NumberStyles.HexNumber, CultureInfo.InvariantCulture) - start];
            Processes.ProcessMemory.Read(Environment.ProcessId, start, image);
            return (ElfFile.TryParse(image, Path), new ElfImage(image));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return default; // a stack without it is better than none
        }
    }
}
