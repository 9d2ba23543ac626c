namespace FfiIsolation;

/// <summary>Words of other languages and systems where a declaration of C has a type, and what C has in their place. Asked only for what is not declared: whoever declares such a name means that.</summary>
internal static class ForeignWords
{
    private const string Text = "'const char *', or 'char *' for a buffer that is written to: text in C";
    private const string WideText = "'const char16_t *', if it really is UTF-16: Windows's wide text";
    private const string Handle = "'void *': a handle in C";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["string"] = Text, ["String"] = Text, ["str"] = Text, ["std::string"] = Text, ["string_view"] = Text, ["LPSTR"] = Text, ["LPCSTR"] = Text, ["PSTR"] = Text, ["PCSTR"] = Text, ["CString"] = Text, ["CStr"] = Text,
        ["LPWSTR"] = WideText, ["LPCWSTR"] = WideText, ["PWSTR"] = WideText, ["PCWSTR"] = WideText, ["BSTR"] = WideText,
        ["HANDLE"] = Handle, ["HWND"] = Handle, ["HMODULE"] = Handle, ["HINSTANCE"] = Handle, ["SafeHandle"] = Handle,
        ["LPVOID"] = "'void *'", ["PVOID"] = "'void *'", ["LPCVOID"] = "'const void *'", ["object"] = "'void *'", ["Object"] = "'void *'", ["dynamic"] = "'void *'", ["IntPtr"] = "'void *', or 'intptr_t' for a number", ["UIntPtr"] = "'void *', or 'uintptr_t' for a number",
        ["nint"] = "'intptr_t'", ["nuint"] = "'uintptr_t'", ["isize"] = "'ptrdiff_t'", ["usize"] = "'size_t'", ["SIZE_T"] = "'size_t'",
        ["byte"] = "'unsigned char' or 'uint8_t'", ["Byte"] = "'unsigned char' or 'uint8_t'", ["BYTE"] = "'unsigned char' or 'uint8_t'", ["uchar"] = "'unsigned char'", ["UCHAR"] = "'unsigned char'", ["sbyte"] = "'signed char' or 'int8_t'", ["SByte"] = "'signed char' or 'int8_t'",
        ["int8"] = "'int8_t'", ["i8"] = "'int8_t'", ["uint8"] = "'uint8_t'", ["u8"] = "'uint8_t'", ["int16"] = "'int16_t'", ["Int16"] = "'int16_t'", ["i16"] = "'int16_t'", ["uint16"] = "'uint16_t'", ["UInt16"] = "'uint16_t'", ["u16"] = "'uint16_t'", ["WORD"] = "'uint16_t'",
        ["int32"] = "'int32_t'", ["Int32"] = "'int32_t'", ["i32"] = "'int32_t'", ["uint32"] = "'uint32_t'", ["UInt32"] = "'uint32_t'", ["u32"] = "'uint32_t'", ["DWORD"] = "'uint32_t'", ["UINT"] = "'unsigned'", ["INT"] = "'int'",
        ["LONG"] = "'int32_t': a LONG of Windows has 32 bits", ["ULONG"] = "'uint32_t': a ULONG of Windows has 32 bits",
        ["int64"] = "'int64_t'", ["Int64"] = "'int64_t'", ["i64"] = "'int64_t'", ["uint64"] = "'uint64_t'", ["UInt64"] = "'uint64_t'", ["u64"] = "'uint64_t'", ["QWORD"] = "'uint64_t'", ["DWORD64"] = "'uint64_t'", ["__int64"] = "'int64_t'", ["longlong"] = "'long long'", ["i128"] = "'__int128'", ["u128"] = "'unsigned __int128'",
        ["f32"] = "'float'", ["float32"] = "'float'", ["Single"] = "'float'", ["single"] = "'float'", ["FLOAT"] = "'float'", ["f64"] = "'double'", ["float64"] = "'double'", ["Double"] = "'double'", ["real"] = "'double'", ["decimal"] = "'double', or text: C has no decimal numbers",
        ["boolean"] = "'bool'", ["Boolean"] = "'bool'", ["BOOL"] = "'bool', or 'int' where the header says so", ["Char"] = "'char'", ["CHAR"] = "'char'", ["VOID"] = "'void'", ["Void"] = "'void'", ["TCHAR"] = "'char'",
        ["FILE"] = "a pointer, 'FILE *'", ["DIR"] = "a pointer, 'DIR *'",
        ["Func"] = "a function pointer, as in 'int (*compare)(int a, int b)'", ["Action"] = "a function pointer, as in 'void (*visit)(int n)'", ["Delegate"] = "a function pointer, as in 'void (*visit)(int n)'",
    };

    // In front of a type; what to do instead.
    private static readonly Dictionary<string, string> Modifiers = new(StringComparer.Ordinal)
    {
        ["ref"] = "a pointer, 'int *p', and a buffer as the argument", ["out"] = "a pointer, 'int *p', and 'out' as the argument", ["in"] = "a pointer, 'const int *p'", ["params"] = "'...' as the last parameter, or a pointer and a length",
        ["public"] = Leave, ["private"] = Leave, ["internal"] = Leave, ["protected"] = Leave, ["unsafe"] = Leave, ["virtual"] = Leave, ["typename"] = Leave, ["export"] = Leave, ["pub"] = Leave, ["readonly"] = "'const'", ["final"] = "'const'", ["let"] = Leave, ["var"] = Leave,
        ["_In_"] = Leave, ["_Out_"] = Leave, ["_Inout_"] = Leave, ["_In_opt_"] = Leave, ["_Out_opt_"] = Leave, ["__in"] = Leave, ["__out"] = Leave, ["__inout"] = Leave, ["IN"] = Leave, ["OUT"] = Leave,
        ["delegate"] = "a function pointer, as in 'int (*compare)(int a, int b)'",
        ["fn"] = Signature, ["func"] = Signature, ["fun"] = Signature, ["def"] = Signature, ["function"] = Signature, ["proc"] = Signature, ["sub"] = Signature,
    };

    private const string Leave = "the type: leave the word out";
    private const string Signature = "C's order: the type of the result, the name, and the parameters with their types in front, as in 'double cos(double x)'";

    // Behind the parameters.
    private static readonly HashSet<string> Trailing = new(StringComparer.Ordinal) { "const", "noexcept", "throw", "override", "final", "volatile", "mutable", "throws" };

    /// <summary>What C has for a type of another language; null for a word that is none.</summary>
    public static string? InsteadOfType(string word) => Types.TryGetValue(word, out string? instead) ? instead : null;

    /// <summary>What to write instead of a word in front of a type; null for a word of which nothing is known.</summary>
    public static string? InsteadOfModifier(string word) => Modifiers.TryGetValue(word, out string? instead) ? instead : null;

    /// <summary>Whether the word begins a declaration of another language's.</summary>
    public static bool BeginsFunction(string word) => InsteadOfModifier(word) == Signature;

    /// <summary>Whether C++ or another language says it behind the parameters.</summary>
    public static bool IsTrailing(string word) => Trailing.Contains(word);

    /// <summary>Two words of C that are written together, such as <c>unsignedint</c>, apart; null for a word that is no such.</summary>
    public static string? Apart(string word, Func<string, bool> isType)
    {
        foreach (string first in new[] { "const", "unsigned", "signed", "volatile" })
        {
            if (word.StartsWith(first, StringComparison.Ordinal) && isType(word.Substring(first.Length)))
            {
                return $"{first} {word.Substring(first.Length)}";
            }
        }

        return null;
    }
}
