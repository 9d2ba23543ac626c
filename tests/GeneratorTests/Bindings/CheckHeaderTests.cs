using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Bindings;

/// <summary><c>ffi check</c> against a header, for libraries that say nothing of themselves.</summary>
public sealed class CheckHeaderTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_declaration_is_held_against_the_header_that_is_named()
    {
        string header = Path.Combine(Ffi.Shapes, "shapes.h");
        SampleProgram run = await Ffi.RunAsync("check", "shapes", "--header", header, "--declare", "typedef struct { float x, y; } point; struct shape;",
            "int style_shade(unsigned style)", "double shape_area(struct shape *s)", "void shapes_double(int *number, int times)", "int shape_list_add(void *list, const point *middle)", "int shapes_print(char *text, size_t size, const char *format)");
        Ffi.SkipWhere(run, "libclang, which is not here");
        Assert.Equal(1, run.Status);
        Assert.Equal(
            $"""
            style_shade: not what the header {header} says
              class: parameter 1 'style': unsigned int is declared, and the header's is
                struct style
              right: int style_shade(struct style style)
            shape_area: as the header {header} says
            shapes_double: not what the header {header} says
              arity: 2 parameters declared, and the header's has 1 parameter
              right: void shapes_double(int *number)
            shape_list_add: not what the header {header} says
              layout: parameter 2 'middle': point is declared with 8 bytes, and the
                header's const point has 16 bytes: 'x' has 8 bytes at byte 0, and no
                member of point is there with that size
              right: int shape_list_add(shape_list *list, const point *middle)
            shapes_print: not what the header {header} says
              variadic: declared without the '...' that the header's has
              right: int shapes_print(char *text, size_t size, const char *format, ...)

            """,
            run.Output);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_header_in_the_usual_place_is_believed_and_named()
    {
        SampleProgram run = await Ffi.RunAsync("check", "--json", "z", "unsigned long crc32(unsigned long crc, const unsigned char *bytes, unsigned long count)");
        Assert.SkipWhen(run.Output.Contains("\"dwarf\"", StringComparison.Ordinal) || !run.Output.Contains("\"header\":\"", StringComparison.Ordinal), "zlib.h or libclang is missing, or zlib has debug information");
        Assert.Equal(1, run.Status);
        Assert.Contains("\"truth\":\"header\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("zlib.h\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("parameter 3 'count': unsigned long is declared, and the header's is uInt: 8 bytes and 4 bytes", run.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_the_header_does_not_declare_is_unchecked()
    {
        SampleProgram run = await Ffi.RunAsync("check", "shapes", "--header", Path.Combine(Ffi.Shapes, "shapes_units.h"), "void shapes_double(int *number)");
        Ffi.SkipWhere(run, "libclang, which is not here");
        Assert.Equal(69, run.Status); // who asked for a header wants to know
        Assert.Contains("shapes_double: unchecked: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("declares no function", OneLine(run.Output), StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("", "declares no function")]
    [InlineData("int crc(int n);\n", "does not declare it; none of its functions is the library's: is it the header of another one?")]
    [InlineData("void shapes_doubles(int *number);\nint shapes_successor(int n);\n", "does not declare it; did you mean 'shapes_doubles'?")]
    [InlineData("void shapes_double(int *number);\nint shapes_double(double n);\n", "declares it in a way that is not understood: clang finds a mistake in it, {0}:2: error: conflicting types for 'shapes_double'")]
    public async Task A_header_that_does_not_say_what_was_asked_says_what_it_is(string text, string told)
    {
        using var folder = new HeaderFolder(text);
        SampleProgram run = await Ffi.RunAsync("check", "shapes", "--header", folder.Header, "void shapes_double(int *number)");
        Ffi.SkipWhere(run, "libclang, which is not here");
        Assert.Equal(69, run.Status);
        Assert.EndsWith($"; the header {folder.Header} {told.Replace("{0}", folder.Header, StringComparison.Ordinal)} ", OneLine(run.Output), StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_header_of_Cpp_is_told_as_one()
    {
        using var folder = new HeaderFolder("#include <shapes_of_cpp>\nnamespace shapes { template <class T> T doubled(const T &n); }\nextern \"C\" void shapes_double(int *number);\n");
        SampleProgram check = await Ffi.RunAsync("check", "shapes", "--header", folder.Header, "void shapes_double(int *number)"), bind = await Ffi.RunAsync("bind", folder.Header, "--library", "shapes");
        Ffi.SkipWhere(check, "libclang, which is not here");
        foreach (SampleProgram run in (SampleProgram[])[check, bind])
        {
            Assert.Equal(69, run.Status);
            Assert.Contains($"{folder.Header}:1: error: this is a C++ header (<shapes_of_cpp>), and a function of C++ has no C prototype: name a C header of the library, or copy what it declares as extern \"C\" into one", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        using var folder = new HeaderFolder("");
        File.Delete(folder.Header);
        using (var make = System.Diagnostics.Process.Start("mkfifo", [folder.Header]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        SampleProgram check = await Ffi.RunAsync("check", "shapes", "--header", folder.Header, "void shapes_double(int *number)"), bind = await Ffi.RunAsync("bind", folder.Header, "--library", "shapes");
        foreach (SampleProgram run in (SampleProgram[])[check, bind])
        {
            Assert.Equal((69, "", $"ffi: the header {folder.Header} cannot be read: {folder.Header} is no regular file; a header is a regular file, and no pipe or device\n"), (run.Status, run.Output, run.Error));
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_declaration_that_clang_cannot_read_whole_is_unchecked_with_the_mistake_and_the_remedy()
    {
        using var folder = new HeaderFolder("int shape_count(void);\nvoid shapes_double(size_t *number);\n");
        const string Declared = "void shapes_double(unsigned long *number)";
        SampleProgram run = await Ffi.RunAsync("check", "--json", "shapes", "--header", folder.Header, Declared);
        Ffi.SkipWhere(run, "libclang, which is not here");
        Assert.Contains($"{folder.Header}:2: error: unknown type name 'size_t'; --before stddef.h declares 'size_t'", System.Text.RegularExpressions.Regex.Unescape(run.Output), StringComparison.Ordinal);
        Assert.Contains("\"verdict\":\"unchecked\"", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"differs\"", run.Output, StringComparison.Ordinal);
        SampleProgram with = await Ffi.RunAsync("check", "--json", "shapes", "--header", folder.Header, "--before", "stddef.h", Declared);
        Assert.Contains("\"verdict\":\"same\"", with.Output, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("#error no way", "error: no way")]
    [InlineData("#include \"nowhere.h\"", "error: 'nowhere.h' file not found; -I names the folder that it is in")]
    public async Task A_header_with_a_mistake_that_was_asked_for_does_not_pass_for_whole(string mistake, string told)
    {
        using var folder = new HeaderFolder($"{mistake}\nvoid shapes_double(int *number);\n");
        SampleProgram right = await Ffi.RunAsync("check", "shapes", "--header", folder.Header, "void shapes_double(int *number)");
        Ffi.SkipWhere(right, "libclang, which is not here");
        Assert.Equal((69, $"shapes_double: as the header {folder.Header} says\n"), (right.Status, right.Output));
        Assert.Equal($"ffi: warning: {folder.Header}:1: {told}\n", right.Error);
        SampleProgram wrong = await Ffi.RunAsync("check", "shapes", "--header", folder.Header, "void shapes_double(int number)");
        Assert.Equal(1, wrong.Status);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("#error no way\n", ":1: error: no way")]
    [InlineData("#include \"it.h\"\n", ":1: error: #include nested too deeply")]
    [InlineData("this is no C", ":1: error: unknown type name 'this'")]
    public async Task A_header_of_which_clang_understands_nothing_fails_with_its_error(string text, string error)
    {
        using var folder = new HeaderFolder(text);
        SampleProgram check = await Ffi.RunAsync("check", "shapes", "--header", folder.Header, "void shapes_double(int *number)");
        Ffi.SkipWhere(check, "libclang, which is not here");
        string bound = Path.Combine(Path.GetDirectoryName(folder.Header)!, "It.cs");
        SampleProgram bind = await Ffi.RunAsync("bind", folder.Header, "--library", "shapes", "-o", bound);
        foreach (SampleProgram run in (SampleProgram[])[check, bind])
        {
            Assert.Equal((69, ""), (run.Status, run.Output));
            Assert.Contains($"clang understands nothing of the header {folder.Header}: {folder.Header}:", run.Error, StringComparison.Ordinal);
            Assert.Contains(error, run.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(bound));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_folder_is_told_as_one()
    {
        SampleProgram run = await Ffi.RunAsync("check", "shapes", "--header", Ffi.Shapes, "void shapes_double(int *number)");
        Assert.Equal((66, ""), (run.Status, run.Output));
        Assert.Contains($"'{Ffi.Shapes}' is a directory", run.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_header_that_is_nowhere_is_told()
    {
        SampleProgram run = await Ffi.RunAsync("check", "shapes", "--header", "nowhere.h", "void shapes_double(int *number)");
        Assert.Equal((66, ""), (run.Status, run.Output));
        Assert.Contains("there is no header 'nowhere.h'", run.Error, StringComparison.Ordinal);
    }

    private static string OneLine(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"\s+", " ");
}
