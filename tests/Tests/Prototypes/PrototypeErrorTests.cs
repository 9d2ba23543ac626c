namespace FfiIsolation.Tests.Prototypes;

/// <summary>Where mistakes are found and what is said: the mark ^ in a text stands before the spot, and is taken out.</summary>
public sealed class PrototypeErrorTests
{
    [Theory]
    [InlineData("^", "no declaration", "double cos(double x)")]
    [InlineData(" /* nothing */ ^", "no declaration", "double cos(double x)")]
    [InlineData("double cos(double x^", "ends too early", "',' or ')'")]
    [InlineData("double cos(^doubel x)", "unknown type 'doubel'", "did you mean 'double'?")]
    [InlineData("int f(^unit32_t x)", "unknown type 'unit32_t'", "did you mean 'uint32_t'?")]
    [InlineData("int f(^uLong x)", "unknown type 'uLong'", "did you mean 'ulong'?")]
    [InlineData("int f(^gpointer x)", "unknown type 'gpointer'", "typedef must be declared")]
    [InlineData("^gpointer f(void)", "unknown type 'gpointer'", "typedef must be declared")]
    [InlineData("int f(int,^,int)", "found ','", "a parameter type")]
    [InlineData("int f(int,^)", "found ')'", "a parameter type")]
    [InlineData("int f(int a ^int b)", "found 'int'", "',' or ')'")]
    [InlineData("int f(int a ^b)", "found 'b'", "',' or ')'")]
    [InlineData("double ^x cos(double)", "'x' stands between the type and the name 'cos'", "macros are not expanded")]
    [InlineData("double cos^", "ends too early", "'(' and the parameters of 'cos'")]
    [InlineData("double cos^;", "found ';'", "'(' and the parameters of 'cos'")]
    [InlineData("double^", "ends too early", "the function's name")]
    [InlineData("double ^(double x)", "name is missing", "a name before '('")]
    [InlineData("double *^(void)", "name is missing", "a name before '('")]
    [InlineData("^cos(double x)", "return type is missing", "a type")]
    [InlineData("const ^;", "found ';'", "a return type")]
    [InlineData("^42 f(void)", "found '42'", "a return type")]
    [InlineData("int f^()", "does not say", "write (void)")]
    [InlineData("int f(int a, char *^a)", "a second parameter named 'a'", "a different name")]
    [InlineData("int f(^void x)", "cannot be void", "(void) alone")]
    [InlineData("int f(^void, int)", "cannot be void", "a type")]
    [InlineData("int f(void a^[3])", "no array of void", "'void *'")]
    [InlineData("int f(int) ^}", "found '}'", "';'")]
    [InlineData("int f(int) ^{ return 0; }", "body is not wanted", "';'")]
    [InlineData("int f(int); ^int g(int);", "only one function", "the end of the text")]
    [InlineData("int f(int)^, g(int)", "only one function", "';'")]
    [InlineData("int f(int) ^__THROW;", "found '__THROW'", "macros are not expanded")]
    [InlineData("^SQLITE_API int f(void)", "unknown name 'SQLITE_API'", "macros are not expanded")]
    [InlineData("^SQLITE_API size_t f(void)", "unknown name 'SQLITE_API'", "macros are not expanded")]
    [InlineData("^cosnt char *f(void)", "unknown name 'cosnt'", "did you mean 'const'?")]
    [InlineData("float ^int f(void)", "'int' does not combine", "name")]
    [InlineData("long long ^long f(void)", "'long' does not combine", "name")]
    [InlineData("unsigned ^size_t f(void)", "'size_t' is the name of a type", "name")]
    [InlineData("int f(int ^size_t)", "'size_t' is the name of a type", "name")]
    [InlineData("int ^restrict f(void)", "'restrict' qualifies pointers only", "behind the '*'")]
    [InlineData("int f(^static int a)", "'static' cannot stand in a parameter", "a parameter type")]
    [InlineData("int f(int ^&a)", "references are C++", "'*'")]
    [InlineData("int f(int a ^= 3)", "default arguments are C++", "',' or ')'")]
    [InlineData("int f(int a[static^])", "found ']'", "an array length")]
    [InlineData("int f(int a[static ^static 4])", "found 'static'", "an array length")]
    [InlineData("int f(int a[const static ^volatile 4])", "found 'volatile'", "an array length")]
    [InlineData("int f(int a[static ^0])", "not a number from 1 up", "[static 4]")]
    [InlineData("int f(int a[^3x])", "'3x' is not an array length", "a whole number")]
    [InlineData("int f(int a[^9999999999])", "is not an array length", "a whole number up to 2147483647")]
    [InlineData("int f(void a[.^n])", "no parameter is named 'n'", "the name of a parameter")]
    [InlineData("int f(int a[3^)", "found ')'", "']'")]
    [InlineData("struct ^* f(void)", "found '*'", "the tag of the struct")]
    [InlineData("int f(int) ^/* never closed", "comment is opened here", "'*/'")]
    [InlineData("int f(int) __attribute__((deprecated(^\"x)))", "string is opened here", "'\"'")]
    [InlineData("int ^@f(int)", "unexpected character '@'", "C declaration")]
    [InlineData("int^\u00a0f(int)", "U+00A0 (a no-break space", "C declaration")]
    [InlineData("d^\u043euble f(int)", "(U+043E)", "C declaration")]
    [InlineData("^\0", "U+0000", "C declaration")]
    [InlineData("^#include <math.h>", "preprocessor directives", "after the preprocessor")]
    [InlineData("int\n  f(int,\n\t^foo x)", "unknown type 'foo'", "typedef")]
    [InlineData("int\r\nf(\r\n^foo x)", "unknown type 'foo'", "typedef")]
    [InlineData("int \\\n f(\\\r\n^foo x)", "unknown type 'foo'", "typedef")]
    public void A_mistake_is_shown_where_it_is(string marked, string problem, string expected)
    {
        PrototypeException error = Fail(marked, out int line, out int column);

        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }

    [Theory]
    // C++
    [InlineData("extern ^\"C++\" int f(int)", "extern \"C++\" gives a function another name", "'extern \"C\"', or nothing")]
    [InlineData("extern \"C\" ^{ int f(int); }", "one function can be declared", "without 'extern' and braces")]
    [InlineData("size_t f(const ^std::string &s)", "'std::string' is C++", "'const char *', or 'char *' for a buffer")]
    [InlineData("size_t f(^std::vector<int> v)", "'std::vector' is C++", "a type of C")]
    [InlineData("size_t f(^vector<int> v)", "'vector<...>' is no type of C", "a pointer and their number")]
    [InlineData("int ^Foo::bar(int)", "'Foo::' is C++", "as 'ffi inspect' lists it")]
    [InlineData("int ^operator+(int a, int b)", "operators are C++", "as 'ffi inspect' lists it")]
    [InlineData("int f(^class Foo *p)", "C++ declarations (class) are not supported yet", "'struct Foo *'")]
    [InlineData("^template<typename T> T f(T x)", "C++ declarations (template)", "what C has in their place")]
    [InlineData("int f(int) ^noexcept", "'noexcept' behind the parameters is C++", "leave it out")]
    [InlineData("int f(int) ^const;", "'const' behind the parameters is C++", "leave it out")]
    [InlineData("int f(int) ^throw()", "'throw' behind the parameters is C++", "leave it out")]
    // Windows
    [InlineData("int ^WINAPI f(int)", "'WINAPI' stands between the type and the name 'f'", "leave out what the preprocessor would remove")]
    [InlineData("int ^__stdcall f(int)", "__stdcall) are not supported yet", "the declaration without it")]
    [InlineData("^DWORD f(void)", "unknown type 'DWORD'", "'uint32_t'")]
    [InlineData("int f(^HANDLE h)", "unknown type 'HANDLE'", "'void *'")]
    [InlineData("int f(^LPCWSTR s)", "unknown type 'LPCWSTR'", "'const char16_t *'")]
    [InlineData("int f(^_In_ int n)", "'_In_' is no word of C", "leave the word out")]
    // .NET
    [InlineData("size_t f(^string s)", "unknown type 'string'", "'const char *'")]
    [InlineData("size_t f(^String s)", "unknown type 'String'", "'const char *'")]
    [InlineData("int f(^byte b)", "unknown type 'byte'", "'uint8_t'")]
    [InlineData("int f(byte^[] p)", "in C the brackets stand behind the name 'p'", "a pointer, '*p'")]
    [InlineData("int f(char^[16] name)", "in C the brackets stand behind the name 'name'", "'name[]'")]
    [InlineData("int^[] f(int)", "a function cannot return an array", "a pointer to its elements")]
    [InlineData("int f(^ref int p)", "'ref' is no word of C", "a pointer, 'int *p'")]
    [InlineData("int f(^out int p)", "'out' is no word of C", "a pointer, 'int *p'")]
    [InlineData("^public int f(int)", "'public' is no word of C", "leave the word out")]
    [InlineData("^[DllImport(\"c\")] int f(int)", "attributes in [ ] are those of C#", "the declaration of C alone")]
    [InlineData("int f(int^? n)", "C has no types with '?'", "a pointer")]
    [InlineData("int f(^IntPtr p)", "unknown type 'IntPtr'", "'void *'")]
    [InlineData("int f(^Func<int, int> g)", "'Func<...>' is no type of C", "a function pointer")]
    // Others
    [InlineData("^fn f(x: i32) -> i32", "does not begin with 'fn'", "C's order")]
    [InlineData("^def f(x):", "does not begin with 'def'", "C's order")]
    [InlineData("int f(^usize n)", "unknown type 'usize'", "'size_t'")]
    [InlineData("double f(^f64 x)", "unknown type 'f64'", "'double'")]
    // Slips
    [InlineData("int f(^FILE f)", "unknown type 'FILE'", "a pointer, 'FILE *'")]
    [InlineData("^constchar *f(void)", "unknown type 'constchar'", "a space, 'const char'")]
    [InlineData("int f(^unsignedint n)", "unknown type 'unsignedint'", "a space, 'unsigned int'")]
    [InlineData("int f(^x, y)", "unknown type 'x'", "in front of a name, as in 'int x'")]
    [InlineData("^strlen", "'strlen' alone is no declaration", "as its header declares it")]
    [InlineData("^cos(1.0)", "a call and no declaration", "as its header declares it")]
    [InlineData("int f(int a^; int b)", "parameters are parted by ','", "',' or ')'")]
    [InlineData("int f(const char *s, ^..)", "three dots", "'...'")]
    [InlineData("int f(const char *s, ^\u2026)", "(U+2026)", "three dots")]
    [InlineData("int f(int) ^attribute((pure))", "found 'attribute'", "did you mean '__attribute__'?")]
    [InlineData("int f(^va_list list)", "va_list are not supported yet", "'printf' for 'vprintf'")]
    public void What_newcomers_write_is_answered_with_what_C_has(string marked, string problem, string expected) => A_mistake_is_shown_where_it_is(marked, problem, expected);

    [Theory]
    [InlineData("extern \"C\" double cos(double x)", "double cos(double x)")]
    [InlineData("extern \"C\" const char *f(void);", "const char *f(void)")]
    [InlineData("int f(int);;", "int f(int)")]
    [InlineData("int f(int class, int template)", "int f(int class, int template)")]
    public void What_does_no_harm_is_taken(string text, string prototype) => Assert.Equal(Prototype.Parse(prototype), Prototype.Parse(text));

    [Theory]
    [InlineData("int f(^struct point p)", "'struct point' is not defined, so that its size is not known")]
    [InlineData("^struct point f(void)", "'struct point' is not defined, so that its size is not known")]
    [InlineData("int f(^union u p)", "'union u' is not defined, so that its size is not known")]
    [InlineData("int f(^enum e p)", "'enum e' is not defined, so that its size is not known")]
    [InlineData("^struct point { int x; } f(void)", "structs are defined in declarations, not in a prototype")]
    [InlineData("void f(^enum { one } e)", "enums are defined in declarations, not in a prototype")]
    [InlineData("int (^*f)(int)", "function pointers are not supported yet")]
    [InlineData("^typedef int foo(int)", "a typedef declares a type and no function or parameter")]
    [InlineData("void f(^_Float128 x)", "128-bit floating numbers (_Float128), which no .NET type holds, are not supported yet")]
    [InlineData("void f(^_Decimal64 x)", "_Decimal64) are not supported yet")]
    [InlineData("void f(^__m128 x)", "vector types (__m128) are not supported yet")]
    [InlineData("void f(int __attribute__((^vector_size(16))) x)", "vector types (vector_size) are not supported yet")]
    [InlineData("void f(int x ^: 3)", "a parameter is no bit-field: C has them in structs and unions alone")]
    [InlineData("void f(^va_list ap)", "parameters of type va_list are not supported yet")]
    [InlineData("void f(^_Atomic int x)", "atomic types (_Atomic) are not supported yet")]
    [InlineData("int f(int) ^__asm__(\"g\")", "asm labels, which give the function another symbol, are not supported yet")]
    [InlineData("int ^__stdcall f(int)", "other calling conventions (__stdcall) are not supported yet")]
    [InlineData("int f(int) __attribute__((^__mode__(DI)))", "machine modes (mode) are not supported yet")]
    [InlineData("^[[nodiscard]] int f(int)", "attributes in [[ ]] are not supported yet")]
    public void What_C_allows_and_we_do_not_is_refused_by_name(string marked, string problem)
    {
        PrototypeException error = Fail(marked, out int line, out int column);
        Assert.Equal((problem, line, column), (error.Problem[^Math.Min(problem.Length, error.Problem.Length)..], error.Line, error.Column));
    }

    [Theory]
    [InlineData("int f(char *a, int n) __attribute__((nonnull(^2)))", "which is 'int'")]
    [InlineData("int f(char *a, int n) __attribute__((nonnull(^3)))", "no parameter 3")]
    [InlineData("int f(char *a, int n) __attribute__((nonnull(^0)))", "no parameter 0")]
    [InlineData("int f(char *a, int n) __attribute__((nonnull(1,^)))", "lacks an argument")]
    [InlineData("int f(char *a, int n) __attribute__((nonnull(1 ^2)))", "found '2'")]
    [InlineData("int f(int n) __attribute__((^nonnull))", "without pointer parameters")]
    [InlineData("int f(void) __attribute__((nonnull(^1)))", "no parameter 1")]
    [InlineData("int f(int n __attribute__((^nonnull)))", "not a pointer")]
    [InlineData("int f(char *a, int n) __attribute__((access(write_only, ^2)))", "which is 'int'")]
    [InlineData("int f(char *a, int n) __attribute__((access(write_only, ^7)))", "no parameter 7")]
    [InlineData("int f(char *a, int n) __attribute__((access(write_only, 1, ^1)))", "not an integer")]
    [InlineData("int f(char *a, int n) __attribute__((access(write_only, 1, ^99999999999999999999)))", "no parameter 9999")]
    [InlineData("int f(char *a, int n) __attribute__((access(^writeonly, 1)))", "unknown access mode")]
    [InlineData("int f(char *a, int n) __attribute__((access(write_only^)))", "lacks an argument")]
    [InlineData("int f(char *a, int n) __attribute__((^access))", "lacks an argument")]
    [InlineData("int f(char *a, int n) __attribute__((access(read_only, 1), ^access(write_only, 1)))", "a second 'access'")]
    [InlineData("int f(const char *a, int n) __attribute__((access(^write_only, 1)))", "contradicts the const")]
    [InlineData("int f(int n) __attribute__((^malloc))", "returns 'int'")]
    [InlineData("int *f(int n) __attribute__((malloc(^1)))", "found '1'")]
    [InlineData("int f(char *a, int n) __attribute__((ownership_takes(malloc, ^2)))", "which is 'int'")]
    [InlineData("int f(char *a, int n) __attribute__((ownership_takes(malloc, ^3)))", "no parameter 3")]
    [InlineData("int f(char *a) __attribute__((ownership_takes(malloc^)))", "lacks an argument")]
    [InlineData("int f(char *a) __attribute__((ownership_takes(^1)))", "found '1'")]
    [InlineData("int f(char *a) __attribute__((ownership_takes(malloc, 1), ^ownership_holds(malloc, 1)))", "other owner for parameter 1")]
    [InlineData("int f(int n) __attribute__((^const(1)))", "takes no arguments")]
    [InlineData("int f(int n) __attribute__((^nonull))", "unknown attribute 'nonull'")]
    [InlineData("int f(int n) __attribute__((^frobnicate))", "unknown attribute 'frobnicate'")]
    [InlineData("int f(int n __attribute__((^pure)))", "belongs to the function")]
    [InlineData("int f(int n) __attribute__(^const)", "found 'const'")]
    [InlineData("int f(int n) __attribute__((const)^", "ends too early")]
    [InlineData("int f(int n) __attribute__((format(printf, 1, 2)^", "ends too early")]
    public void An_attribute_that_contradicts_the_parameters_is_refused(string marked, string problem)
    {
        PrototypeException error = Fail(marked, out int line, out int column);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_shows_the_line_with_a_caret_under_the_spot()
    {
        var error = Assert.Throws<PrototypeException>(() => Prototype.Parse("double\n\tcos(doubel x)"));

        Assert.Equal($"2:6: unknown type 'doubel'; expected {error.Expected}\n  \tcos(doubel x)\n  \t    ^~~~~~", error.Message);
        Assert.Equal("double\n\tcos(doubel x)", error.Prototype);
        Assert.IsType<CallRejectedException>(error, exactMatch: false);
    }

    [Fact]
    public void The_message_of_a_long_line_shows_the_part_around_the_spot()
    {
        string text = "int f(" + string.Concat(Enumerable.Repeat("int, ", 40)) + "foo x, " + string.Concat(Enumerable.Repeat("int, ", 15)) + "int)";
        string[] lines = Assert.Throws<PrototypeException>(() => Prototype.Parse(text)).Message.Split('\n');

        Assert.True(lines[1].Length < 140, lines[1]);
        Assert.Equal("foo", lines[1].Substring(lines[2].IndexOf('^'), 3));
    }

    internal static PrototypeException Fail(string marked, out int line, out int column)
    {
        int mark = marked.IndexOf('^', StringComparison.Ordinal);
        string before = marked[..mark].Replace("\r\n", "\n", StringComparison.Ordinal);
        line = before.Count(c => c == '\n') + 1;
        column = before.Length - before.LastIndexOf('\n');
        return Assert.Throws<PrototypeException>(() => Prototype.Parse(marked.Remove(mark, 1)));
    }
}
