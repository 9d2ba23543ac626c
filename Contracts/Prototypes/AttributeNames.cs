namespace FfiIsolation;

/// <summary>The attributes of GCC and Clang that a function declaration may carry, by what they mean to a caller.</summary>
internal static class AttributeNames
{
    // They speak to the optimiser, the linker or the reader of warnings; a call is made the same way with or without them.
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "alloc_align", "alloc_size", "always_inline", "artificial", "assume_aligned", "cf_check", "cold", "constructor", "copy",
        "deprecated", "destructor", "error", "externally_visible", "fd_arg", "fd_arg_read", "fd_arg_write", "flatten",
        "force_align_arg_pointer", "format", "format_arg", "gnu_inline", "hot", "leaf", "no_icf", "no_instrument_function",
        "no_profile_instrument_function", "no_reorder", "no_sanitize", "no_sanitize_address", "no_sanitize_thread", "no_sanitize_undefined",
        "no_split_stack", "no_stack_protector", "no_stack_limit", "noclone", "noduplicate", "noinline", "noipa", "nonstring", "noplt", "nothrow",
        "null_terminated_string_arg", "optimize", "optnone", "patchable_function_entry", "retain", "returns_nonnull", "section", "sentinel",
        "simd", "stack_protect", "symver", "tainted_args", "target", "unavailable", "unused", "used", "visibility",
        "warn_unused_result", "warning", "weak", "zero_call_used_regs", "nodiscard", "maybe_unused",
        "may_alias", "designated_init", "gcc_struct", "nocommon", "noescape",
    };

    // They change how a call must be made, or what is called: ignoring one would be a wrong call.
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["stdcall"] = "other calling conventions (stdcall)",
        ["fastcall"] = "other calling conventions (fastcall)", ["thiscall"] = "other calling conventions (thiscall)",
        ["regparm"] = "other calling conventions (regparm)", ["sseregparm"] = "other calling conventions (sseregparm)",
        ["cdecl"] = "other calling conventions (cdecl)", ["pcs"] = "other calling conventions (pcs)",
        ["vectorcall"] = "other calling conventions (vectorcall)", ["regcall"] = "other calling conventions (regcall)",
        ["preserve_all"] = "other calling conventions (preserve_all)", ["preserve_most"] = "other calling conventions (preserve_most)",
        ["swiftcall"] = "other calling conventions (swiftcall)", ["no_caller_saved_registers"] = "other calling conventions (no_caller_saved_registers)",
        ["interrupt"] = "interrupt handlers", ["naked"] = "naked functions",
        ["vector_size"] = "vector types (vector_size)", ["ext_vector_type"] = "vector types (ext_vector_type)",
        ["mode"] = "machine modes (mode)", ["aligned"] = "aligned types", ["packed"] = "packed types", ["transparent_union"] = "transparent unions",
        ["returns_twice"] = "functions that return twice", ["alias"] = "aliases", ["ifunc"] = "ifunc definitions", ["weakref"] = "weak references",
        ["overloadable"] = "overloaded functions", ["scalar_storage_order"] = "foreign byte orders (scalar_storage_order)",
        ["ms_struct"] = "the struct layouts of Windows (ms_struct)", ["warn_if_not_aligned"] = "aligned types (warn_if_not_aligned)",
    };

    private static readonly string[] Kept = { "const", "pure", "noreturn", "nonnull", "malloc", "access", "ownership_takes", "ownership_holds", "ms_abi", "sysv_abi" };

    public static bool IsIgnored(string name) => Ignored.Contains(name);

    /// <summary>Whether it says something about a function, which means nothing to the layout of data or to a function's type.</summary>
    public static bool IsOfFunctions(string name) => Kept.Contains(name);

    /// <summary>Whether it changes a call, what is called or a layout, or says something that calls are checked by.</summary>
    public static bool Matters(string name) => Kept.Contains(name) || Refused.ContainsKey(name);

    /// <summary>The error for an attribute that is neither kept nor ignored.</summary>
    public static PrototypeException Refuse(TokenReader reader, AttributeUse use)
    {
        if (Refused.TryGetValue(use.Name, out string? what))
        {
            bool isVector = use.Name is "vector_size" or "ext_vector_type";
            return reader.Unsupported(use.At, what, isVector ? CKeywords.VectorReason : "no attribute that changes how the function is called");
        }

        string? near = NearNames.Nearest(use.Name, Kept.Concat(Ignored));
        return reader.Error(use.At, $"unknown attribute '{use.Name}'", near is null ? "an attribute that GCC knows on functions" : $"an attribute that GCC knows; did you mean '{near}'?");
    }
}
