using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.BadInput;

/// <summary>Libraries and symbols that are not there.</summary>
public sealed class LibraryTests : IAsyncLifetime
{
    private RecordedHost _recorded = null!;

    private NativeHost Host => _recorded.Host;

    public async ValueTask InitializeAsync() => _recorded = await RecordedHost.StartAsync();

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("m")]
    [InlineData("libm")]
    [InlineData("libm.so.6")]
    public async Task A_library_is_found_as_people_name_it(string name)
    {
        IsolatedLibrary library = await Host.LoadAsync(name, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(name, library.Name);
        Assert.StartsWith("libm", Path.GetFileName(library.Path), StringComparison.Ordinal);
        Assert.Equal(1.0, (double)await (await library.FunctionAsync("double cos(double x)")).InvokeAsync(0.0));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_library_that_is_not_there_lists_every_path_tried()
    {
        LibraryNotFoundException missing = await Assert.ThrowsAsync<LibraryNotFoundException>(() => Host.LoadAsync("nosuchthing"));
        Assert.Equal("nosuchthing", missing.LibraryName);
        Assert.Null(missing.MissingDependency);
        Assert.Contains(missing.Tried, path => path.Contains("libnosuchthing.so", StringComparison.Ordinal));
        Assert.All(missing.Tried, path => Assert.Contains(path, missing.Message, StringComparison.Ordinal));
        Assert.Empty(_recorded.Recording.Crashes);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_name_that_is_nearly_right_is_answered_with_the_right_one()
    {
        LibraryNotFoundException missing = await Assert.ThrowsAsync<LibraryNotFoundException>(() => Host.LoadAsync("dll"));
        Assert.Contains("dl", missing.NearNames);
        Assert.Contains("'dl' (libdl.so.2)", missing.Message, StringComparison.Ordinal);
        string folder = Path.Combine(AppContext.BaseDirectory, "faults");
        Assert.Equal([Path.Combine(folder, "libmistakes.so")], (await Assert.ThrowsAsync<LibraryNotFoundException>(() => Host.LoadAsync(Path.Combine(folder, "libmistake.so")))).NearNames.Take(1));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_path_that_is_not_there_is_named()
    {
        LibraryNotFoundException missing = await Assert.ThrowsAsync<LibraryNotFoundException>(() => Host.LoadAsync("/no/such/library.so"));
        Assert.Contains("/no/such/library.so", Assert.Single(missing.Tried), StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_file_that_is_no_library_is_told_as_such()
    {
        string file = OwnTemporaryFolder.NewFile() + ".so";
        await File.WriteAllTextAsync(file, "no library", TestContext.Current.CancellationToken);
        LibraryNotFoundException missing = await Assert.ThrowsAsync<LibraryNotFoundException>(() => Host.LoadAsync(file));
        Assert.Contains(file, Assert.Single(missing.Tried), StringComparison.Ordinal);
        Assert.Null(missing.MissingDependency);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_dependency_that_is_missing_is_named()
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName;
        await CompileAsync(folder, "libabsent.so", "int absent(void) { return 1; }");
        await CompileAsync(folder, "libneedy.so", "int absent(void); int needy(void) { return absent(); }", "-L", folder, "-labsent");
        File.Delete(Path.Combine(folder, "libabsent.so"));
        LibraryNotFoundException missing = await Assert.ThrowsAsync<LibraryNotFoundException>(() => Host.LoadAsync(Path.Combine(folder, "libneedy.so")));
        Assert.Equal("libabsent.so", missing.MissingDependency);
        Assert.Contains("was found, but 'libabsent.so', which it needs, was not", missing.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_library_that_crashes_while_it_loads_is_reported()
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName;
        await CompileAsync(folder, "libbad.so", "__attribute__((constructor)) static void start(void) { *(volatile int *)0 = 1; }");
        string path = Path.Combine(folder, "libbad.so");
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => Host.LoadAsync(path));
        Assert.Equal(("SIGSEGV", "dlopen"), (crash.Report.SignalName, crash.Report.Call!.Function));
        Assert.Contains(path, crash.Report.Call.Arguments[0].Text, StringComparison.Ordinal);
        Assert.Equal("libbad.so", crash.Report.Stack[0].Module);
        Assert.Equal(5, (int)await (await Host.FaultAsync("int add(int a, int b)")).InvokeAsync(2, 3));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_misspelt_symbol_names_near_ones()
    {
        IsolatedLibrary library = await Host.LoadAsync(Faults.Library, cancellationToken: TestContext.Current.CancellationToken);
        SymbolNotFoundException missing = await Assert.ThrowsAsync<SymbolNotFoundException>(() => library.FunctionAsync("int nul_read(void)"));
        Assert.Equal(("nul_read", Faults.Library, null), (missing.Symbol, missing.LibraryPath, missing.CppName));
        Assert.Equal("null_read", missing.NearNames[0]);
        Assert.Contains("Did you mean 'null_read'", missing.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_cpp_function_is_demangled_and_extern_C_explained()
    {
        IsolatedLibrary library = await Host.LoadAsync(Faults.CppLibrary, cancellationToken: TestContext.Current.CancellationToken);
        SymbolNotFoundException missing = await Assert.ThrowsAsync<SymbolNotFoundException>(() => library.FunctionAsync("double area(double width, double height)"));
        Assert.Equal("faults::area(double, double)", missing.CppName);
        Assert.Contains("extern \"C\"", missing.Message, StringComparison.Ordinal);
    }

    private static async Task CompileAsync(string folder, string library, string source, params string[] options)
    {
        string file = Path.Combine(folder, library + ".c");
        await File.WriteAllTextAsync(file, source);
        ProcessStartInfo start = new("cc", ["-shared", "-fPIC", "-g", "-o", Path.Combine(folder, library), file, .. options]) { RedirectStandardError = true };
        using Process compiler = Process.Start(start)!;
        string said = await compiler.StandardError.ReadToEndAsync();
        await compiler.WaitForExitAsync();
        Assert.True(compiler.ExitCode == 0, said);
    }
}
