// From addresses to module, offset and name. Files are read here: not on the way of an exception to its catcher.
using FfiIsolation.Libraries;

namespace FfiIsolation.Crashes;

/// <param name="entry">Where the called function starts, and its name: for a library whose own table does not name what an indirect symbol chose. 0 for none.</param>
internal sealed class Symbolizer(CrashRecord record, string workerPath, Func<string, ElfFile?> symbols, ulong entry = 0, string entryName = "")
{
    /// <summary>How far behind its entry a nameless frame just above the gate is taken to be the called function, in bytes.</summary>
    private const ulong LongestFunction = 0x4000;

    private const string HeapModule = "memfd:" + Heaps.HeapLibrary.Name;

    private static readonly string[] s_threadStarts = ["start_thread", "clone", "clone3", "__clone3", "__libc_start_main", "__libc_start_call_main",
        "__libc_start_main_impl", "_start", "__clone"];

    public SymbolizedStack Symbolize()
    {
        var frames = FrameList.Merge(record).Select(f => Resolve(f.Address, f.IsExact)).ToList();
        // An exit is recorded by a hook of the worker: the story starts at exit() itself.
        if (record.Kind != CrashRecordKind.Signal)
        {
            while (frames.Count > 1 && IsWorker(frames[0]) && !IsGate(frames[0]) && frames[0].Symbol is not ("_exit" or "_Exit" or "quick_exit" or "exit"))
                frames.RemoveAt(0);
        }
        if (record.Heap is { IsOfFault: false })
            LeaveHeap(frames);
        NameCalled(frames);
        var isComplete = frames.Exists(f => IsGate(f) || IsThreadStart(f)) || frames.Skip(1).Any(IsWorker);
        return new SymbolizedStack(Collapse(frames), isComplete && record.State == CrashRecordState.Unwound);
    }

    /// <summary>What a guarded heap refused begins at the function that asked for it.</summary>
    private static void LeaveHeap(List<StackFrame> frames)
    {
        var end = frames.FindIndex(f => f.Module == HeapModule);
        while (end >= 0 && end < frames.Count - 1 && frames[end].Module == HeapModule)
            end++;
        if (end > 0)
            frames.RemoveRange(0, end);
    }

    private void NameCalled(List<StackFrame> frames)
    {
        var above = frames.FindIndex(IsWorker) - 1;
        if (above >= 0 && entry != 0 && frames[above] is { Symbol: null } called && called.Address >= entry && called.Address - entry < LongestFunction)
            frames[above] = called with { Symbol = entryName, SymbolOffset = called.Address - entry };
    }

    /// <summary>One address. A return address belongs to the instruction before it, which may be the last of its function.</summary>
    public StackFrame Resolve(ulong address, bool isExact)
    {
        if (record.Map.Find(address) is not { } mapping)
            return new StackFrame { Address = address };
        if (!mapping.IsFile && mapping.Path != KernelLibrary.Path)
            return new StackFrame { Address = address, Module = mapping.Name, ModuleOffset = address - mapping.Start };

        var file = symbols(mapping.Path);
        var offset = address - mapping.Start + mapping.Offset;
        var link = file?.ToLinkAddress(offset) ?? offset;
        var frame = new StackFrame { Address = address, Module = mapping.Name, ModulePath = mapping.IsFile ? mapping.Path : null, ModuleOffset = link };
        var lookup = isExact || link == 0 ? link : link - 1;
        // A published worker is stripped; its names may lie beside it.
        var named = IsWorker(frame) && symbols(mapping.Path + ".dbg") is { } separate && separate.TryFindFunction(lookup, out _) ? separate : file;
        if (named is null || !named.TryFindFunction(lookup, out var symbol))
            return frame;
        return frame with { Symbol = Readable(symbol.Value.Name), SymbolOffset = link - symbol.Value.Address };
    }

    private static string Readable(string name)
    {
        var text = CppNames.Demangle(name) is { } demangled ? CppNames.Shorten(demangled) : name;
        return SafeText.Limit(SafeText.Line(text), 200);
    }

    /// <summary>Runs of the worker's own frames become one line or nothing: a reader looks for the library.</summary>
    private List<StackFrame> Collapse(List<StackFrame> frames)
    {
        var result = new List<StackFrame>();
        for (var i = 0; i < frames.Count;)
        {
            if (!IsWorker(frames[i]) || (result.Count == 0 && !IsGate(frames[i])))
            {
                result.Add(frames[i++]); // the fault itself is told wherever it was
                continue;
            }
            var first = frames[i];
            var isGate = false;
            for (; i < frames.Count && IsWorker(frames[i]); i++)
                isGate |= IsGate(frames[i]);
            var isLast = frames.Skip(i).All(f => IsThreadStart(f) || IsWorker(f)); // the worker's own _start is below libc's
            if (isGate || (isLast && !StartsThread(frames, i)))
                result.Add(first with { IsCallGate = true, Symbol = null, SymbolOffset = 0 });
            else if (!isLast)
                result.Add(first with { Symbol = first.Symbol ?? "(worker)" });
            if (isLast)
                break;
        }
        return result;
    }

    /// <summary>The worker's wrapper around the threads that libraries make: nothing but libc's start of a thread follows.</summary>
    private static bool StartsThread(List<StackFrame> frames, int after) =>
        after < frames.Count && frames[after].Symbol is "start_thread" or "clone" or "clone3" or "__clone3";

    /// <summary>By file name: the kernel's path and the one it was started by may differ through links.</summary>
    private bool IsWorker(StackFrame frame) => frame.ModulePath is not null && frame.Module == Path.GetFileName(workerPath);

    private bool IsGate(StackFrame frame) => IsWorker(frame) && frame.Symbol?.StartsWith("ffi_gate", StringComparison.Ordinal) == true;

    private bool IsThreadStart(StackFrame frame) => frame.Symbol is { } symbol ? s_threadStarts.Contains(symbol)
        : frame.Module?.StartsWith("libc.so", StringComparison.Ordinal) == true && !IsWorker(frame);
}
