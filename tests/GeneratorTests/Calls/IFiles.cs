namespace FfiIsolation.GeneratorTests.Calls;

/// <summary>What lives in a session: streams, kept callbacks, pointers to pointers.</summary>
[NativeLibrary("c")]
public partial interface IFiles
{
    [NativeFunction("FILE *fopen(const char *path, const char *mode) __attribute__((malloc(fclose)))")]
    NativeHandle? Open(string path, string mode);

    [NativeFunction("FILE *fopen(const char *path, const char *mode)")]
    [return: FreedBy("fclose")]
    Task<NativeHandle?> OpenAsync(string path, string mode);

    [NativeFunction("int fgetc(FILE *stream)")]
    int Read(NativeHandle stream);

    [NativeFunction("int fclose(FILE *stream)")]
    int Close(NativeHandle stream);

    [NativeFunction("int asprintf(char **text, const char *format, ...)")]
    int Format([FreedBy("free")] out NativeHandle? text, string format, int number);

    [NativeFunction("size_t strlen(const char *s)")]
    nuint Length(NativePointer s);

    [NativeFunction("long strtol(const char *s, char **end, int base)")]
    long ToNumber(NativePointer s, out NativePointer end, int @base);

    [NativeFunction("unsigned char *strdup(const unsigned char *s)")]
    [return: FreedBy("free")]
    string? DuplicateBytes(string s);

    [NativeFunction("char *strsep(char **text, const char *delimiters)")]
    NativePointer Next(ref NativePointer text, string delimiters);

    [NativeFunction("void *lfind(const void *key, const void *base, const size_t *count, size_t size, int (*differ)(const void *, const void *))")]
    NativePointer Find(in int key, ReadOnlySpan<int> items, in nuint count, nuint size, Difference differ);

    /// <summary>A truth, where C has an int.</summary>
    public delegate bool Difference(in int left, in int right);
}
