// Starts one process by posix_spawn: nothing of the host leaks into it but standard output, standard error and the segment.
using System.Text;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Processes;

internal static unsafe class Spawner
{
    // POSIX_SPAWN_SETSID | SETSIGMASK | SETSIGDEF: a session of its own from the first instruction, so that no terminal signal reaches it.
    private const short NewSessionWithCleanSignals = 0x80 | 0x08 | 0x04;
    private const int FirstFreeDescriptor = 16;                 // above every descriptor that the child is given
    private const int SegmentInChild = 3;
    private const int ListenerInChild = 4;

    /// <summary>Starts a process. Called by the watcher's thread only.</summary>
    public static ChildProcess Spawn(SpawnRequest request)
    {
        int nullDevice = -1;
        int[] output = [-1, -1];
        int[] error = [-1, -1];
        try
        {
            nullDevice = MoveUp(LinuxCalls.Open("/dev/null", LinuxCalls.ReadWrite | LinuxCalls.CloseOnExec), "open /dev/null");
            output = CreatePipe();
            error = CreatePipe();
            int id = Start(request, nullDevice, output[1], error[1]);

            // After the start, since posix_spawn returns when the child has left this process's memory.
            ResourceUsage own = default;
            LinuxCalls.GetOwnUsage(0 /* RUSAGE_SELF */, &own);
            int handle = LinuxCalls.OpenProcess(id);
            if (handle < 0)
            {
                IOException failure = LinuxCalls.Failure("watch the worker process");
                LinuxCalls.Kill(id, LinuxCalls.SignalKill);
                int status;
                LinuxCalls.Wait(id, &status, 0, null);
                throw failure;
            }

            var child = new ChildProcess(id, handle, output[0], error[0], own.MaxResidentKibibytes, request.Output);
            output[0] = error[0] = -1;
            return child;
        }
        finally
        {
            foreach (int descriptor in (int[])[nullDevice, .. output, .. error])
            {
                if (descriptor >= 0)
                {
                    LinuxCalls.Close(descriptor);
                }
            }
        }
    }

    private static int Start(SpawnRequest request, int nullDevice, int output, int error)
    {
        byte* actions = stackalloc byte[LinuxCalls.SpawnStructureSize];
        byte* attributes = stackalloc byte[LinuxCalls.SpawnStructureSize];
        byte* noSignals = stackalloc byte[LinuxCalls.SpawnStructureSize];
        byte* allSignals = stackalloc byte[LinuxCalls.SpawnStructureSize];
        LinuxCalls.InitializeActions(actions);
        LinuxCalls.InitializeAttributes(attributes);
        try
        {
            LinuxCalls.AddDuplicate(actions, nullDevice, 0);
            LinuxCalls.AddDuplicate(actions, output, 1);
            LinuxCalls.AddDuplicate(actions, error, 2);
            LinuxCalls.AddDuplicate(actions, request.Segment, SegmentInChild);
            if (request.Listener is { } listener)
            {
                LinuxCalls.AddDuplicate(actions, listener, ListenerInChild);
            }
            else
            {
                LinuxCalls.AddClose(actions, ListenerInChild);
            }

            if (request.Heap is { } heap)
            {
                LinuxCalls.AddDuplicate(actions, heap, HeapLayout.Descriptor);
            }

            LinuxCalls.AddCloseFrom(actions, request.Heap is null ? HeapLayout.Descriptor : HeapLayout.Descriptor + 1);
            LinuxCalls.EmptySignals(noSignals);
            LinuxCalls.FillSignals(allSignals);
            LinuxCalls.SetSignalMask(attributes, noSignals);
            LinuxCalls.SetDefaultSignals(attributes, allSignals);
            LinuxCalls.SetSpawnFlags(attributes, NewSessionWithCleanSignals);

            using var arguments = new StringTable([request.Path]);
            using var environment = new StringTable(request.Environment);
            int id;
            int failure = LinuxCalls.Spawn(&id, request.Path, actions, attributes, arguments.Pointer, environment.Pointer);
            return failure == 0 ? id : throw LinuxCalls.Failure($"start the worker {request.Path}", failure);
        }
        finally
        {
            LinuxCalls.DestroyActions(actions);
            LinuxCalls.DestroyAttributes(attributes);
        }
    }

    private static int[] CreatePipe()
    {
        int* ends = stackalloc int[2];
        if (LinuxCalls.Pipe(ends, LinuxCalls.CloseOnExec) != 0)
        {
            throw LinuxCalls.Failure("create a pipe");
        }

        int writing = ends[1];
        try
        {
            ends[0] = MoveUp(ends[0], "create a pipe");
            writing = -1;
            ends[1] = MoveUp(ends[1], "create a pipe");
        }
        catch
        {
            // The one that could not be moved is closed already.
            LinuxCalls.Close(writing >= 0 ? writing : ends[0]);
            throw;
        }

        LinuxCalls.Control(ends[0], LinuxCalls.SetStatusFlags, LinuxCalls.NonBlocking);
        return [ends[0], ends[1]];
    }

    /// <summary>Gives a descriptor a number that none of the child's descriptors has: a host that was started with closed standard streams would lose it otherwise.</summary>
    internal static int MoveUp(int descriptor, string doing)
    {
        if (descriptor < 0)
        {
            throw LinuxCalls.Failure(doing);
        }

        if (descriptor >= FirstFreeDescriptor)
        {
            return descriptor;
        }

        int moved = LinuxCalls.Control(descriptor, LinuxCalls.DuplicateCloseOnExec, FirstFreeDescriptor);
        IOException? failure = moved < 0 ? LinuxCalls.Failure(doing) : null;
        LinuxCalls.Close(descriptor);
        return failure is null ? moved : throw failure;
    }

    /// <summary>A null-terminated array of C strings.</summary>
    private sealed class StringTable : IDisposable
    {
        private readonly nint _memory;

        public StringTable(IReadOnlyList<string> strings)
        {
            int tableSize = (strings.Count + 1) * sizeof(nint);
            int size = tableSize + strings.Sum(text => Encoding.UTF8.GetByteCount(text) + 1);
            _memory = System.Runtime.InteropServices.Marshal.AllocHGlobal(size);
            new Span<byte>((void*)_memory, size).Clear();
            byte* text = (byte*)_memory + tableSize;
            for (int i = 0; i < strings.Count; i++)
            {
                Pointer[i] = text;
                text += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(text, size)) + 1;
            }
        }

        public byte** Pointer => (byte**)_memory;

        public void Dispose() => System.Runtime.InteropServices.Marshal.FreeHGlobal(_memory);
    }
}
