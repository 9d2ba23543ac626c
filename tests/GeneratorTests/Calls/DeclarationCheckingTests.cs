using FfiIsolation.GeneratorTests.Support;
using FfiIsolation.Typed;

namespace FfiIsolation.GeneratorTests.Calls;

/// <summary>Declarations that the library's own debug information contradicts, when they are bound. native/faults/good.c has <c>int add(int a, int b)</c>.</summary>
public sealed class DeclarationCheckingTests
{
    private const string Wrong = "double add(int a)", Right = "int add(int a, int b)";

    private static readonly string s_faults = Path.Combine(AppContext.BaseDirectory, "faults", "libfaults.so");

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_wrong_declaration_is_refused_with_the_right_one()
    {
        await using NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { DeclarationChecking = DeclarationChecking.Refuse, Spares = 0 });
        await using NativeSession session = await host.OpenSessionAsync();
        foreach (IsolatedLibrary library in (IsolatedLibrary[])[host.Load(s_faults), session.Load(s_faults)])
        {
            for (int i = 0; i < 2; i++) // the second time, it is known already
            {
                DeclarationMismatchException error = await Assert.ThrowsAsync<DeclarationMismatchException>(() => library.FunctionAsync(Wrong));
                Assert.Equal((Wrong, Right, library.Path), (error.Prototype, error.RightDeclaration, error.LibraryPath));
                Assert.Equal(["1 parameter declared, and the library's has 2 parameters", "the result: double is declared, and the library's is int"], error.Differences);
                Assert.Equal($"'{Wrong}' is not bound: The prototype is not what the library's debug information says: {string.Join("; ", error.Differences)}. Right would be: {Right}", error.Message);
            }

            Assert.Equal(5, library.Function(Right).Invoke(2, 3).As<int>());

            // What may be right all the same, and what nobody knows of.
            Assert.Equal(5u, library.Function("unsigned add(int a, int b)").Invoke(2, 3).As<uint>());
        }

        Assert.Equal(1.0, host.Load("m").Function("double cos(double x)").Invoke(0.0).As<double>());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_typed_proxy_is_not_opened_with_a_wrong_declaration()
    {
        await using NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { DeclarationChecking = DeclarationChecking.Refuse, Spares = 0 });
        var library = new TypedLibrary(s_faults, "typedef short wrong;", [new TypedFunctionDeclaration(Right), new TypedFunctionDeclaration("wrong add(int a, int b)")]);
        DeclarationMismatchException error = Assert.Throws<DeclarationMismatchException>(() => library.Bind(host));
        Assert.Equal("the result: wrong is declared, and the library's is int: 2 bytes and 4 bytes", Assert.Single(error.Differences));
        await Assert.ThrowsAsync<DeclarationMismatchException>(() => library.BindAsync(host, CancellationToken.None));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task By_the_option_it_is_told_once_or_not_looked_at()
    {
        using var log = new WarningLog("DeclarationMismatch");
        await using NativeHost warned = await NativeHost.StartAsync(new NativeHostOptions { DeclarationChecking = DeclarationChecking.Warn, LoggerFactory = log, Spares = 0 });
        await warned.Load(s_faults).FunctionAsync(Wrong);
        await warned.Load(s_faults).FunctionAsync(Wrong);
        await warned.Load(s_faults).FunctionAsync("long add(int a, int b)");
        await log.UntilAsync(2);
        Assert.Equal([Wrong, "long add(int a, int b)"], log.Lines.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));

        await using NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { Spares = 0 });
        Assert.NotNull(await host.Load(s_faults).FunctionAsync(Wrong));
    }
}
