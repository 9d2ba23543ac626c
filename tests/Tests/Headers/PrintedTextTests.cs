using FfiIsolation.Headers;

namespace FfiIsolation.Tests.Headers;

/// <summary>What clang prints, as libclang 14 printed it, becomes text for our parser.</summary>
public sealed class PrintedTextTests
{
    [Theory]
    [InlineData("int f(int a)", "int f(int a)")]
    [InlineData(
        "extern double total(const double *values, size_t n) __attribute__((nonnull(1))) __attribute__((annotate(\"ffi:(access(read_only, 1, 2), nonnull(1))\")))",
        "extern double total(const double *values, size_t n) __attribute__((access(read_only, 1, 2), nonnull(1)))")]
    [InlineData("struct __attribute__((packed)) __attribute__((annotate(\"ffi:(packed)\"))) rec {\n    char tag;\n}", "struct __attribute__((packed)) rec {\n    char tag;\n}")]
    // What says nothing to a caller goes, and glibc's name for what frees is the function's.
    [InlineData("void *f(size_t n) __attribute__((nothrow)) __attribute__((annotate(\"ffi:(__nothrow__ , __leaf__)\"))) __attribute__((annotate(\"ffi:(__malloc__ (__builtin_free, 1))\")))", "void *f(size_t n) __attribute__((__malloc__ (free, 1)))")]
    [InlineData("struct al {\n    int b _Alignas(16);\n    int c _Alignas(_Alignof(double));\n}", "struct al {\n    int b __attribute__((aligned(16)));\n    int c __attribute__((aligned(_Alignof(double))));\n}")]
    [InlineData("int f(size_t n, const uint8_t from[(n)], int to[static n], int four[static 4])", "int f(size_t n, const uint8_t from[n], int to[n], int four[static 4])")]
    [InlineData("int f(int a) __attribute__((deprecated(\"use (g\", \"\")))", "int f(int a)")]
    public void Attributes_come_back_from_their_annotations(string printed, string text) => Assert.Equal(text, PrintedText.WithAttributes(printed));

    [Theory]
    [InlineData("const char *sqlite3_libversion()", "sqlite3_libversion", "const char *sqlite3_libversion(void)")]
    [InlineData("int (*f(int a))(void)", "f", "int (*f(int a))(void)")]
    [InlineData("lua_State *(luaL_newstate)()", "luaL_newstate", "lua_State *luaL_newstate(void)")]
    [InlineData("void (*(on)(int n))(int)", "on", "void (*on(int n))(int)")]
    [InlineData("int renamed(int a[3]) asm(\"other\")", "renamed", "int other(int a[3])")]
    [InlineData("void die(int status) _Noreturn", "die", "_Noreturn void die(int status)")]
    public void A_function_becomes_a_prototype_of_its_symbol(string printed, string name, string prototype)
    {
        string text = PrintedText.OfFunction(printed, name);
        Assert.Equal(prototype, text);
        Assert.Equal(PrintedText.SymbolOf(printed, name), Prototype.Parse(text).Name);
    }

    [Theory]
    [InlineData("typedef struct point point", "point", "struct {\n    double x;\n}", "typedef struct {\n    double x;\n} point")]
    [InlineData("typedef struct (unnamed struct at a.h:1:9) *handle", "handle", "struct {\n    int n;\n}", "typedef struct {\n    int n;\n} *handle")]
    [InlineData("typedef enum tt tt", "tt", "enum {\n    A\n}", "typedef enum {\n    A\n} tt")]
    [InlineData("typedef enum tt tt", "tt", "enum(unnamed at a.h:1:9) {\n    A\n}", "typedef enum(unnamed at a.h:1:9) {\n    A\n} tt")]
    [InlineData("typedef int other", "other", "enum {\n    A\n}", null)]
    [InlineData("typedef struct points points", "points", "union {\n    int n;\n}", null)]
    public void A_definition_without_a_tag_goes_into_its_typedef(string typedef, string name, string definition, string? joined)
    {
        Assert.True(UnnamedTags.Is(definition));
        Assert.Equal(joined, UnnamedTags.Join(typedef, name, definition));
    }

    [Theory, InlineData("struct node {\n    int n;\n}"), InlineData("struct sqlite3"), InlineData("enum mode {\n    A\n}")]
    public void A_definition_with_a_tag_stays_as_it_is(string printed) => Assert.False(UnnamedTags.Is(printed));

    [Theory]
    [InlineData("0", true), InlineData("(1 << 3) | 2", true), InlineData("\"a;b{\"", true), InlineData("1 == 2", true), InlineData("a <= 3", true), InlineData("'{'", true), InlineData("'\\'' + '\"'", true)]
    [InlineData("", false), InlineData("extern \"C\" {", false), InlineData("do { } while (0)", false), InlineData("x = 3", false), InlineData("f(", false), InlineData("1)", false), InlineData("\"open", false)]
    public void A_macro_that_could_break_what_follows_is_not_asked_for_its_value(string expanded, bool canBe) => Assert.Equal(canBe, MacroProbe.CanBeValue(expanded));

    // What sizeof gives of "né", "a\0b", L"né" and "\xff", whose text clang gives as here.
    [Theory, InlineData("né", 4, true), InlineData("a", 4, false), InlineData("n", 12, false), InlineData("\ufffd", 2, false)]
    public void Text_that_would_be_cut_is_no_constant(string text, int size, bool isWhole) => Assert.Equal(isWhole, MacroProbe.IsWhole(text, (ulong)size));
}
