using FfiIsolation.Crashes;
using FfiIsolation.Hangs;

namespace FfiIsolation;

/// <summary>
/// What a call did that did not return: where its thread was, and what the library's other threads did. Immutable and safe for use from many threads. Making one is cheap;
/// the stacks are worked out when they are first asked for, which reads the libraries' files and can take some milliseconds.
/// </summary>
public sealed class HangReport
{
    /// <summary>How the worker's runtime calls its threads, for one that ran and so has no stack.</summary>
    private const string RuntimeThreads = ".NET";

    private readonly HangScene _scene;
    private readonly Lazy<MemoryMap> _map;
    private readonly Lazy<SymbolizedStack> _stack;
    private readonly Lazy<IReadOnlyList<NativeThread>> _others;
    private readonly Lazy<IReadOnlyList<string>> _hints;

    internal HangReport(HangScene scene)
    {
        _scene = scene;
        _map = new Lazy<MemoryMap>(() => MemoryMap.Parse(scene.Capture.Map.Span));
        _stack = new Lazy<SymbolizedStack>(() => ThreadStack.Of(CallThread, scene, _map.Value));
        _others = new Lazy<IReadOnlyList<NativeThread>>(() => [.. scene.Capture.Others.Select(Other).OfType<NativeThread>()]);
        _hints = new Lazy<IReadOnlyList<string>>(() => [.. HangHints.Of(this, CallThread, scene.Capture)]);
    }

    /// <summary>What the call's thread did.</summary>
    public HangState State => ThreadDescription.StateOf(CallThread, Callback);

    /// <summary>The same in words: <c>waiting for a lock (futex) in pthread_mutex_lock, called by deadlock</c>.</summary>
    public string Description => ThreadDescription.Describe(CallThread, Callback, Stack);

    /// <summary>The stack of the call's thread, innermost frame first; empty where it could not be read, and <see cref="StackRemark"/> says why.</summary>
    public IReadOnlyList<StackFrame> Stack => _stack.Value.Frames;

    /// <summary>True where <see cref="Stack"/> reaches back to the call. At most 128 frames are kept.</summary>
    public bool StackIsComplete => _stack.Value.IsComplete;

    /// <summary>Why there is no stack, or how it was read if not by stopping the thread; null where nothing is to be said.</summary>
    public string? StackRemark => CallThread switch
    {
        { NotStopped: null } => null,
        { Waiting: null } => $"There is no stack: the thread ran, and {CallThread.NotStopped}.",
        _ => $"The stack was read from memory as the thread waited, and may lack frames: {CallThread.NotStopped}.",
    };

    /// <summary>The thread's number, of the kernel's.</summary>
    public int ThreadId => CallThread.Id;

    /// <summary>The thread's name.</summary>
    public string ThreadName => CallThread.Name;

    /// <summary>The system call that the thread was in, such as <c>futex</c>; null for none, or where that is not known.</summary>
    public string? SystemCall => CallThread.SystemCall is { } number ? Hangs.SystemCall.Of(number).Name : null;

    /// <summary>The CPU time that the thread had used since its worker started; null where it is not known.</summary>
    public TimeSpan? CpuTime => CallThread.ProcessorTime;

    /// <summary>The threads that native code had made. At most 64 threads of a worker are looked at.</summary>
    public IReadOnlyList<NativeThread> OtherThreads => _others.Value;

    /// <summary>What probably holds the call up, in plain English; may be empty.</summary>
    public IReadOnlyList<string> Hints => _hints.Value;

    /// <summary>The general registers, rip and eflags, in that order; empty where the thread was not stopped.</summary>
    internal IReadOnlyList<KeyValuePair<string, ulong>> Registers =>
        CallThread.Registers is { } registers ? [.. CrashRecord.RegisterNames.Zip(registers, KeyValuePair.Create)] : [];

    private ThreadFacts CallThread => _scene.Capture.CallThread;

    private string? Callback => _scene.Call?.Callback;

    /// <summary>The report for a person: state, hints, stack, the other threads.</summary>
    public override string ToString() => HangReportText.Write(this);

    /// <summary>null for a thread of the worker's own: what it runs behind the C library's waiting is the worker.</summary>
    private NativeThread? Other(ThreadFacts thread)
    {
        IReadOnlyList<StackFrame> stack = ThreadStack.Of(thread, _scene with { Call = null, CallTarget = 0 }, _map.Value).Frames;
        string worker = Path.GetFileName(_scene.WorkerPath);
        bool isOwn = stack.FirstOrDefault(frame => !ThreadDescription.IsSystem(frame)) is { } first ? first.IsCallGate || first.Module == worker : thread.Name.StartsWith(RuntimeThreads, StringComparison.Ordinal);
        return isOwn ? null : new NativeThread
        {
            Id = thread.Id,
            Name = thread.Name,
            State = ThreadDescription.StateOf(thread, null),
            Description = ThreadDescription.Describe(thread, null, stack),
            Stack = stack,
        };
    }
}
