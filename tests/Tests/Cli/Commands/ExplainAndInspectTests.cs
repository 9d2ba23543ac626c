using System.Text.Json;
using FfiIsolation.Cli.Commands;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Tests.Cli.Demo;
using FfiIsolation.Tests.Headers;

namespace FfiIsolation.Tests.Cli.Commands;

/// <summary>The commands that call nothing: exit statuses, and where output goes. No host can be started here.</summary>
public sealed class ExplainAndInspectTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData("int f(doubel x)", "ffi: 1:7: unknown type 'doubel'", "\n  int f(doubel x)\n        ^~~~~~\n")]
    [InlineData("int f(struct point p)", "ffi: 1:7: 'struct point' is not defined", "\n  int f(struct point p)\n        ^~~~~~~~~~~~\n")]
    [InlineData("int f(int x", "ffi: 1:12: ", "\n  int f(int x\n             ^\n")]
    public async Task A_mistake_in_a_prototype_is_64_with_a_caret_under_it(string prototype, string begin, string end)
    {
        Assert.Equal(64, await RunAsync("explain", prototype));
        Assert.Equal("", _output.ToString());
        Assert.StartsWith(begin, _error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(end, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_a_file_of_declarations_names_the_file()
    {
        using var folder = new Libraries.TemporaryFolder();
        string good = folder.File("good.h"), bad = folder.File("bad.h");
        File.WriteAllText(good, "typedef int number;\n");
        File.WriteAllText(bad, "number f(void);\ndoubel g(void);\n");
        Assert.Equal(64, await RunAsync("explain", "--declare", good, "--declare", bad, "number f(void)"));
        Assert.StartsWith($"ffi: {bad}:2:1: unknown type 'doubel'", _error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\n  doubel g(void);\n  ^~~~~~\n", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1:1: unknown type 'doubel'", "explain", "int printf(const char *, ...)", "doubel")]
    [InlineData("1:5: found 'x'; expected the end of the type", "explain", "int printf(const char *, ...)", "int x")]
    [InlineData("there is no type", "explain", "int printf(const char *, ...)", "")]
    [InlineData("abs is not variadic", "explain", "int abs(int n)", "int")]
    [InlineData("'win' is no calling convention: sysv or ms was expected", "explain", "--abi", "win", "int abs(int n)")]
    [InlineData("_Float16 arguments and results by ms_abi are not supported yet", "explain", "--abi", "ms", "int f(_Float16 h)")]
    [InlineData("'ms_abi' and 'sysv_abi' on one function", "explain", "--abi", "sysv", "int f(int n) __attribute__((ms_abi))")]
    [InlineData("1:1: an argument cannot be of type 'void'", "explain", "int printf(const char *, ...)", "void")]
    [InlineData("'--abI' is no option", "explain", "--abI", "int abs(int n)")]
    [InlineData("the argument <library> is empty", "inspect", "")]
    [InlineData("nothing to check", "check", "m")]
    [InlineData("1:12: unknown type 'doubel'", "check", "m", "double cos(doubel x)")]
    public async Task Bad_usage_is_64_and_says_why(string reason, params string[] words)
    {
        Assert.Equal(64, await RunAsync(words));
        Assert.Equal("", _output.ToString());
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ms", "long f(long a)", "rcx")]
    [InlineData("sysv", "long f(long a)", "rdi")]
    [InlineData("ms", "long f(long a) __attribute__((ms_abi))", "rcx")]
    public async Task The_convention_asked_for_counts(string abi, string prototype, string register)
    {
        Assert.Equal(0, await RunAsync("explain", "--json", "--abi", abi, prototype));
        using JsonDocument document = JsonDocument.Parse(_output.ToString());
        Assert.Equal(abi, document.RootElement.GetProperty("abi").GetString());
        Assert.Equal(register, document.RootElement.GetProperty("arguments")[0].GetProperty("places")[0].GetProperty("in").GetString());
    }

    [Fact]
    public async Task Declared_types_are_known_to_prototype_and_types()
    {
        Assert.Equal(0, await RunAsync("explain", "--declare", "typedef struct { float x, y; } pair;", "int f(pair *first, ...)", "pair"));
        Assert.Contains("  2  pair         xmm0, 8 bytes\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("pair: 8 bytes, aligned to 4\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd", "/etc/passwd: not an ELF file")]
    [InlineData("/no/such/file.so", "/no/such/file.so: no such file")]
    [InlineData("/etc", "/etc: a directory")]
    public async Task What_is_no_library_is_66_and_says_what_it_is(string path, string reason)
    {
        Assert.Equal(66, await RunAsync("inspect", path));
        Assert.Equal("", _output.ToString());
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(63, "not an ELF file")]
    [InlineData(200, "cut off: its headers tell of more than its 200 bytes")]
    [InlineData(20_000, "cut off: its headers tell of more than its 20,000 bytes")]
    public async Task A_file_that_was_cut_off_is_66_and_says_so(int length, string reason)
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] library = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "faults", "libfaults.so"), TestContext.Current.CancellationToken);
            Assert.True(library.Length > length);
            await File.WriteAllBytesAsync(path, length < 64 ? new byte[length] : library[..length], TestContext.Current.CancellationToken);
            Assert.Equal(66, await RunAsync("inspect", path));
            Assert.Contains($"{path}: {reason}", _error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_symbol_that_is_not_exported_is_66_with_near_ones()
    {
        Assert.Equal(66, await RunAsync("inspect", "m", "coss"));
        Assert.Contains("libm.so.6 has no symbol 'coss'. Did you mean 'cos',", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(66, await RunAsync("inspect", "stdc++", "set_terminate"));
        Assert.Contains(" has no symbol 'set_terminate'. Did you mean 'std::set_terminate'?", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exports_are_chosen_by_a_pattern_and_C_plus_plus_ones_by_their_name_in_the_source()
    {
        Assert.Equal(0, await RunAsync("inspect", "stdc++", "std::terminate"));
        Assert.Contains("  _ZSt9terminatev@@GLIBCXX_3.4  = std::terminate()\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nexports like std::terminate: 1 function, 0 others, of ", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_object_says_the_same_for_programs()
    {
        Assert.Equal(0, await RunAsync("inspect", "--json", "m", "cos"));
        using JsonDocument document = JsonDocument.Parse(_output.ToString());
        Assert.Equal("libm.so.6", document.RootElement.GetProperty("soname").GetString());
        Assert.Equal("cos", Assert.Single(document.RootElement.GetProperty("exports").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("libc.so.6", document.RootElement.GetProperty("dependencies")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_declaration_is_held_against_the_debug_information_of_its_library()
    {
        string faults = Path.Combine(AppContext.BaseDirectory, "faults", "libfaults.so");
        Assert.Equal(0, await RunAsync("check", faults, "int add(int a, int b)"));
        Assert.Equal("add: as the library says\n", _output.ToString());
        Assert.Equal(1, await RunAsync("check", faults, "long add(int a, double b)", "int add(int a, int b)"));
        Assert.Equal(
            """
            add: not what the library says
              width: the result: long is declared, and the library's is int: 8 bytes and 4
                bytes
              class: parameter 2 'b': double is declared, and the library's is int
              right: int add(int a, int b)
            add: as the library says

            """,
            _output.ToString());
        Assert.Equal(0, await RunAsync("check", "--declare", "unsigned add(int a, int b);", faults));
        Assert.StartsWith("add: not quite what the library says\n  warning, sign: the result: ", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("check", faults, "int ad(int a, int b)"));
        Assert.StartsWith("ad: the library exports no such symbol; did you mean 'add'", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("check", "--json", faults, "int add(int a)"));
        using JsonDocument document = JsonDocument.Parse(_output.ToString());
        Assert.Equal("differs", document.RootElement.GetProperty("verdict").GetString());
        Assert.Equal("arity", document.RootElement.GetProperty("differences")[0].GetProperty("kind").GetString());
        Assert.Equal("int add(int a, int b)", document.RootElement.GetProperty("right").GetString());
    }

    [Fact]
    public async Task Without_debug_information_nothing_is_checked_and_that_is_said()
    {
        string folder = Directory.CreateTempSubdirectory("ffi-check-").FullName;
        try
        {
            string library = Path.Combine(folder, "libbare.so");
            CCompiler.CompileLibrary("int bare(int n) { return n; }", library, "-g0");
            Assert.Equal(0, await RunAsync("check", library, "double bare(double n)"));
            Assert.StartsWith("bare: unchecked: the library has no debug information", _output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>dlsym(3): "the search performed by dlsym() is breadth first through the dependency tree of these shared objects".</summary>
    [Fact]
    public async Task What_a_library_has_of_those_that_it_needs_is_held_against_theirs()
    {
        using var folder = new Libraries.TemporaryFolder();
        string inner = folder.File("libinner.so"), outer = folder.File("libouter.so");
        CCompiler.CompileLibrary("double deep(double n) { return n; }", inner, "-g");
        CCompiler.CompileLibrary("extern double deep(double); double use(double n) { return deep(n); } int wide = 3;", outer, "-g0", "-Wl,--no-as-needed", inner, "-Wl,-rpath," + folder.Path);
        Assert.Equal(1, await RunAsync("check", outer, "float deep(double n)"));
        Assert.StartsWith($"deep: not what the library {inner} says\n  width: the result: float is declared", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("check", "--json", outer, "double deep(double n)"));
        using JsonDocument document = JsonDocument.Parse(_output.ToString());
        Assert.Equal((inner, inner), (document.RootElement.GetProperty("home").GetString(), document.RootElement.GetProperty("debugFile").GetString()));

        // libc is needed by both, without debug information as a rule.
        Assert.Equal(0, await RunAsync("check", outer, "int abs(int n)"));
        Assert.StartsWith("abs: ", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("no such symbol", _output.ToString(), StringComparison.Ordinal);

        // A call says the same of these two.
        Assert.Equal(1, await RunAsync("check", outer, "int wide(int n)"));
        Assert.Equal("wide: the library has data of that name, and no function\n", _output.ToString());
        Assert.Equal(1, await RunAsync("check", outer, "int nowhere(int n)"));
        Assert.Equal("nowhere: the library exports no such symbol\n", _output.ToString());
    }

    [Fact]
    public async Task What_frees_the_result_has_to_be_somewhere()
    {
        using var folder = new Libraries.TemporaryFolder();
        string told = folder.File("libtold.so"), bare = folder.File("libbare.so");
        const string Source = "#include <stdlib.h>\nchar *make(void) { return malloc(1); } void drop(char *text) { free(text); }";
        CCompiler.CompileLibrary(Source, told, "-g");
        CCompiler.CompileLibrary(Source, bare, "-g0");
        foreach (string free in (string[])["free", "drop"])
        {
            Assert.Equal(0, await RunAsync("check", told, $"char *make(void) __attribute__((malloc({free})))"));
            Assert.Equal("make: as the library says\n", _output.ToString());
        }

        Assert.Equal(1, await RunAsync("check", told, "char *make(void) __attribute__((malloc(fre)))"));
        Assert.StartsWith("make: not what the library says\n  deallocator: the result is declared to be freed by 'fre', which neither", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("check", bare, "char *make(void) __attribute__((malloc(fre)))"));
        Assert.Contains("\n  otherwise unchecked: the library has no debug information", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("check", "--json", bare, "char *make(void) __attribute__((malloc(fre)))"));
        using JsonDocument document = JsonDocument.Parse(_output.ToString());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("truth").ValueKind);
    }

    private Task<int> RunAsync(params string[] words)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var terminal = new Terminal(_output, _error, UseColours: false);
        return new FfiCommandLine(terminal, (_, _, _) => throw new InvalidOperationException("A host was started."), new FakeStage(new FakeHost()), new NoHeaders()).RunAsync(words);
    }
}
