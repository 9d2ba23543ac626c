using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.Tests.Calls;

public sealed class PointerCheckTests
{
    [Theory]
    [InlineData("void f(const char *s)", "", 1)]
    [InlineData("void f(const char *s)", "héllo", 7)]
    [InlineData("void f(char *s)", "x", 2)]
    [InlineData("void f(const void *s)", "x", 2)]
    [InlineData("void f(const unsigned char *s)", "\U0001F600", 5)]
    [InlineData("void f(const char s[static 2])", "x", 2)]
    public void Text_is_UTF_8_with_a_terminator(string prototype, string text, int length) =>
        Assert.Equal((length, 1, BlockDirection.In), Run(prototype, text));

    [Theory]
    [InlineData("void f(const char *s)", "ab\0c", "a NUL at index 2")]
    [InlineData("void f(const char *s)", "\0", "a NUL at index 0")]
    [InlineData("void f(const int *s)", "x", "this one is to int")]
    [InlineData("void f(char **s)", "x", "this one is to char *")]
    [InlineData("void f(const char s[static 3])", "x", "at least 3 elements, 3 bytes, and it has 2")]
    [InlineData("void f(char *s) __attribute__((access(write_only, 1)))", "x", "pass a buffer")]
    public void Text_that_C_would_read_otherwise_is_refused_with_the_reason(string prototype, string text, string reason) =>
        Refused(prototype, reason, text);

    [Fact]
    public void Text_that_UTF_8_cannot_express_is_refused()
    {
        // No theory: an attribute's text is UTF-8 itself.
        Refused("void f(const char *s)", "an unpaired surrogate at index 2", "ab\uD800c");
        Refused("void f(const char *s)", "an unpaired surrogate at index 0", "\uDC00");
    }

    [Theory]
    [InlineData("void f(const char *s) __attribute__((nonnull))")]
    [InlineData("void f(const char *s) __attribute__((nonnull(1)))")]
    [InlineData("void f(int s[static 1])")]
    public void Null_is_refused_where_the_prototype_says_nonnull(string prototype)
    {
        foreach (NativeArgument nothing in (NativeArgument[])[(string?)null, (byte[]?)null, (NativeBuffer?)null, NativePointer.Null, default])
        {
            ArgumentNullException e = Assert.Throws<ArgumentNullException>(() => Run(prototype, nothing));
            Assert.Equal("s", e.ParamName);
        }

        Assert.Null(Run("void f(const char *s)", (string?)null));
        Assert.Null(Run("void f(const char *s)", NativePointer.Null));
    }

    /// <summary>C17 6.7.3: an array's elements are qualified, and not it. char *const argv[] are pointers that are not to be written, to text that may be.</summary>
    [Theory]
    [InlineData("void f(const int (*s)[3])", true)]
    [InlineData("void f(const int s[2][3])", true)]
    [InlineData("void f(int (*s)[3])", false)]
    [InlineData("void f(char *const s[])", true)]
    [InlineData("void f(const char *s[])", false)]
    [InlineData("void f(char **const s)", false)]
    [InlineData("void f(const char *const *s)", true)]
    public void What_is_const_is_what_the_pointer_itself_leads_to(string prototype, bool isRead)
    {
        Assert.Equal(isRead ? BlockDirection.In : BlockDirection.InOut, Run(prototype, new byte[24])!.Value.Direction);
        if (isRead)
        {
            Refused(prototype, "native code only reads what this parameter points at", NativeBuffer.Out<byte>(24));
        }
    }

    [Fact]
    public void Bytes_travel_as_the_prototype_says()
    {
        Assert.Equal((3, 1, BlockDirection.In), Run("void f(const char *s)", new byte[3]));
        Assert.Equal((3, 1, BlockDirection.InOut), Run("void f(char *s)", new byte[3]));
        Assert.Equal((3, 1, BlockDirection.Out), Run("void f(char *s) __attribute__((access(write_only, 1)))", new byte[3]));
        Assert.Equal((3, 1, BlockDirection.In), Run("void f(char *s) __attribute__((access(read_only, 1)))", new byte[3]));
        Assert.Equal((3, 1, BlockDirection.InOut), Run("void f(char *s) __attribute__((access(read_write, 1)))", new byte[3]));
        Assert.Equal((0, 1, BlockDirection.InOut), Run("void f(char *s)", Array.Empty<byte>()));
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 1)]
    [InlineData(6, 2)]
    [InlineData(24, 8)]
    [InlineData(32, 16)]
    [InlineData(4096, 16)]
    public void What_void_points_at_is_aligned_as_far_as_its_length_is(int length, int alignment) =>
        Assert.Equal((length, alignment, BlockDirection.InOut), Run("void f(void *s)", new byte[length]));

    [Fact]
    public void A_buffer_is_aligned_as_its_elements()
    {
        Assert.Equal((8, 4, BlockDirection.Out), Run("void f(int *s)", NativeBuffer.Out<int>(2)));
        Assert.Equal((8, 8, BlockDirection.Out), Run("void f(void **s)", new PointerOut()));
        Assert.Equal((16, 16, BlockDirection.In), Run("void f(const long double *s)", new byte[16]));
    }

    [Fact]
    public void An_output_is_refused_where_native_code_only_reads()
    {
        const string nothing = "nothing would come back";
        Refused("void f(const char *s)", nothing, NativeBuffer.Out<byte>(1));
        Refused("void f(const char *s)", nothing, NativeBuffer.InOut(new byte[1]));
        Refused("void f(char *s) __attribute__((access(read_only, 1)))", nothing, NativeBuffer.Out<byte>(1));
        Refused("void f(char *s) __attribute__((access(write_only, 1)))", "pass a buffer for output", NativeBuffer.In(new byte[1]));
        Assert.NotNull(Run("void f(char *s)", NativeBuffer.In(new byte[1])));
    }

    [Theory]
    [InlineData("void f(int *s)", 5, "5 bytes are no whole number of int, which has 4")]
    [InlineData("void f(char **s)", 9, "9 bytes are no whole number")]
    [InlineData("void f(long double *s)", 10, "no whole number of long double, which has 16")]
    [InlineData("void f(int s[static 2])", 4, "at least 2 elements, 8 bytes, and it has 4")]
    public void A_length_that_cannot_be_the_callees_is_refused(string prototype, int length, string reason) =>
        Refused(prototype, reason, new byte[length]);

    private const string Sized = "void f(char *s, long n) __attribute__((access(read_write, 1, 2)))";
    private const string SizedInts = "void f(unsigned long n, int *s) __attribute__((access(read_write, 2, 1)))";

    [Fact]
    public void A_size_argument_may_not_promise_more_than_there_is()
    {
        Assert.NotNull(Run(Sized, 0, new byte[4], 4));
        Assert.NotNull(Run(Sized, 0, new byte[4], 0));
        foreach (NativeArgument size in (NativeArgument[])[5, 5UL, -1, long.MinValue, long.MaxValue, ulong.MaxValue])
        {
            ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => Run(Sized, 0, new byte[4], size));
            Assert.Contains("argument 2 says that it has", e.Message);
            Assert.Contains("it has 4 bytes", e.Message);
        }

        Assert.NotNull(Run(SizedInts, 1, 2, new byte[8]));

        // 2^62 elements of 4 bytes are 2^64 bytes: 0, in 64 bits.
        foreach (NativeArgument size in (NativeArgument[])[3, 1L << 62, 1UL << 62, ulong.MaxValue])
        {
            Assert.ThrowsAny<ArgumentException>(() => Run(SizedInts, 1, size, new byte[8]));
        }

        Assert.ThrowsAny<ArgumentException>(() => Run("void f(const char *s, long n) __attribute__((access(read_only, 1, 2)))", 0, "abc", 5));
        Assert.NotNull(Run("void f(const char *s, long n) __attribute__((access(read_only, 1, 2)))", 0, "abc", 4));
    }

    [Fact]
    public void A_pointer_goes_back_only_to_the_worker_that_it_came_from()
    {
        var own = new NativePointer(0x1000, 7, inSession: true);
        Assert.Null(Run("void f(void *s)", 7, 0, [own]));
        Assert.Null(Run("void f(void *s)", null, 0, [NativePointer.FromAddress(0x1000)]));
        Assert.Null(Run("void f(void *s)", 7, 0, [NativePointer.FromAddress(0x1000)]));
        Assert.Null(Run("void f(void *s)", 7, 0, [own + 16]));
        Stale(own, 8, "belongs to worker 7, and this session runs on worker 8");
        Stale(own, null, "belongs to the session on worker 7");
        Stale(new NativePointer(0x1000, 7, inSession: false), 7, "outside any session");
        Stale(new NativePointer(0x1000, 7, inSession: false), null, "outside any session");

        // No pointer at all, wherever it is from.
        Assert.Null(Run("void f(void *s)", 8, 0, [new NativePointer(0, 7, inSession: true)]));
    }

    [Fact]
    public void Numbers_are_no_pointers()
    {
        foreach (NativeArgument argument in (NativeArgument[])[1, 1UL, 1.0, true, 'x'])
        {
            Assert.Contains("is expected", Assert.ThrowsAny<ArgumentException>(() => Run("void f(void *s)", argument)).Message);
        }
    }

    private static void Stale(NativePointer pointer, int? generation, string why)
    {
        StaleHandleException e = Assert.Throws<StaleHandleException>(() => Run("void f(void *s)", generation, 0, [pointer]));
        Assert.Contains(why, e.Message);
        Assert.Contains("f: argument 1 'void *s' cannot be 0x1000", e.Message);
    }

    private static void Refused(string prototype, string reason, params NativeArgument[] arguments)
    {
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => Run(prototype, 0, arguments));
        Assert.Contains(reason, e.Message);
        Assert.Contains("f: argument 1 '", e.Message);
        Assert.Equal("s", e.ParamName);
    }

    private static (int Length, int Alignment, BlockDirection Direction)? Run(string prototype, NativeArgument argument) => Run(prototype, 0, argument);

    private static (int Length, int Alignment, BlockDirection Direction)? Run(string prototype, int index, params NativeArgument[] arguments) =>
        Run(prototype, null, index, arguments);

    private static (int Length, int Alignment, BlockDirection Direction)? Run(string prototype, int? generation, int index, NativeArgument[] arguments)
    {
        Prototype parsed = Prototype.Parse(prototype);
        return new PointerCheck(parsed, parsed.Parameters[index], arguments[index]).Run(generation, arguments) is { } need ? (need.Length, need.Alignment, need.Direction) : null;
    }
}
