// The library that makes a worker's heap a guarded one (native/heap). It travels in this assembly, and workers load it from memory: no file to be found, and none that is of another build.
using System.Reflection;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Heaps;

internal sealed unsafe class HeapLibrary
{
    /// <summary>As mappings of it are called.</summary>
    public const string Name = "ffi-heap";

    private const string Resource = "libffi_heap.so";

    private static readonly MadeOnce<HeapLibrary> s_library = new(Make);

    private HeapLibrary(int descriptor) => Descriptor = descriptor;

    /// <summary>A memory file that nobody can change; as long as this process lives.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static int Shared => s_library.Value.Descriptor;

    /// <summary>Where a worker finds it, for the list of what is loaded first.</summary>
    public static string PathInWorker { get; } = $"/proc/self/fd/{HeapLayout.Descriptor}";

    private int Descriptor { get; }

    private static HeapLibrary Make()
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        int descriptor = Spawner.MoveUp(LinuxCalls.CreateMemoryFile(Name, LinuxCalls.MemfdCloseOnExecSealable), "create a memory file");
        try
        {
            fixed (byte* start = bytes)
            {
                if (LinuxCalls.WriteAt(descriptor, start, (nuint)bytes.Length, 0) != bytes.Length)
                {
                    throw LinuxCalls.Failure("write the memory file");
                }
            }

            return LinuxCalls.Control(descriptor, LinuxCalls.AddSeals, LinuxCalls.SealAll) == 0 ? new HeapLibrary(descriptor) : throw LinuxCalls.Failure("seal the memory file");
        }
        catch
        {
            LinuxCalls.Close(descriptor);
            throw;
        }
    }
}
