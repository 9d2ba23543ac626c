using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.BadInput;

/// <summary>What is refused before anything runs: the error points at it, and the worker has not been touched.</summary>
public sealed class BadArgumentTests : IAsyncLifetime
{
    private RecordedHost _recorded = null!;
    private NativeSession _session = null!;
    private NativeFunction _count = null!;

    public async ValueTask InitializeAsync()
    {
        _recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Spares = 0 });
        _session = await _recorded.Host.OpenSessionAsync();
        _count = await _session.FaultAsync("int next_count(void)");
        Assert.Equal(1, (int)await _count.InvokeAsync());
    }

    /// <summary>Whatever a test did, it was no call: the worker is the same and has made as many calls as were made here.</summary>
    public async ValueTask DisposeAsync()
    {
        Assert.Equal(2, (int)await _count.InvokeAsync());
        NativeFunction crash = await _session.FaultAsync("int null_read(void)");
        CrashReport report = (await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync())).Report;
        Assert.Equal(3, report.CallCount);
        Assert.Equal(_session.ProcessId, report.ProcessId);
        await _session.DisposeAsync();
        await _recorded.DisposeAsync();
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("int add(int a, int b", 1, 21, "')'")]
    [InlineData("int add(itn a, int b)", 1, 9, "int")]
    [InlineData("int add(int a,\n  int 2b)", 2, 7, "")]
    [InlineData("", 1, 1, "")]
    public async Task A_prototype_that_is_none_is_refused_at_the_spot(string prototype, int line, int column, string expected)
    {
        IsolatedLibrary library = await _session.LoadAsync(Faults.Library, cancellationToken: TestContext.Current.CancellationToken);
        PrototypeException mistake = await Assert.ThrowsAsync<PrototypeException>(() => library.FunctionAsync(prototype));
        Assert.Equal((line, column), (mistake.Line, mistake.Column));
        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
        Assert.Contains("^", mistake.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(0, "0 were given")]
    [InlineData(1, "1 was given")]
    [InlineData(3, "3 were given")]
    public async Task A_wrong_number_of_arguments_is_refused(int count, string given)
    {
        NativeFunction add = await _session.FaultAsync("int add(int a, int b)");
        ArgumentException mistake = await RefusedAsync<ArgumentException>(add, [.. Enumerable.Repeat<NativeArgument>(1, count)]);
        Assert.Contains("add takes 2 arguments", mistake.Message, StringComparison.Ordinal);
        Assert.Contains(given, mistake.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_argument_of_a_wrong_type_is_named()
    {
        NativeFunction add = await _session.FaultAsync("int add(int a, int b)");
        await NamedAsync(add, "b", "argument 2 'int b'", 1, "text");
        await NamedAsync(add, "a", "argument 1 'int a'", 1.5, 2);
        await NamedAsync(add, "a", "an integer is expected", NativePointer.Null, 2);
        await NamedAsync(add, "b", "an integer is expected", 1, new byte[4]);
        NativeFunction length = await _session.FunctionAsync("c", "size_t strlen(const char *s)");
        await NamedAsync(length, "s", "is expected", 42);
        NativeFunction cosine = await _session.FunctionAsync("m", "double cos(double x)");
        await NamedAsync(cosine, "x", "a number is expected", "0");
        NativeFunction flag = await _session.FaultAsync("bool echo_bool(bool v)");
        await NamedAsync(flag, "v", "true or false is expected", 2);
    }

    // Ranges: <limits.h> of an LP64 system.
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_number_out_of_range_is_refused_with_the_range()
    {
        await RangeAsync("int echo_int(int v)", 2147483648L, "from -2147483648 to 2147483647");
        await RangeAsync("int echo_int(int v)", -2147483649L, "from -2147483648 to 2147483647");
        await RangeAsync("unsigned echo_uint(unsigned v)", -1, "from 0 to 4294967295");
        await RangeAsync("unsigned char echo_uchar(unsigned char v)", 256, "from 0 to 255");
        await RangeAsync("signed char echo_schar(signed char v)", 128, "from -128 to 127");
        await RangeAsync("short echo_short(short v)", 32768, "from -32768 to 32767");
        await RangeAsync("long echo_long(long v)", ulong.MaxValue, "from -9223372036854775808 to 9223372036854775807");
        await RangeAsync("size_t echo_size(size_t v)", -1, "from 0 to 18446744073709551615");
        await RangeAsync("float echo_float(float v)", 1e39, "float");
        await RangeAsync("double echo_double(double v)", (1L << 53) + 1, "exactly");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Text_that_C_cannot_hold_is_refused_at_the_spot()
    {
        NativeFunction length = await _session.FunctionAsync("c", "size_t strlen(const char *s)");
        await NamedAsync(length, "s", "NUL at index 3", "abc\0def");
        await NamedAsync(length, "s", "surrogate at index 1", "a\ud800b");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Null_is_refused_where_the_prototype_says_nonnull()
    {
        foreach (string prototype in (string[])["__attribute__((nonnull(1))) size_t strlen(const char *s)", "__attribute__((nonnull)) size_t strlen(const char *s)"])
        {
            NativeFunction length = await _session.FunctionAsync("c", prototype);
            foreach (NativeArgument nothing in (NativeArgument[])[NativePointer.Null, (string?)null, (byte[]?)null])
            {
                ArgumentNullException mistake = await RefusedAsync<ArgumentNullException>(length, nothing);
                Assert.Equal("s", mistake.ParamName);
                Assert.Contains("nonnull", mistake.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_buffer_smaller_than_the_size_beside_it_is_refused()
    {
        NativeFunction fill = await _session.FaultAsync("__attribute__((access(write_only, 1, 2))) void fill(char *dst, size_t size, char c)");
        await NamedAsync(fill, "dst", "17", NativeBuffer.Out<byte>(16), 17, 'x');
        await NamedAsync(fill, "dst", "only writes", NativeBuffer.In<byte>(new byte[16]), 16, 'x');
        NativeFunction sum = await _session.FaultAsync("__attribute__((access(read_only, 1, 2))) long sum_bytes(const unsigned char *data, size_t size)");
        await NamedAsync(sum, "data", "3 bytes", new byte[3], 4);
        NativeFunction integers = await _session.FunctionAsync("c", "__attribute__((access(read_write, 1, 2))) void *memfrob(int *s, size_t n)");
        await NamedAsync(integers, "s", "3 elements of 4 bytes", NativeBuffer.InOut(1, 2), 3);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_buffer_that_cannot_be_what_the_parameter_points_at_is_refused()
    {
        NativeFunction integers = await _session.FunctionAsync("c", "void *memfrob(int *s, size_t n)");
        await NamedAsync(integers, "s", "no whole number of int", new byte[7], 7);
        NativeFunction sum = await _session.FaultAsync("long sum_bytes(const unsigned char *data, size_t size)");
        await NamedAsync(sum, "data", "only reads", NativeBuffer.Out<byte>(4), 4);
        NativeFunction text = await _session.FunctionAsync("c", "void *memfrob(int *s, size_t n)");
        await NamedAsync(text, "s", "text is passed to pointers to char", "text", 4);
    }

    private async Task RangeAsync(string prototype, NativeArgument argument, string range)
    {
        NativeFunction function = await _session.FaultAsync(prototype);
        ArgumentOutOfRangeException mistake = await RefusedAsync<ArgumentOutOfRangeException>(function, argument);
        Assert.Equal("v", mistake.ParamName);
        Assert.Contains(range, mistake.Message, StringComparison.Ordinal);
    }

    private static async Task NamedAsync(NativeFunction function, string parameter, string text, params NativeArgument[] arguments)
    {
        ArgumentException mistake = await RefusedAsync<ArgumentException>(function, arguments);
        Assert.Equal(parameter, mistake.ParamName);
        Assert.Contains(function.Prototype.Name, mistake.Message, StringComparison.Ordinal);
        Assert.Contains(text, mistake.Message, StringComparison.Ordinal);
    }

    private static async Task<T> RefusedAsync<T>(NativeFunction function, params NativeArgument[] arguments)
        where T : Exception => Assert.IsAssignableFrom<T>(await Record.ExceptionAsync(async () => await function.InvokeAsync(arguments)));
}
