using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FfiIsolation.Resilience.Chaos;

/// <summary>A limit of this process, lowered to what is in use, until this is disposed.</summary>
internal sealed partial class Limit : IDisposable
{
    private const int FileSizeLimit = 1, DescriptorLimit = 7, AddressSpaceLimit = 9; // RLIMIT_… of <sys/resource.h>
    private const int FileSizeSignal = 25;                                           // SIGXFSZ: ignored, ftruncate fails with EFBIG
    private const ulong SmallFile = 1 << 20;
    private const ulong SomeStacks = 64 << 20;                                       // less than a segment, and room for threads

    private const int MostLeft = 8;                                                  // descriptors: a start needs some ten

    private readonly int _resource;
    private readonly Range _before;
    private readonly List<SafeFileHandle> _held = [];

    private Limit(int resource, ulong most)
    {
        _resource = resource;
        Check(Get(resource, out _before));
        Check(Set(resource, _before with { Soft = most }));
    }

    public static Limit Lower(string what, Random random)
    {
        switch (what)
        {
            case ChildProcess.Descriptors:
                return Descriptors(random.Next(MostLeft)); // some starts get further than others
            case ChildProcess.AddressSpace:
                ulong pages = ulong.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[0], CultureInfo.InvariantCulture);
                return new Limit(AddressSpaceLimit, (pages * (ulong)Environment.SystemPageSize) + SomeStacks);
            case ChildProcess.FileSize:
                _ = SetHandler(FileSizeSignal, 1 /* SIG_IGN */);
                return new Limit(FileSizeLimit, SmallFile);
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, "There is no such limit.");
        }
    }

    /// <param name="left">So many can still be opened.</param>
    public static Limit Descriptors(int left)
    {
        int open = Directory.GetFileSystemEntries("/proc/self/fd").Max(entry => int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture));
        var limit = new Limit(DescriptorLimit, (ulong)(open + MostLeft));
        limit.HoldAllBut(left);
        return limit;
    }

    public void Dispose()
    {
        Check(Set(_resource, _before));
        foreach (SafeFileHandle held in _held)
        {
            held.Dispose();
        }
    }

    /// <summary>Opens files until there are so many descriptors left.</summary>
    private void HoldAllBut(int left)
    {
        try
        {
            while (true)
            {
                _held.Add(File.OpenHandle("/dev/null"));
            }
        }
        catch (IOException)
        {
            // There are no more.
        }

        for (; left > 0 && _held.Count > 0; left--)
        {
            _held[^1].Dispose();
            _held.RemoveAt(_held.Count - 1);
        }
    }

    private static void Check(int failed)
    {
        if (failed != 0)
        {
            throw new UnavailableExperimentException($"the limit cannot be changed: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int Get(int resource, out Range range);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int Set(int resource, in Range range);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    private readonly record struct Range(ulong Soft, ulong Hard);
}
