using System.Collections.Immutable;
using FfiIsolation.GeneratorTests.Support;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.GeneratorTests.Generated;

public sealed class SnapshotTests
{
    [Theory]
    [InlineData("Scalars")]
    [InlineData("Everything")]
    [InlineData("Session")]
    [InlineData("Imports")]
    [InlineData("ImportsOnSession")]
    public void The_generated_source_is_as_it_was_reviewed(string name) => Snapshot.Check(name);

    /// <summary>What is generated compiles without a warning, whatever names are given.</summary>
    [Theory]
    [InlineData("[NativeFunction(\"void exit(int status)\")] void exit(int status); [NativeFunction(\"void _exit(int status)\")] void _exit(int status);", "_exit_;")]
    [InlineData("[NativeFunction(\"int f(int a)\")] Task<int> F(int @await);", "(int @await)")]
    [InlineData("[NativeFunction(\"int f(void)\")] int GetHashCode(); [NativeFunction(\"int f(void)\")] int ToString();", "int GetHashCode()")]
    [InlineData("[NativeFunction(\"int result(int *result)\", SetLastError = true)] int Result(ref int result);", "var _result = this._result.Invoke(resultBuffer);")]
    [InlineData("[NativeFunction(\"void f(int *n, int *nBuffer, int *_n)\")] void F(ref int n, ref int nBuffer, ref int _n);", "__nBuffer")]
    public void Names_of_C_and_of_keywords_do_not_matter(string members, string words) =>
        Assert.Contains(words, Compiler.Generate($"[NativeLibrary(\"c\")] public partial interface ILibrary {{ {members} }}"));

    /// <summary>C has an int for a truth, and so do callbacks.</summary>
    [Theory]
    [InlineData("int (*accept)(int, long)", "Func<bool, long, bool> accept", "new global::System.Func<int, long, int>((a1, a2) => accept(a1 != 0, a2) ? 1 : 0)")]
    [InlineData("void (*done)(int)", "Action<bool> done", "new global::System.Action<int>((a1) => done(a1 != 0))")]
    [InlineData("_Bool (*accept)(_Bool)", "Func<bool, bool> accept", "new global::System.Func<bool, bool>(accept.Invoke)")]
    public void A_delegate_may_have_a_bool_for_an_int(string parameter, string method, string words) =>
        Assert.Contains(words, Compiler.Generate($"[NativeLibrary(\"c\")] public partial interface ILibrary {{ [NativeFunction(\"void f({parameter})\")] void F({method}); }}"));

    [Fact]
    public void A_delegate_of_an_import_has_its_bools_as_NET_would_pass_them() => Assert.Contains(
        "a1 != 0",
        Compiler.Generate("static partial class Native { [IsolatedImport(\"c\")] internal static partial void each(Visit visit); } delegate bool Visit(bool isLast);"));

    [Fact]
    public void An_interface_may_inherit_members_that_it_implements() => Assert.Contains("int F()", Compiler.Generate("""
        public interface INamed
        {
            string Name { get; }
        }

        [NativeLibrary("c")]
        public partial interface ILibrary : INamed, IDisposable
        {
            string INamed.Name => "c";

            void IDisposable.Dispose()
            {
            }

            [NativeFunction("int f(void)")] int F();
        }
        """));

    /// <summary>Names that are two in C#, and might be one where they are written.</summary>
    [Theory]
    [InlineData("[NativeLibrary(\"c\")] public partial interface IMath { [NativeFunction(\"int f(int a)\")] int F(int a); } [NativeLibrary(\"c\")] public partial interface IMATH { [NativeFunction(\"int f(int a)\")] int F(int a); }", 2)]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int f(A.B_C a, A_B.C b); } namespace A { struct B_C { public int X; } } namespace A_B { struct C { public long X; } }", 1)]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int f(S s); internal struct S { public int @long, p0; } }", 1)]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int f(int @long, int p0); }", 1)]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int Text_(); [IsolatedImport(\"c\")] internal static partial int Text(); [IsolatedImport(\"c\")] internal static partial int Text2(); }", 1)]
    [InlineData("static partial class C { [IsolatedImport(\"c\")] internal static partial int C_Imports(); [IsolatedImport(\"c\")] internal static partial int Declarations(); [IsolatedImport(\"c\")] internal static partial int @file(); }", 1)]
    public void Names_that_are_alike_are_kept_apart(string source, int files)
    {
        GeneratorDriver driver = Compiler.Driver().RunGeneratorsAndUpdateCompilation(Compiler.Compile(source), out Compilation output, out ImmutableArray<Diagnostic> told);
        Assert.Empty(told.Concat(output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)).Select(diagnostic => diagnostic.ToString()));
        Assert.Equal(files, driver.GetRunResult().GeneratedTrees.Length);
        Assert.DoesNotContain("NotSupportedException", string.Concat(driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString())));
    }

    [Theory]
    [InlineData("", "char *f(void) __attribute__((malloc(free)))")]
    [InlineData("[return: Borrowed]", "char *f(void)")]
    [InlineData("[return: FreedBy(\"release\")]", "char *f(void) __attribute__((malloc(release)))")]
    public void A_text_of_an_import_is_freed_as_its_attribute_says(string attribute, string prototype) => Assert.Contains(
        $"new(\"{prototype}\")",
        Compiler.Generate($"static partial class Native {{ [IsolatedImport(\"c\", StringMarshalling = StringMarshalling.Utf8)] {attribute} internal static partial string? f(); }}"));

    /// <summary>What a method says holds against what its interface says, also where it says no.</summary>
    [Fact]
    public void A_method_of_a_pure_library_that_says_it_is_not_pure_is_not()
    {
        string code = Compiler.Generate("""
            [NativeLibrary("c", IsPure = true)]
            public partial interface ILibrary
            {
                [NativeFunction("int f(void)")] int F();

                [NativeFunction("int g(void)", IsPure = false)] int G();
            }
            """);
        Assert.Contains("new(\"int f(void)\", isPure: true)", code);
        Assert.Contains("new(\"int g(void)\")", code);
    }
}
