using FfiIsolation.GeneratorTests.Support;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.GeneratorTests.Diagnostics;

public sealed class DiagnosticTests
{
    public static TheoryData<DiagnosticCase> Cases => [.. DiagnosticCases.All];

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task A_mistake_is_told_at_its_place_with_what_would_be_right(DiagnosticCase mistake)
    {
        Markup markup = Markup.Parse(mistake.Source);
        Diagnostic[] told = [.. (await Compiler.DiagnoseAsync(markup.Source)).Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden)];
        markup.Check(told);
        Assert.Contains(mistake.Words, Assert.Single(told).GetMessage());
    }

    [Fact]
    public async Task What_is_right_is_not_complained_of() => Assert.Empty(
        (await Compiler.DiagnoseAsync(File.ReadAllText(Snapshot.PathOf("Everything.cs")))).Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden).Select(diagnostic => diagnostic.ToString()));

    [Fact]
    public async Task An_interface_with_pointers_is_refused_on_a_host_with_the_reason()
    {
        Markup markup = Markup.Parse("""
            [NativeLibrary("c")]
            public partial interface IFiles
            {
                [NativeFunction("FILE *fopen(const char *path, const char *mode)")] NativePointer Open(string path, string mode);
            }

            public static class Use
            {
                public static IFiles Wrong(NativeHost host) => {|FFI018:IFiles.On(host)|};

                public static IFiles Right(NativeSession session) => IFiles.On(session);
            }
            """);
        Diagnostic[] told = [.. (await Compiler.DiagnoseAsync(markup.Source)).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        markup.Check(told);
        Assert.Contains("IFiles is opened on a session, IFiles.On(session), since 'Open' returns a pointer", Assert.Single(told).GetMessage());
    }

    /// <summary>Each has two of the next: who looked at each one of them would not come to an end.</summary>
    [Fact(Timeout = Patience.Deadline)]
    public async Task Structs_of_which_each_holds_two_of_the_next_are_looked_at_once_each()
    {
        const int Depth = 40;
        string source = $$"""
            [NativeLibrary("c"), NativeDeclarations("struct point { int x; double y; };")]
            public partial interface ILibrary
            {
                [NativeFunction("int f(struct point p)")] int F(S{{Depth}} p);
            }

            public struct S0 { public byte X; }
            {{string.Concat(Enumerable.Range(1, Depth).Select(i => $"public struct S{i} {{ public S{i - 1} A, B; }}\n"))}}
            """;
        Diagnostic told = Assert.Single((await Compiler.DiagnoseAsync(source)).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Equal("FFI011", told.Id);
        Assert.Contains($"it has {1L << Depth} bytes, and struct point has 16", told.GetMessage(), StringComparison.Ordinal);
    }

    /// <summary>As somebody writes it, for a moment: an analyzer that follows it takes the editor along.</summary>
    [Theory]
    [InlineData("public struct S { public S X; }")]
    [InlineData("public struct S { public int Y; public T X; } public struct T { public S Z; }")]
    public async Task A_struct_within_itself_is_the_compilers_affair_and_is_not_followed(string structs)
    {
        string source = $$"""
            [NativeLibrary("c"), NativeDeclarations("struct point { int x; double y; };")]
            public partial interface ILibrary
            {
                [NativeFunction("int f(struct point p)")] int F(S p);
            }

            {{structs}}
            """;
        Assert.Contains("CS0523", (await Compiler.DiagnoseAsync(source)).Select(diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData("[NativeLibrary(\"c\")] public interface {|FFI016:I|} { }", "make I partial")]
    [InlineData("[NativeLibrary(\"c\")] public partial interface {|FFI016:I|}<T> { }", "is generic")]
    [InlineData("public class Outer { [NativeLibrary(\"c\")] public partial interface {|FFI016:I|} { } }", "make Outer partial")]
    [InlineData("[NativeLibrary(\"c\")] public partial interface {|FFI016:I|} : IDisposable { }", "inherits members of IDisposable")]
    [InlineData("[NativeLibrary(\"c\")] file partial interface {|FFI016:I|} { }", "leave 'file' out")]
    public async Task An_interface_that_cannot_be_implemented_is_told(string source, string words)
    {
        Markup markup = Markup.Parse(source);
        Diagnostic[] told = [.. (await Compiler.DiagnoseAsync(markup.Source)).Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden)];
        markup.Check(told);
        Assert.Contains(words, told[0].GetMessage());
    }

    [Theory]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:string s|}); }", "say StringMarshalling")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:System.Text.StringBuilder s|}); }", "take Span<byte> or byte[]")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:string[] s|}); }", "which have to lie in the worker; take NativePointer, or nint[] for a parameter")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:Action[] s|}); }", "give Prototype, or another type")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:Microsoft.Win32.SafeHandles.SafeFileHandle s|}); }", "released by the finalizer, where a crash of the library would be an exception that nobody can catch; take NativeHandle, which Dispose releases")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial {|FFI021:Microsoft.Win32.SafeHandles.SafeFileHandle|} F(); }", "write [return: FreedBy(\"...\")] with what frees it, and return NativeHandle")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:out Microsoft.Win32.SafeHandles.SafeFileHandle s|}); }", "take [FreedBy(\"...\")] out NativeHandle")]
    [InlineData("static partial class C { [IsolatedImport(\"c\", StringMarshalling = StringMarshalling.Utf8)] internal static partial int F({|FFI021:out string s|}); }", "take out NativePointer, or [FreedBy(\"...\")] out NativeHandle")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial {|FFI021:decimal|} F(); }", "The C type of the result cannot be derived from decimal")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:S s|}); [StructLayout(LayoutKind.Explicit)] internal struct S { [FieldOffset(0)] int a; } }", "one after the other")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:S s|}); internal struct S { bool a; int b; } }", ".NET would convert one")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:in S s|}); internal struct S { T t; } internal struct T { char a; } }", ".NET would convert one")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial {|FFI021:S|} F(); internal struct S { [MarshalAs(UnmanagedType.Error)] int a; } }", ".NET would convert one")]
    [InlineData("static unsafe partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:byte* s|}); }", "an address of this process means nothing in a worker")]
    [InlineData("static unsafe partial class C { [IsolatedImport(\"c\")] internal static partial int F({|FFI021:delegate* unmanaged<int, int> f|}); }", "a function of this process is called by way of a delegate")]
    [InlineData("static partial class C { [IsolatedImport(\"c\", Prototype = \"int f({|FFI001:itn|} n)\")] internal static partial int F(int n); }", "unknown type 'itn'")]
    [InlineData("static partial class C { [IsolatedImport(\"c\", Prototype = \"int f(long n)\")] internal static partial int F({|FFI004:int n|}); }", "take long, not int")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static int {|FFI020:F|}() => 0; }", "is not 'static partial'")]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int {|CS8795:{|FFI020:F|}|}<T>(T a); }", "is generic")]
    [InlineData("static class C { [IsolatedImport(\"c\")] internal static partial int {|CS8795:{|CS0751:{|FFI020:F|}|}|}(int a); }", "make C partial")]
    [InlineData("[NativeDeclarations(\"struct S { long a; };\")] static partial class {|FFI021:C|} { [IsolatedImport(\"c\")] internal static partial int F(S s); } struct S { int a; }", "The C type of a struct cannot be derived from C")]
    [InlineData("file static partial class C { [IsolatedImport(\"c\")] internal static partial int {|CS8795:{|FFI020:F|}|}(int a); }", "leave 'file' out")]
    public async Task An_import_that_cannot_be_derived_is_told(string source, string words)
    {
        Markup markup = Markup.Parse(source);
        Diagnostic[] told = [.. (await Compiler.DiagnoseAsync(markup.Source)).Where(diagnostic => diagnostic.Id.StartsWith("FFI", StringComparison.Ordinal) || diagnostic.Severity == DiagnosticSeverity.Error)];
        markup.Check(told);
        Assert.Contains(words, told.First(diagnostic => diagnostic.Id.StartsWith("FFI", StringComparison.Ordinal)).GetMessage());
    }

    /// <summary>Each rule is told by a test of this class or of the fixes.</summary>
    [Fact]
    public void Every_diagnostic_has_a_case()
    {
        string tests = File.ReadAllText(Repository.PathOf("tests/GeneratorTests/Diagnostics/DiagnosticTests.cs")) + File.ReadAllText(Repository.PathOf("tests/GeneratorTests/Diagnostics/DiagnosticCases.cs"))
            + File.ReadAllText(Repository.PathOf("tests/GeneratorTests/Fixes/FixTests.cs"));
        Assert.All(Compiler.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics), rule => Assert.Contains(rule.Id, tests));
    }
}
