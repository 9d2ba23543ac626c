namespace FfiIsolation.Crashes.Hints;

/// <summary>What the message before abort() means.</summary>
internal static class AbortHints
{
    /// <summary>glibc says this of either: it found the words around the block at odds with a block in use.</summary>
    private const string FreedOrOverwritten = "double free or corruption";

    private static readonly (string Text, string Meaning)[] s_heap =
    [
        (FreedOrOverwritten, "The same block was freed twice, or the bytes before it were overwritten: the heap buffer before it was overrun some time before this."),
        ("double free", "The same block was freed twice. Look for two owners of one pointer, or for a function that frees what it was given."),
        ("munmap_chunk(): invalid pointer", "Something was freed that malloc never gave: a pointer of another allocator, of the stack, of static data, or one past the start of a block."),
        ("free(): invalid pointer", "Something was freed that malloc never gave: a pointer of another allocator, of the stack, of static data, or one past the start of a block."),
        ("realloc(): invalid pointer", "Something was given to realloc that malloc never gave."),
        ("free(): invalid size", "Something was freed that malloc never gave, or the bytes before the block were overwritten."),
        ("invalid next size", "The bytes behind a block were overwritten: a heap buffer was overrun some time before this."),
        ("corrupted size vs. prev_size", "The bytes between two blocks were overwritten: a heap buffer was overrun some time before this."),
        ("corrupted top size", "The bytes behind the last block were overwritten: a heap buffer was overrun some time before this."),
        ("unaligned tcache chunk", "A freed block was written to (use after free), so that malloc's list of free blocks is damaged."),
        ("unaligned fastbin chunk", "A freed block was written to (use after free), so that malloc's list of free blocks is damaged."),
        ("corrupted double-linked list", "A freed block was written to, or a heap buffer was overrun some time before this."),
        ("unsorted", "malloc found its lists damaged: a heap buffer was overrun, or a freed block written to, some time before this."),
    ];

    public static IEnumerable<string> Of(HintScene scene)
    {
        var message = CrashSummary.LastWord(scene.Evidence);
        switch (scene.Cause)
        {
            case CrashCause.HeapCorruption when scene.Evidence.Heap is null:
                var meaning = s_heap.FirstOrDefault(h => message.Contains(h.Text, StringComparison.Ordinal)).Meaning;
                yield return $"glibc checked its heap and found it misused. {meaning ?? "A heap buffer was overrun, or a freed block used, some time before this."}";
                if (message.Contains(FreedOrOverwritten, StringComparison.Ordinal)
                    || (!message.Contains("double free", StringComparison.Ordinal) && !message.Contains("invalid pointer", StringComparison.Ordinal)))
                    yield return "The call that is named here noticed the damage; an earlier one may have done it.";
                if (scene.Evidence.Facts.HeapCalls is null)
                    yield return "A session with a guarded heap (HeapGuarding.Guarded, ffi call --guard-heap) tells whose block it is, and at once.";
                break;
            case CrashCause.StackSmashing:
                yield return "A local array was overrun: the stack protector found its tell-tale overwritten when the function returned.";
                break;
            case CrashCause.BufferOverflowCheck:
                yield return "A checked libc function (_FORTIFY_SOURCE) was about to write more than its destination holds, and stopped.";
                break;
            case CrashCause.AssertionFailed:
                yield return "An assert() of the library failed: it was called in a way or a state that its author ruled out.";
                break;
            case CrashCause.CppTerminate:
                yield return Terminate(scene, message);
                break;
            case CrashCause.Abort:
                yield return "The library called abort() itself and gave no reason that could be caught; see its last words, if any.";
                break;
        }
    }

    private static string Terminate(HintScene scene, string message)
    {
        if (message.Contains("pure virtual", StringComparison.Ordinal))
            return "A virtual function was called on an object that is not yet constructed, or already destroyed.";
        var why = scene.Evidence.Blame == CrashBlame.LibraryThread
            ? "it was thrown on a thread that the library made, where nothing catches it"
            : "it left a noexcept function or a destructor, or was thrown while another was on its way";
        return $"A C++ exception ended the process by std::terminate: {why}. (One that reaches the call gate is caught there and does no harm.)";
    }
}
