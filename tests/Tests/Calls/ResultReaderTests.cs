using System.Text;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Tests.Calls;

public sealed class ResultReaderTests
{
    private const ulong Poison = 0x7E5AC396A5D2B408;
    private const ulong VectorPoison = 0x7FF4B4B87FA5A5C3;

    public static TheoryData<string, ulong, object> Integers => new()
    {
        { "signed char", 0xFFFFFF80, (sbyte)-128 },
        { "unsigned char", 0x1FF, (byte)255 },
        { "char", 0x41, (sbyte)65 },
        { "short", 0x8000, (short)-32768 },
        { "unsigned short", 0x18000, (ushort)32768 },
        { "int", 0xFFFFFFFF, -1 },
        { "unsigned", 0xFFFFFFFF, uint.MaxValue },
        { "long", ulong.MaxValue, -1L },
        { "unsigned long", ulong.MaxValue, ulong.MaxValue },
        { "size_t", 5, 5UL },
        { "wchar_t", 0x1F600, 0x1F600 },
        { "bool", 1, true },
        { "bool", 0x100, false },   // only al counts
        { "bool", 0x80, true },
    };

    [Theory]
    [MemberData(nameof(Integers))]
    public void An_integer_is_cut_to_its_type_and_extended_by_its_sign(string type, ulong rax, object value)
    {
        NativeResult result = Read(type, CallSamples.Result(rax: rax, errno: 34));
        Assert.Equal(value, result.Value);
        Assert.Equal(34, result.Errno);
        Assert.Null(result.Warning);
    }

    [Fact]
    public void Floating_values_come_from_their_own_registers()
    {
        Assert.Equal(1.5f, Read("float", CallSamples.Result(rax: 7, xmm0: 0x7FF4C396_3FC00000)).Value);
        Assert.Equal(-0.0, Read("double", CallSamples.Result(xmm0: 0x8000000000000000)).Value);
        Assert.Equal((LongDouble)(-2.5), Read("long double", CallSamples.Result(st0: -2.5)).Value);
        Assert.Null(Read("void", CallSamples.Result(rax: Poison, xmm0: VectorPoison)).Value);
    }

    [Fact]
    public void Pointers_carry_where_they_are_from()
    {
        NativeResult result = Read("void *", CallSamples.Result(rax: 0x7f00_0000_1000));
        Assert.Equal(new NativePointer(0x7f00_0000_1000, 3, inSession: true), result.Value);
        Assert.True(result.Pointer.InSession);
        Assert.Equal(NativePointer.Null, Read("void *", CallSamples.Result()).Value);
    }

    [Fact]
    public void Text_is_read_as_UTF_8_and_a_cut_is_told()
    {
        byte[] text = Encoding.UTF8.GetBytes("Grüße");
        NativeResult result = Read("const char *", CallSamples.Result(rax: 0x1000, fetch: FetchStatus.Fetched, fetchLength: 7), text);
        Assert.Equal(("Grüße", "Grüße", 0x1000UL, null), (result.Text, (string?)result, result.Pointer.Address, result.Warning));
        Assert.Null(Read("const char *", CallSamples.Result()).Text);
        Assert.Equal("", Read("const char *", CallSamples.Result(rax: 0x1000, fetch: FetchStatus.Fetched)).Text);
        result = Read("const char *", CallSamples.Result(rax: 0x1000, fetch: FetchStatus.Cut, fetchLength: 7), text);
        Assert.Equal("Grüße", result.Text);
        Assert.Contains($"longer than {CallSamples.MaxTextBytes} bytes", result.Warning);
        Assert.Equal("\uFFFDx", Read("char *", CallSamples.Result(rax: 0x1000, fetch: FetchStatus.Fetched, fetchLength: 2), 0xFF, (byte)'x').Text);
    }

    [Theory]
    [InlineData("int", Poison, 0UL, null, "did not set the integer result register")]
    [InlineData("bool", Poison, 0UL, null, "did not set the integer result register")]
    [InlineData("long", Poison, 0UL, null, "did not set the integer result register")]
    [InlineData("void *", Poison, 0UL, null, "did not set the integer result register")]
    [InlineData("int", 0x7E5AC396_A5D2B401, 0UL, null, "only the low 8 bits of the result register: it seems to return bool or char")]
    [InlineData("int", 0x7E5AC396_A5D20001, 0UL, null, "only the low 16 bits of the result register: it seems to return short")]
    [InlineData("long", 0x7E5AC396_A5D2B401, 0UL, null, "only the low 8 bits of the result register: it seems to return bool or char")]
    [InlineData("short", 0x7E5AC396_A5D20001, 0UL, null, null)]
    [InlineData("long", 0x00000000_FFFFFFFE, 0UL, null, "lower half -2: the function seems to return int, not long")]
    [InlineData("long", 0x00000000_FFFFFFFF, 0UL, null, null)]
    [InlineData("long", 0x00000000_80000000, 0UL, null, null)]
    [InlineData("unsigned long", 0x00000000_FFFFFFFF, 0UL, null, null)]
    [InlineData("double", 0UL, 0x00000000_3FC00000, null, "as a float it is 1.5: the function seems to return float, not double")]
    [InlineData("double", 0UL, 0x00000000_00000001, null, null)]
    [InlineData("double", 0UL, 0x7FF8000000000000, null, null)]
    [InlineData("int", 0x7A180000UL, 0UL, null, "The function returned a value made of rsi, where the second integer or pointer argument goes, and the prototype declares none: a parameter is missing.")]
    [InlineData("int", 0x7A180005UL, 0UL, null, "made of rsi")]
    [InlineData("int", 0x85E80005UL, 0UL, null, "made of rsi")]
    [InlineData("int", 0x7A190000UL, 0UL, null, null)]
    [InlineData("long", 0x2A117A080000UL, 0UL, null, "made of rdi, where the first")]
    [InlineData("long", 0xFFFFD5EE85F80000UL, 0UL, null, "made of rdi")]
    [InlineData("void *", 0x2A117A680008UL, 0UL, null, "made of the word of the stack behind the arguments: it has more parameters than the prototype declares")]
    [InlineData("double", 0UL, 0x7FFCB4B8_7FA5A5C3, null, "computed its result with xmm0, where the first floating-point argument goes, and the prototype declares none")]
    [InlineData("double", 0UL, 0xFFFCB4B9_60000000, null, "computed its result with xmm1, where the second")]
    [InlineData("float", 0UL, 0x7FE5A5C3UL, null, "computed its result with xmm0")]
    [InlineData("float", 0UL, 0x7FE5A5C9UL, null, "computed its result with xmm1")]
    [InlineData("float", 0UL, 0x7FA5A5C9UL, null, null)]
    [InlineData("float", 0UL, 0x7FC00000UL, null, null)]
    [InlineData("_Complex float", 0UL, 0x7FE5A5CB_3F800000UL, null, "computed its result with xmm1")]
    [InlineData("_Complex float", 0UL, 0x3F800000_7FE5A5CBUL, null, "computed its result with xmm1")]
    [InlineData("_Complex float", 0UL, 0x7FC00000_FFC00000UL, null, null)]
    [InlineData("double", 0UL, 0x7FF4B4C0_7FA5A603, null, "The function returned xmm0 as a callback left it that returns nothing there")]
    [InlineData("double", 0UL, 0xFFFCB4C0_7FA5A603, null, "The function computed its result with xmm0 as a callback left it")]
    [InlineData("float", 0UL, 0x7FE5A603UL, null, "The function computed its result with xmm0 as a callback left it")]
    [InlineData("double", Poison, VectorPoison, null, "set no result register, and either returns nothing or gave back xmm0")]
    [InlineData("int", 0x00007F01_23456789, 0UL, null, "was cut to 32 bits: the result register held 0x7f0123456789, an address in libc.so.6 (\"No such file\"). The function seems to return a pointer, not int.")]
    [InlineData("short", 0x00007F01_23456789, 0UL, null, "was cut to 16 bits")]
    [InlineData("int", 0xFFFFFFFF_80000000, 0UL, null, null)]
    [InlineData("int", 0x00000000_80000000, 0UL, null, null)]
    [InlineData("double", 0UL, VectorPoison, null, "did not set the floating-point result register")]
    [InlineData("float", 0UL, VectorPoison, null, "did not set the floating-point result register")]
    [InlineData("double", Poison, 0UL, null, null)]
    [InlineData("void", Poison, VectorPoison, null, null)]
    [InlineData("long double", 0UL, 0UL, "X87Unbalanced", "did not set the long double result register")]
    [InlineData("int", 1UL, 0UL, "X87Unbalanced", "seems to return long double")]
    [InlineData("int", 1UL, 0UL, "Modes", "left the processor's floating-point modes")]
    public void A_wrong_prototype_leaves_its_marks(string type, ulong rax, ulong xmm0, string? changes, string? warning)
    {
        byte[] part = CallSamples.Result(rax: rax, xmm0: xmm0, changes: changes is null ? MachineChanges.None : Enum.Parse<MachineChanges>(changes));
        NativeResult result = Read(type, part);
        if (warning is null)
        {
            Assert.Null(result.Warning);
        }
        else
        {
            Assert.Contains(warning, result.Warning);

            // The quick way, which all results take that it has nothing to say of, must not take this one.
            ScalarResult? quick = new CallPlan(Prototype.Parse($"{type} f(void)"), CallSamples.MaxTextBytes).ScalarResult;
            Assert.False(quick?.TryRead(part, out _, out _) ?? false);
        }
    }

    [Theory]
    [InlineData("int f(int x)", 0x80000000UL, "returned the smallest int, which a NaN becomes, and seems to have computed with xmm0, where the first floating-point argument goes, and the prototype declares none: `x`, declared int, seems to be a double.")]
    [InlineData("long f(int x)", 0x80000000_00000000UL, "returned the smallest long")]
    [InlineData("long f(int x)", 0x80000000UL, null)]
    [InlineData("int f(int x)", 0x80000001UL, null)]
    public void An_integer_that_a_NaN_becomes_is_told(string prototype, ulong rax, string? warning)
    {
        PreparedCall call = CallSamples.Prepare(prototype, 0);
        byte[] result = CallSamples.Result(rax: rax);
        string? told = ResultReader.Read(call.Function.Plan, result, [], 0, [], 3, inSession: true, new CallEvidence(null, call, _ => null)).Warning;
        Assert.Contains(warning ?? "", told ?? "");
        Assert.Equal(warning is null, told is null);
        if (warning is not null)
        {
            Assert.False(call.Function.Plan.ScalarResult!.TryRead(result, out _, out _));
        }
    }

    [Theory]
    [InlineData("int f(const char *s)")]
    [InlineData("int f(int x, double y)")]
    public void Where_a_floating_point_number_or_memory_is_declared_it_is_not(string prototype)
    {
        PreparedCall call = CallSamples.Prepare(prototype, prototype.Contains("double", StringComparison.Ordinal) ? [0, 1.0] : [NativePointer.Null]);
        Assert.Null(ResultReader.Read(call.Function.Plan, CallSamples.Result(rax: 0x80000000), [], 0, [], 3, inSession: true, new CallEvidence(null, call, _ => null)).Warning);
    }

    /// <summary>A callback that is declared to return a float, and returns 1.5.</summary>
    [Theory]
    [InlineData(0x7FF4B4C0_3FC00000UL, "returned")]
    [InlineData(0x7FFCB4C0_3FC00000UL, "computed its result with")]
    public void A_float_that_a_callback_left_is_no_float_of_the_function(ulong xmm0, string how)
    {
        PreparedCall call = CallSamples.Prepare("double f(float (*function)(float x))", NativePointer.Null);
        Assert.Equal(
            $"The function {how} xmm0 as a callback left it that returns a float there: `function`, declared to return float, seems to return a double.",
            ResultReader.Read(call.Function.Plan, CallSamples.Result(xmm0: xmm0), [], 0, [], 3, inSession: true, new CallEvidence(null, call, _ => null)).Warning);
    }

    /// <summary>No call of ours puts them there, but a worker can say anything.</summary>
    [Theory]
    [InlineData("__attribute__((ms_abi)) long f(void)", 0x2A117A580000UL, "returned a value made of a register that no argument fills")]
    [InlineData("__attribute__((ms_abi)) long f(void)", 0x2A117A780000UL, "rdi or rsi")]
    [InlineData("long f(void)", 0x2A117A780000UL, "returned a value made of a register that no argument fills")]
    public void A_tell_tale_of_no_register_is_told_too(string prototype, ulong rax, string warning)
    {
        var plan = new CallPlan(Prototype.Parse(prototype), CallSamples.MaxTextBytes);
        Assert.Contains(warning, ResultReader.Read(plan, CallSamples.Result(rax: rax), [], 0, [], 3, inSession: true, new CallEvidence(null, null, _ => null)).Warning);
    }

    [Fact]
    public void A_value_that_is_no_address_is_not_called_one()
    {
        NativeResult result = Read("int", CallSamples.Result(rax: 0x00001234_00000001), isMapped: false);
        Assert.Null(result.Warning);
        Assert.Equal(1, result.Value);
    }

    internal static NativeResult Read(string type, byte[] result, params byte[] fetched) => Read(type, result, true, fetched);

    private static NativeResult Read(string type, byte[] result, bool isMapped, params byte[] fetched)
    {
        PreparedCall call = CallSamples.Prepare($"{type} f(void)");
        return ResultReader.Read(call.Function.Plan, result, [], 0, fetched, 3, inSession: true, new CallEvidence(null, call, _ => isMapped ? "libc.so.6 (\"No such file\")" : null));
    }
}
