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
                header's const point has 16 bytes
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
        Assert.Equal(0, run.Status);
        Assert.Contains("shapes_double: unchecked: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("does not declare it", run.Output.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_header_that_is_nowhere_is_told()
    {
        SampleProgram run = await Ffi.RunAsync("check", "shapes", "--header", "nowhere.h", "void shapes_double(int *number)");
        Assert.Equal((66, ""), (run.Status, run.Output));
        Assert.Contains("there is no header 'nowhere.h'", run.Error, StringComparison.Ordinal);
    }
}
