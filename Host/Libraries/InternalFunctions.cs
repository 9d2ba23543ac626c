// What the host calls for its own steps: the same call images as for anybody's functions, so that any of them can crash without harm.
using System.Text;
using FfiIsolation.Calls;

namespace FfiIsolation.Libraries;

internal static class InternalFunctions
{
    /// <summary>The longest text that a session reads at a pointer, in bytes.</summary>
    public const int MaxTextBytes = 512 * 1024;

    /// <summary>The places of what is loaded and resolved with.</summary>
    public const int ResolveIndex = -1;
    public const int OpenIndex = -2;

    /// <summary>The number of places that internal functions may take, which count down from -1.</summary>
    public const int Places = 16;

    /// <summary>The place of what is never bound for longer than a call: what a test has called in a function's place.</summary>
    public const int NeverBoundIndex = -Places;

    /// <summary>dlsym itself, whose address the handshake tells.</summary>
    public static FunctionTarget Resolve { get; } = Create(ResolveIndex, "dlsym", "void *dlsym(void *library, const char *symbol)");

    /// <summary>dlopen and, in the same crossing, what dlerror says.</summary>
    public static FunctionTarget Open { get; } =
        Create(OpenIndex, "ffi_open_library", "void *dlopen(const char *file, int flags, char *error, size_t error_size)");

    public static FunctionTarget AllocateZeroed { get; } = Create(-4, "calloc", "void *calloc(size_t count, size_t size)");

    public static FunctionTarget Free { get; } = Create(-5, "free", "void free(void *memory)");

    /// <summary>Memory that native code may free itself.</summary>
    public static FunctionTarget Allocate { get; } = Create(-3, "malloc", "void *malloc(size_t size)");

    public static FunctionTarget Copy { get; } =
        Create(-6, "memcpy", "void *memcpy(void *destination, const void *source, size_t count)");

    /// <summary>Copies nothing and returns its first argument, behind which the gate then reads text.</summary>
    public static FunctionTarget ReadText { get; } =
        Create(-7, "memcpy", "char *read_text(const void *text, const void *same, size_t none)");

    /// <summary>Opens and closes pages around rented buffers.</summary>
    public static FunctionTarget Protect { get; } = Create(-9, "mprotect", "int mprotect(void *address, size_t length, int protection)");

    public static FunctionTarget BindCallback { get; } =
        Create(-8, "ffi_bind_callback", "void *ffi_bind_callback(unsigned int index, const void *entry)");

    /// <summary>What is in use in a guarded heap.</summary>
    public static FunctionTarget ListHeap { get; } =
        Create(-10, "ffi_heap_list", "void ffi_heap_list(void *into, size_t room, const void *except, size_t except_count)");

    /// <summary>The same for text of another encoding.</summary>
    public static FunctionTarget ReadTextIn(Encoding encoding)
    {
        string unit = NativeText.UnitOf(encoding) switch { 1 => "char", 2 => "char16_t", _ => "char32_t" };
        Prototype prototype = Prototype.Parse($"{unit} *read_text(const void *text, const void *same, size_t none)");
        return new FunctionTarget(null, ReadText.Symbol, prototype, new CallPlan(prototype, MaxTextBytes, encoding, isInternal: true), ReadText.Index);
    }

    private static FunctionTarget Create(int index, string symbol, string text)
    {
        Prototype prototype = Prototype.Parse(text);
        return new FunctionTarget(null, symbol, prototype, new CallPlan(prototype, MaxTextBytes, isInternal: true), index);
    }
}
