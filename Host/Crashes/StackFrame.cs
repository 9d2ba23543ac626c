using System.Text;

namespace FfiIsolation;

/// <summary>One frame of a native stack.</summary>
public sealed record StackFrame
{
    /// <summary>The instruction: the faulting one, or the one that execution would have returned to.</summary>
    public required ulong Address { get; init; }

    /// <summary>The file it is in, without its folder; <c>[vdso]</c>, <c>[stack]</c>, <c>[heap]</c> or <c>(anonymous)</c> for memory without one,
    /// null where nothing is mapped.</summary>
    public string? Module { get; init; }

    /// <summary>The file's full path, null where there is no file.</summary>
    public string? ModulePath { get; init; }

    /// <summary>The address as the file is linked, what <c>addr2line</c> takes; 0 where there is no module.</summary>
    public ulong ModuleOffset { get; init; }

    /// <summary>The function, demangled; null where the file does not name it.</summary>
    public string? Symbol { get; init; }

    /// <summary>Bytes from the start of the function.</summary>
    public ulong SymbolOffset { get; init; }

    /// <summary>True for the frame that stands for the worker's own code between the host and the called function.</summary>
    public bool IsCallGate { get; init; }

    /// <summary>The frame on one line: <c>libc.so.6  strlen+0x15</c>.</summary>
    public override string ToString()
    {
        if (IsCallGate)
            return "(call gate)";
        var text = new StringBuilder(Module ?? "(not mapped)");
        text.Append("  ");
        if (Symbol is not null)
            text.Append(Symbol).Append("+0x").Append(SymbolOffset.ToString("x", null));
        else if (Module is not null)
            text.Append("+0x").Append(ModuleOffset.ToString("x", null));
        else
            text.Append("0x").Append(Address.ToString("x", null));
        return text.ToString();
    }
}
