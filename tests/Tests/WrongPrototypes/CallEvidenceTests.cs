using System.Globalization;
using FfiIsolation.Calls;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Tests.WrongPrototypes;

/// <summary>What registers seem to say against a prototype counts only where nothing else explains it: results that are unusual, and right.</summary>
public sealed class CallEvidenceTests
{
    private const int NoEntry = 2;

    [Theory]
    [InlineData("long f(int a, int b)", 0xFFFFFFFE, 0, "the lower half -2: the function seems to return int, not long", "-3", "1")]
    [InlineData("long f(void)", 0xFFFFFF00, 0, "the lower half -256")]
    [InlineData("long f(int a)", 0xFFFFFFFF, NoEntry, "the lower half -1: the function seems to return int", "7")]
    [InlineData("long f(const char *s)", 0xFFFFFFFF, NoEntry, "the lower half -1: the function seems to return int", "\"/nosuch\"")]
    [InlineData("long sysconf(int name)", 0xFFFFFFFF, 0, null, "99")] // _SC_UINT_MAX
    [InlineData("long strtol(const char *s, char **end, int base)", 0xFFFFFFFF, 0, null, "\"0xffffffff\"", "null", "0")]
    [InlineData("long strtol(const char *s, char **end, int base)", 0xFFFFFFFE, 0, null, "\"1z141z2\"", "null", "36")]
    [InlineData("long f(const long *numbers, int count)", 0xFFFFFFFE, 0, null, "null", "2")]
    [InlineData("long labs(long n)", 0xFFFFFFFE, 0, null, "-4294967294")]
    [InlineData("long lrint(double x)", 0xFFFFFFFE, 0, null, "4294967294.0")]
    [InlineData("long pack(int high, int low)", 0xFFFFFFFE, 0, null, "0", "-2")]
    [InlineData("long netmask(int bits)", 0xFFFFFF00, 0, null, "24")]
    [InlineData("long f(int a)", 0xFFFFFF00, 0, "the lower half -256", "25")]
    [InlineData("long add(int a, int b)", 0xFFFFFFFE, 0, null, "2147483647", "2147483647")]
    public void A_large_long_is_a_negative_int_only_where_no_argument_makes_it(string prototype, ulong rax, int errno, string? warning, params string[] arguments) =>
        Check(warning, Warning(prototype, CallSamples.Result(rax: rax, errno: errno), arguments));

    [Theory]
    [InlineData("double f(int n)", 0x3FC00000, "as a float it is 1.5: the function seems to return float, not double", "3")]
    [InlineData("double f(void)", 0x3C54328E, "Only the low half")] // 5e-315, of nothing
    [InlineData("double exp(double x)", 0x3C54328E, null, "-724.0")]
    [InlineData("double strtod(const char *s, char **end)", 0x3C54328E, null, "\"5e-315\"", "null")]
    [InlineData("double f(double x)", 0x3FC00000, null, "3.0")]
    [InlineData("double power(int base, int exponent)", 0x0C106AAD, null, "10", "-315")] // as a float it is 1e-31
    public void A_small_double_is_a_float_only_where_no_argument_makes_it(string prototype, ulong xmm0, string? warning, params string[] arguments) =>
        Check(warning, Warning(prototype, CallSamples.Result(xmm0: xmm0), arguments));

    [Theory]
    [InlineData("void *f(int n)", 70000UL, "has 32 bits and is no address in the worker's memory", "70000")]
    [InlineData("int *f(int n)", 70000UL, "has 32 bits and is no address", "5")]
    [InlineData("void *pthread_getspecific(unsigned key)", 70000UL, null, "5")]
    [InlineData("struct opaque *f(int n)", 70000UL, null, "5")]
    public void Numbers_come_back_as_pointers_that_do_not_say_what_they_point_at(string prototype, ulong rax, string? warning, params string[] arguments) =>
        Check(warning, Warning(prototype, CallSamples.Result(rax: rax), arguments));

    [Fact]
    public void Memory_that_is_mapped_and_closed_is_no_number() => Assert.Null(Warning("int *f(int n)", CallSamples.Result(rax: 0x40000000), ["5"], whatIsAt: ""));

    [Theory]
    [InlineData("bool f(void)", 0x00007F01_23456701, null)]
    [InlineData("bool f(void)", 0x00007F01_23456700, null)]
    [InlineData("bool f(void)", 0x00007F01_234567A0, "The value was cut to 8 bits")]
    [InlineData("char f(void)", 0x00007F01_23456741, null)]
    [InlineData("short f(void)", 0x00007F01_23456741, "The value was cut to 16 bits")]
    public void A_byte_may_be_written_over_what_is_left_of_a_pointer(string prototype, ulong rax, string? warning) =>
        Check(warning, Warning(prototype, CallSamples.Result(rax: rax), [], whatIsAt: "[heap]"));

    [Theory]
    [InlineData("int f(int a, int b)", 0x7A180005UL, null, "1", "2")] // rsi is filled
    [InlineData("int f(int a, int b)", 0x7A280005UL, "made of rdx", "1", "2")]
    [InlineData("int abs(int n)", 0x7A180005UL, null, "-2048393221")]
    [InlineData("int atoi(const char *s)", 0x7A180000UL, null, "\"2048393216\"")]
    [InlineData("long strtol(const char *s, char **end, int base)", 0x2A117A380000UL, null, "\"0x2a117a380000\"", "null", "0")]
    [InlineData("long f(int a, int b)", 0x2A117A180000UL, null, "1", "2")]
    [InlineData("long f(int a, int b)", 0x2A117A280000UL, "made of rdx", "1", "2")]
    public void A_number_near_a_tell_tale_counts_only_where_the_call_did_not_bring_it(string prototype, ulong rax, string? warning, params string[] arguments) =>
        Check(warning, Warning(prototype, CallSamples.Result(rax: rax), arguments));

    /// <summary>rdi + rsi, and so on, as native/include/ffi_segment.h has them.</summary>
    [Theory]
    [InlineData("int f(void)", 0xF4200000UL, "returned a value made of two registers, where integer or pointer arguments go, added up, or one doubled, and the prototype declares none there: parameters are missing.")]
    [InlineData("int f(double a, double b)", 0xF4200000UL, "parameters are missing, or those that are declared as floating-point numbers are integers or pointers.", "1.0", "2.0")]
    [InlineData("long f(double a)", 0x5422F4200000UL, "or `a`, declared double, is an integer or a pointer.", "1.0")]
    [InlineData("long f(void)", 0x5422F4B00010UL, "two registers")]
    [InlineData("int f(void)", 0xF4B00000UL, "two registers")]
    [InlineData("int f(void)", 0xF4C00000UL, null)]
    [InlineData("int f(void)", 0xF4200001UL, null)]
    [InlineData("long f(void)", 0x5422F4C00000UL, null)]
    [InlineData("long f(void)", 0xF4200000UL, null)]
    public void A_sum_of_two_registers_is_told(string prototype, ulong rax, string? warning, params string[] arguments)
    {
        byte[] result = CallSamples.Result(rax: rax);
        Check(warning, Warning(prototype, result, arguments));
        Assert.Equal(warning is null, CallSamples.Prepare(prototype, [.. arguments.Select(Argument)]).Function.Plan.ScalarResult!.TryRead(result, out _, out _));
    }

    [Theory]
    [InlineData("int f(int a)", 0x80000000UL, 0UL, "returned the smallest int, which a NaN becomes", "3")]
    [InlineData("int f(int a)", 0x80000000UL, 0UL, null, "-2147483648")]
    [InlineData("int shift(int a, int by)", 0x80000000UL, 0UL, null, "1", "31")]
    [InlineData("long shift(long a, int by)", 0x80000000_00000000UL, 0UL, null, "1", "63")]
    [InlineData("int f(int a, int by)", 0x80000000UL, 0x7FFCB4B8_7FA5A5C3UL, "returned the smallest int, which a NaN becomes", "1", "31")] // xmm0 was computed with
    public void The_smallest_number_is_a_NaN_only_where_no_shift_makes_it(string prototype, ulong rax, ulong xmm0, string? warning, params string[] arguments) =>
        Check(warning, Warning(prototype, CallSamples.Result(rax: rax, xmm0: xmm0), arguments));

    [Fact]
    public void Of_a_row_of_a_batch_whose_arguments_nobody_has_nothing_is_concluded_from_them()
    {
        PreparedCall call = CallSamples.Prepare("long f(int n)", 5);
        Assert.Null(ResultReader.Read(call.Function.Plan, CallSamples.Result(rax: 0xFFFFFFFE), [], 0, [], 3, inSession: true, new CallEvidence(null, null, _ => null)).Warning);
    }

    private static void Check(string? wanted, string? warning)
    {
        if (wanted is null)
        {
            Assert.Null(warning);
        }
        else
        {
            Assert.Contains(wanted, warning);
        }
    }

    private static string? Warning(string prototype, byte[] result, string[] arguments, string? whatIsAt = null)
    {
        PreparedCall call = CallSamples.Prepare(prototype, [.. arguments.Select(Argument)]);
        return ResultReader.Read(call.Function.Plan, result, [], 0, [], 3, inSession: true, new CallEvidence(null, call, _ => whatIsAt)).Warning;
    }

    private static NativeArgument Argument(string word) => word switch
    {
        "null" => NativePointer.Null,
        ['"', .. string text, '"'] => text,
        _ when word.Contains('.', StringComparison.Ordinal) => double.Parse(word, CultureInfo.InvariantCulture),
        _ => long.Parse(word, CultureInfo.InvariantCulture),
    };
}
