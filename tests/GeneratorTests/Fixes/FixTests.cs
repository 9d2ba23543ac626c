extern alias fixes;
using FfiIsolation.GeneratorTests.Support;
using Microsoft.CodeAnalysis.CodeFixes;
using fixes::FfiIsolation.Generator.CodeFixes;

namespace FfiIsolation.GeneratorTests.Fixes;

public sealed class FixTests
{
    [Theory]
    [InlineData("int f(int *result)", "int F(int result);", "FFI006", "int F(out int result);")]
    [InlineData("int f(const double *scale)", "int F(double scale);", "FFI006", "int F(in double scale);")]
    [InlineData("int f(size_t n)", "int F([Obsolete] long n = 0);", "FFI004", "int F([Obsolete] nuint n = 0);")]
    [InlineData("int f(const int *value)", "int F(out int value);", "FFI007", "int F(in int value);")]
    [InlineData("int f(char *s)", "int F(string s);", "FFI008", "int F(Span<byte> s);")]
    [InlineData("int f(const unsigned char *s)", "Task<int> F(ReadOnlySpan<byte> s);", "FFI012", "Task<int> F(ReadOnlyMemory<byte> s);")]
    [InlineData("void f(int (*compare)(long))", "void F(Func<int, int> compare);", "FFI015", "void F(Func<long, int> compare);")]
    public async Task A_parameter_gets_the_type_that_C_asks_for(string prototype, string before, string id, string after) =>
        Assert.Equal(Interface(prototype, after), await Fixer.ApplyAsync(new ParameterFix(), Interface(prototype, before), id));

    [Theory]
    [InlineData("int f(int first, const char *second)", "int F(int first); // why", "FFI003", "int F(int first, string second); // why")]
    [InlineData("int f(void)", "Task<int> F(int a, CancellationToken b);", "FFI003", "Task<int> F(CancellationToken cancellationToken);")]
    [InlineData("size_t f(void)", "int F();", "FFI005", "nuint F();")]
    [InlineData("long f(void)", "ValueTask<int> F();", "FFI005", "ValueTask<long> F();")]
    public async Task A_method_gets_the_signature_that_C_asks_for(string prototype, string before, string id, string after) =>
        Assert.Equal(Interface(prototype, after), await Fixer.ApplyAsync(new SignatureFix(), Interface(prototype, before), id));

    [Theory]
    [InlineData(0, "[return: Borrowed]")]
    [InlineData(1, "[return: FreedBy(\"free\")]")]
    public async Task Text_gets_an_owner(int choice, string attribute)
    {
        const string Prototype = "char *getenv(const char *name)";
        string right = Interface(Prototype, "string? F(string name);").Replace("string? F", attribute + " string? F");
        Assert.Equal(right, await Fixer.ApplyAsync(new OwnershipFix(), Interface(Prototype, "string? F(string name);"), "FFI009", choice));
    }

    [Theory]
    [InlineData("size_t strlen(const char *s)", "nuint Strlen(string s);")]
    [InlineData("char *getenv(const char *name)", "[return: Borrowed] string? Getenv(string name);")]
    [InlineData("int sqlite3_open(const char *filename, sqlite3 **ppDb)", "int Sqlite3Open(string filename, out NativePointer ppDb);")]
    [InlineData("ssize_t read(int fd, void *buf, size_t count) __attribute__((access(write_only, 2, 3)))", "nint Read(int fd, Span<byte> buf, nuint count);")]
    [InlineData("void qsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *))", "void Qsort(Span<byte> @base, nuint n, nuint size, Func<NativePointer, NativePointer, int> compare);")]
    public async Task A_prototype_gets_the_method_that_fits_it(string prototype, string method)
    {
        string right = Interface(prototype, method);
        Assert.Equal(right, await Fixer.ApplyAsync(new MethodFix(), Interface(prototype, ""), "FFI023"));
        Assert.DoesNotContain(await Compiler.DiagnoseAsync(right), diagnostic => diagnostic.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning);
    }

    [Theory]
    [InlineData("public interface I { }", "public partial interface I { }")]
    [InlineData("interface I { }", "partial interface I { }")]
    public async Task An_interface_becomes_partial(string before, string after) =>
        Assert.Equal("[NativeLibrary(\"c\")] " + after, await Fixer.ApplyAsync(new PartialFix(), "[NativeLibrary(\"c\")] " + before, "FFI016"));

    [Theory]
    [InlineData(
        "static class C\n{\n    [DllImport(\"c\", EntryPoint = \"strlen\", CallingConvention = CallingConvention.Cdecl)]\n    public static extern nuint Length(string s);\n}",
        "using FfiIsolation;\nstatic partial class C\n{\n    [IsolatedImport(\"c\", EntryPoint = \"strlen\", StringMarshalling = StringMarshalling.Utf8)]\n    public static partial nuint Length(string s);\n}")]
    [InlineData(
        "partial class C\n{\n    [LibraryImport(\"c\", SetLastError = true)]\n    private static partial int close(int descriptor);\n}",
        "using FfiIsolation;\npartial class C\n{\n    [IsolatedImport(\"c\", SetLastError = true)]\n    private static partial int close(int descriptor);\n}")]
    [InlineData(
        "static class C\n{\n    [System.Runtime.InteropServices.DllImport(\"c\")]\n    static extern nuint strlen(string s);\n}",
        "using FfiIsolation;\nstatic partial class C\n{\n    [IsolatedImport(\"c\", StringMarshalling = System.Runtime.InteropServices.StringMarshalling.Utf8)]\n    private static partial nuint strlen(string s);\n}", false)]
    [InlineData(
        "class Outer\n{\n    class C\n    {\n        [DllImport(\"c\")]\n        internal static extern int getpid();\n    }\n}",
        "using FfiIsolation;\npartial class Outer\n{\n    partial class C\n    {\n        [IsolatedImport(\"c\")]\n        internal static partial int getpid();\n    }\n}")]
    public async Task Migration_is_one_word(string before, string after, bool hasUsing = true)
    {
        Assert.Equal(after, await Fixer.ApplyAsync(new IsolateFix(), before, "FFI022", hasInteropServices: hasUsing));
        Assert.DoesNotContain(await Compiler.DiagnoseAsync(after), diagnostic => diagnostic.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning);
    }

    [Fact]
    public async Task A_safe_handle_of_an_import_becomes_a_handle()
    {
        const string Before = "static partial class C { [IsolatedImport(\"c\")] internal static partial int fclose(Microsoft.Win32.SafeHandles.SafeFileHandle stream); }";
        string right = Before.Replace("Microsoft.Win32.SafeHandles.SafeFileHandle", "NativeHandle");
        Assert.Equal(right, await Fixer.ApplyAsync(new ParameterFix(), Before, "FFI021"));
        Assert.DoesNotContain(await Compiler.DiagnoseAsync(right), diagnostic => diagnostic.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning);
    }

    [Fact]
    public void Every_fix_is_for_a_diagnostic_that_is_told()
    {
        string[] told = [.. Compiler.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id)];
        Assert.All(((CodeFixProvider[])[new ParameterFix(), new SignatureFix(), new OwnershipFix(), new MethodFix(), new PartialFix(), new IsolateFix()]).SelectMany(fix => fix.FixableDiagnosticIds),
            id => Assert.Contains(id, told));
    }

    private static string Interface(string prototype, string method) => $$"""
        [NativeLibrary("c")]
        public partial interface ILibrary
        {
            [NativeFunction("{{prototype}}")]{{(method.Length == 0 ? "" : " " + method)}}
        }
        """;
}
