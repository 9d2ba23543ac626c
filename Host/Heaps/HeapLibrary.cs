// The library that makes a worker's heap a guarded one (native/heap). It travels in this assembly, and workers load it from memory: no file to be found, and none that is of another build.
using System.Reflection;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Heaps;

internal sealed class HeapLibrary
{
    /// <summary>As mappings of it are called.</summary>
    public const string Name = "ffi-heap";

    private const string Resource = "libffi_heap.so";

    private static readonly MadeOnce<HeapLibrary> s_library = new(Make);

    private readonly int _descriptor;

    private HeapLibrary(int descriptor) => _descriptor = descriptor;

    /// <summary>The descriptor of a memory file that holds it, as long as this process lives.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static int Descriptor => s_library.Value._descriptor;

    /// <summary>Where a worker finds it, for the list of what is loaded first.</summary>
    public static string PathInWorker { get; } = $"/proc/self/fd/{HeapLayout.Descriptor}";

    private static HeapLibrary Make()
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        byte[] content = new byte[resource.Length];
        resource.ReadExactly(content);
        return new HeapLibrary(MemoryFile.CreateSealed(Name, content));
    }
}
