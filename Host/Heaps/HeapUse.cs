using FfiIsolation.Heaps;

namespace FfiIsolation;

/// <summary>Blocks of a session's heap that came from one place. Immutable.</summary>
public sealed record HeapUse
{
    internal HeapUse()
    {
    }

    /// <summary>The function whose calls allocated them: the innermost one, where it was called within a callback; null where that is not known, or for what the loading of a library allocated.</summary>
    public string? Function { get; init; }

    /// <summary>The number of the call that allocated the one in use longest: the session's calls, from 1, in the order in which they began; a call list counts once, a batch once for each of its crossings. null where it is not known.</summary>
    public long? FirstCall { get; init; }

    /// <summary>The number of the call that allocated the one in use shortest.</summary>
    public long? LastCall { get; init; }

    /// <summary>Whether the loading of a library allocated them: what its constructors keep.</summary>
    public bool IsOfLoading { get; init; }

    /// <summary>What they were allocated by: <c>malloc</c>, <c>calloc</c>, <c>realloc</c>, <c>memalign</c> (and its like), <c>operator new</c>, <c>operator new[]</c>.</summary>
    public string Allocator { get; init; } = "";

    /// <summary>How many they are.</summary>
    public long Blocks { get; init; }

    /// <summary>Their sizes together, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The one in use longest, which can be read as long as the session is open.</summary>
    public NativePointer Oldest { get; init; }

    /// <summary>Where in the library it was allocated, the innermost frame first; empty where that is not known.</summary>
    public IReadOnlyList<StackFrame> Stack { get; init; } = [];

    /// <summary>One line: <c>3 blocks (48 bytes) of counter_new #2 to #4, by malloc in counter_new (libcounter.so+0x12a0)</c>.</summary>
    public override string ToString()
    {
        string calls = FirstCall is not { } first ? "" : LastCall is { } last && last != first ? $" #{first} to #{last}" : $" #{first}";
        string who = IsOfLoading ? "the loading of a library" : (Function ?? "a call") + calls;
        string where = Stack.Count > 0 && !Stack[0].IsCallGate ? $" in {HeapSite.Text(Stack[0])}" : "";
        return $"{HeapSnapshot.Count(Blocks, Bytes)} of {who}, by {Allocator}{where}";
    }
}
