using FfiIsolation.GeneratorTests.Support;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.GeneratorTests.Generated;

/// <summary>Whatever gives or takes an address of a worker needs a session, however it is written.</summary>
public sealed class SessionTests
{
    private const string Declarations = "struct inner { char *text[2]; }; struct buffer { struct inner inner; size_t length; }; struct plain { int x; };";

    [Theory]
    [InlineData("long strtol(const char *s, char **end, int base)", "long L(string s, out nint end, int b)", "'L' has pointers in 'end'")]
    [InlineData("void f(char **text)", "void F(ref ulong text)", "'F' has pointers in 'text'")]
    [InlineData("void f(void *const *items)", "void F(in nint items)", "'F' has pointers in 'items'")]
    [InlineData("void f(void **items, size_t count)", "void F(Span<nint> items, nuint count)", "'F' has pointers in 'items'")]
    [InlineData("void f(const char *const *items)", "Task F(ulong[] items)", "'F' has pointers in 'items'")]
    public async Task An_interface_with_pointers_behind_pointers_is_refused_on_a_host(string prototype, string method, string words) => await CheckRefusedAsync(prototype, method, words);

    [Theory]
    [InlineData("void f(struct buffer *b)", "void F(NativeStruct b)", "'F' has a NativeStruct, in which pointers of one worker lie")]
    [InlineData("void f(struct buffer b)", "void F(NativeStruct b)", "'F' has a NativeStruct")]
    [InlineData("struct buffer f(void)", "NativeStruct F()", "'F' has a NativeStruct")]
    [InlineData("void f(struct buffer *b)", "void F(Span<byte> b)", "'F' has a Span<byte>, in which pointers of one worker lie")]
    public async Task An_interface_with_structs_that_have_pointers_is_refused_on_a_host(string prototype, string method, string words) => await CheckRefusedAsync(prototype, method, words);

    private static async Task CheckRefusedAsync(string prototype, string method, string words)
    {
        Diagnostic[] told = await DiagnoseAsync(prototype, method);
        Assert.Equal("FFI018", Assert.Single(told).Id);
        Assert.Contains(words, told[0].GetMessage());
    }

    [Theory]
    [InlineData("void f(int *items)", "void F(Span<int> items)")]
    [InlineData("void f(long *item)", "void F(ref nint item)")]
    [InlineData("void f(struct plain *item)", "void F(NativeStruct item)")]
    public async Task An_interface_without_pointers_is_not(string prototype, string method) => Assert.Empty(await DiagnoseAsync(prototype, method));

    [Theory]
    [InlineData("void f(ref nint item)", true)]
    [InlineData("void f(nint[] items)", true)]
    [InlineData("void f(Span<nint> items)", true)]
    [InlineData("void f(in nint item)", true)]
    [InlineData("void f(ref nuint item, Span<long> items)", false)]
    public void Imports_with_pointers_behind_pointers_share_a_session(string import, bool isInSession) => Assert.Contains(
        isInSession ? "inSession: true" : "inSession: false",
        Compiler.Generate($"static partial class Native {{ [IsolatedImport(\"c\")] internal static partial {import}; }}"));

    private static async Task<Diagnostic[]> DiagnoseAsync(string prototype, string method) => [.. (await Compiler.DiagnoseAsync($$"""
        [NativeLibrary("c"), NativeDeclarations("{{Declarations}}")]
        public partial interface ILibrary
        {
            [NativeFunction("{{prototype}}")] {{method}};
        }

        public static class Use
        {
            public static ILibrary Of(NativeHost host) => ILibrary.On(host);
        }
        """)).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
}
