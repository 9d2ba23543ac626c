using System.Globalization;
using FfiIsolation.SharedMemory;

namespace FfiIsolation;

/// <summary>One buffer that a call left, and how.</summary>
public sealed record BufferOverrun
{
    /// <summary>The argument, counted from 0; null for memory that is no argument, such as that of a struct that is returned.</summary>
    public required int? Argument { get; init; }

    /// <summary>The buffer as people call it: <c>parameter `dst`</c>.</summary>
    public required string Buffer { get; init; }

    /// <summary>The length of the buffer, in bytes, a text's terminator included.</summary>
    public required long BufferLength { get; init; }

    /// <summary>The first byte outside that was touched, counted from the start of the buffer: negative before it.</summary>
    public required long Offset { get; init; }

    /// <summary>
    /// The bytes from the edge of the buffer to the farthest that is known, that one included. Of writes, what was changed: up to 64 before the buffer, up to 4,096 and the bytes to the guard page behind it,
    /// and at least one. Of reads, up to the first byte that was read: there may have been more.
    /// </summary>
    public required long Length { get; init; }

    /// <summary>A read or a write. Reads before a buffer are not noticed.</summary>
    public required FaultAccess Access { get; init; }

    /// <summary>The native stack of the access, innermost frame first; empty where only its trace was found. Its names are looked up when it is first asked for, which reads the libraries' files.</summary>
    public IReadOnlyList<StackFrame> Stack
    {
        get => LazyStack.Value;
        init => LazyStack = new(value);
    }

    /// <summary>The thread that did it, by the kernel's number; null where only its trace was found.</summary>
    public int? ThreadId { get; init; }

    /// <summary>What is probably wrong, and what to do about it, in one sentence.</summary>
    public string Hint { get; init; } = "";

    internal static Lazy<IReadOnlyList<StackFrame>> NoStack { get; } = new([]);

    internal Lazy<IReadOnlyList<StackFrame>> LazyStack { get; init; } = NoStack;

    /// <summary>On one line: <c>wrote parameter `dst` + 16: one byte past the end of its 16-byte buffer, in fill (libx.so)</c>.</summary>
    public override string ToString()
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"{Buffer} {(Offset < 0 ? '-' : '+')} {Math.Abs(Offset)}");
        string code = Stack is [var first, ..] ? ", in " + (first.Symbol is null ? $"{first.Module ?? "memory"}+0x{(first.Module is null ? first.Address : first.ModuleOffset):x}" : $"{first.Symbol}+0x{first.SymbolOffset:x} ({first.Module})") : "";
        string edge = string.Create(CultureInfo.InvariantCulture, $"{(Offset < 0 ? "before the start" : "past the end")} of its {BufferLength}-byte buffer");
        string count = Access == FaultAccess.Read ? "" : (Length == 1 ? "one byte " : string.Create(CultureInfo.InvariantCulture, $"{(Length >= WindowLayout.GuardSize ? "at least " : "")}{Length} bytes "));
        return $"{(Access == FaultAccess.Read ? "read" : "wrote")} {where}: {count}{edge}{code}";
    }
}
