namespace FfiIsolation.Processes;

/// <summary>The memory of another process, copied by the kernel: what is not mapped there is an error and no fault.</summary>
internal static unsafe class ProcessMemory
{
    /// <exception cref="IOException">Not all of it can be read; says why.</exception>
    public static void Read(int processId, ulong address, Span<byte> destination)
    {
        fixed (byte* bytes = destination)
        {
            var here = new IoVector { Base = (nuint)bytes, Length = (nuint)destination.Length };
            var there = new IoVector { Base = (nuint)address, Length = (nuint)destination.Length };
            Check(LinuxCalls.ReadProcess(processId, &here, 1, &there, 1, 0), destination.Length, "read");
        }
    }

    /// <exception cref="IOException">Not all of it can be written; says why.</exception>
    public static void Write(int processId, ulong address, ReadOnlySpan<byte> source)
    {
        fixed (byte* bytes = source)
        {
            var here = new IoVector { Base = (nuint)bytes, Length = (nuint)source.Length };
            var there = new IoVector { Base = (nuint)address, Length = (nuint)source.Length };
            Check(LinuxCalls.WriteProcess(processId, &here, 1, &there, 1, 0), source.Length, "write");
        }
    }

    private static void Check(nint copied, int length, string what)
    {
        if (copied != length)
        {
            throw copied < 0 ? LinuxCalls.Failure($"{what} memory of the worker") : new IOException($"Only {copied} of {length} bytes of the worker's memory can be {(what == "read" ? "read" : "written")}.");
        }
    }
}
