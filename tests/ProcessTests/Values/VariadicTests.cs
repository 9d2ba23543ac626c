using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Values;

/// <summary>Functions with dots, against what C's own calls of them give.</summary>
public sealed class VariadicTests(CompiledLibrary library) : IClassFixture<CompiledLibrary>
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task Snprintf_writes_what_it_writes_for_C()
    {
        NativeBuffer<byte> expected = NativeBuffer.Out<byte>(200), found = NativeBuffer.Out<byte>(200);
        int expectedLength = (int)await (await library.FunctionAsync("own_format")).InvokeAsync(expected, 200);
        NativeFunction snprintf = await library.Host.FunctionAsync("c", "int snprintf(char *to, size_t size, const char *format, ...)");
        int length = (int)await snprintf.InvokeAsync(
            found, 200, "%d|%ld|%u|%lu|%c|%hhd|%.3f|%g|%La|%s|%p|%*d|%%", -5, -123456789012345L, 4000000000u, ulong.MaxValue, 'x', (sbyte)-3,
            1.5f, 1e300, (LongDouble)1.25, "text", NativePointer.FromAddress(0x1234), 8, 42);
        Assert.Equal((expectedLength, expected.ToText()), (length, found.ToText()));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Twenty_doubles_are_more_than_the_registers()
    {
        NativeFunction snprintf = await library.Host.FunctionAsync("c", "int snprintf(char *to, size_t size, const char *format, ...)");
        NativeBuffer<byte> text = NativeBuffer.Out<byte>(400);
        double[] values = [.. Enumerable.Range(1, 20).Select(n => n / 8.0)];
        await snprintf.InvokeAsync([text, 400, string.Join(' ', values.Select(_ => "%g %d")), .. values.SelectMany(value => new NativeArgument[] { value, (int)(value * 8) })]);
        Assert.Equal(string.Join(' ', values.Select(value => FormattableString.Invariant($"{value} {(int)(value * 8)}"))), text.ToText());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Structs_go_behind_the_dots_with_numbers()
    {
        NativeFunction sum = await library.FunctionAsync("sum_mixed");
        NativeStruct point = await StructAsync("struct point mirrored(struct point p)", NativeArgument.Of((2.0, 3.0)));
        NativeStruct flags = await StructAsync("flagged", 5, 1000);

        // 1 + 0.25 + 2 * 3 + 5 + 1000 + 0.5, four times: beyond the registers of either kind.
        NativeArgument[] once = [1, 0.25, point, flags];
        Assert.Equal(4 * 1012.75, (double)await sum.InvokeAsync([4, .. once, .. once, .. once, .. once]));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Buffers_behind_the_dots_come_back()
    {
        NativeFunction sscanf = await library.Host.FunctionAsync("c", "int sscanf(const char *text, const char *format, ...)");
        NativeBuffer<int> number = NativeBuffer.Out<int>();
        NativeBuffer<double> real = NativeBuffer.Out<double>();
        byte[] word = new byte[8];
        Assert.Equal(3, (int)await sscanf.InvokeAsync("12 word 2.5", "%d %7s %lf", number, word, real));
        Assert.Equal((12, "word\0\0\0\0", 2.5), (number.Value, System.Text.Encoding.ASCII.GetString(word), real.Value));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Sqlite_formats_text()
    {
        IsolatedLibrary sqlite;
        try
        {
            sqlite = await library.Host.LoadAsync("sqlite3");
        }
        catch (LibraryNotFoundException)
        {
            Assert.Skip("libsqlite3 is not installed.");
            return;
        }

        NativeFunction format = await sqlite.FunctionAsync("char *sqlite3_mprintf(const char *format, ...)");
        Assert.Equal("'it''s' 7 0.5 9000000000", (await format.InvokeAsync("%Q %d %g %lld", "it's", 7, 0.5, 9_000_000_000L)).Text);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_crash_behind_the_dots_shows_what_was_passed()
    {
        NativeFunction snprintf = await library.Host.FunctionAsync("c", "int snprintf(char *to, size_t size, const char *format, ...)");
        NativeCrashException e = await Assert.ThrowsAsync<NativeCrashException>(async () =>
            await snprintf.InvokeAsync(NativeBuffer.Out<byte>(16), 16, "%d %s", 7, NativePointer.FromAddress(8)));
        Assert.Equal(["int 7", "void * 0x8"], e.Report.Call!.Arguments.Skip(3).Select(argument => $"{argument.TypeText} {argument.Text}"));
    }

    private async Task<NativeStruct> StructAsync(string name, params NativeArgument[] arguments) => (await (await library.FunctionAsync(name)).InvokeAsync(arguments)).Struct!;
}
