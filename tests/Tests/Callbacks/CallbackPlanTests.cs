using System.Buffers.Binary;
using FfiIsolation.Callbacks;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Callbacks;

/// <summary>Where the arguments of a callback lie in its record, what comes along, and where its result goes. Places: System V ABI 3.2.3, and "x64 calling convention"
/// of the Visual C++ documentation.</summary>
public sealed class CallbackPlanTests
{
    private readonly byte[] _record = new byte[CallbackLayout.Size];

    [Fact]
    public void Scalars_are_read_from_their_registers_and_stack_words()
    {
        CallbackPlan plan = Plan("void f(signed char a, unsigned short b, float c, long d, void *e, _Bool f, int g, int h, double i)");
        Integer(0, 0xFFFF_FF80); // the caller leaves anything above 8 bits
        Integer(1, 0x1234_FFFE);
        BinaryPrimitives.WriteSingleLittleEndian(_record.AsSpan(CallbackLayout.Vectors), 1.5f);
        Integer(2, 0x8000_0000_0000_0000);
        Integer(3, 0x7000);
        Integer(4, 0xAB01);
        Integer(5, 0xFFFF_FFFF_0000_0005);
        Stack(0, 0x1111_1111_FFFF_FFFF);
        BinaryPrimitives.WriteDoubleLittleEndian(_record.AsSpan(CallbackLayout.Vectors + 16), -2.25);
        CallbackArguments arguments = Arguments(plan);

        Assert.Equal(9, arguments.Count);
        Assert.Equal(-128, arguments.As<sbyte>(0));
        Assert.Equal(-128, arguments.As<long>(0));
        Assert.Equal(0xFFFE, arguments.As<ushort>(1));
        Assert.Equal(0xFFFEu, arguments.As<uint>(1));
        Assert.Equal((1.5f, 1.5), (arguments.As<float>(2), arguments.As<double>(2)));
        Assert.Equal(long.MinValue, arguments.As<long>(3));
        Assert.Equal(0x7000u, arguments.Pointer(4).Address);
        Assert.Equal(0x7000, arguments.As<nint>(4));
        Assert.True(arguments.As<bool>(5));
        Assert.Equal(5, arguments.As<int>(6));
        Assert.Equal(-1, arguments.As<int>(7));
        Assert.Equal(-2.25, arguments.As<double>(8));
    }

    [Fact]
    public void Records_are_put_together_from_their_pieces()
    {
        Declarations declarations = Declarations.Parse("struct mixed { double x; int n; short s; }; struct large { long v[3]; };");
        CallbackPlan plan = Plan("struct large f(struct mixed m, struct large l, __int128 w, long double e)", declarations);
        BinaryPrimitives.WriteDoubleLittleEndian(_record.AsSpan(CallbackLayout.Vectors), 0.5);
        Integer(1, 0x0007_0000_0003); // rdi has the address for the result
        Integer(2, 1);
        Integer(3, 0x8000_0000_0000_0000);
        Stack(0, 10);
        Stack(1, 20);
        Stack(2, 30);
        Stack(4, 0xC000_0000_0000_0000); // 3.0L, on a boundary of 16
        Stack(5, 0x4000);
        CallbackArguments arguments = Arguments(plan);

        Assert.Equal((0.5, 3, (short)7), arguments.As<(double, int, short)>(0) is var mixed ? (mixed.Item1, mixed.Item2, mixed.Item3) : default);
        Assert.Equal([10L, 20L, 30L], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(arguments.As<NativeStruct>(1).Bytes).ToArray());
        Assert.Equal(((UInt128)0x8000_0000_0000_0000 << 64) + 1, (UInt128)arguments.As<Int128>(2));
        Assert.Equal(3.0, (double)arguments.As<LongDouble>(3));
        Assert.Equal((CallbackResult.Memory, 24), (plan.Result.Kind, plan.Result.MemorySize));
    }

    [Fact]
    public void Arguments_by_reference_come_along()
    {
        Declarations declarations = Declarations.Parse("struct large { long v[3]; };");
        CallbackPlan plan = Plan("void f(int a, struct large l, float x) __attribute__((ms_abi))", declarations);
        Assert.Equal([(CallbackLayout.EntryConvention, 1), (CallbackLayout.EntryStackWords, 4), (CallbackLayout.EntryRuleCount, 1), (CallbackLayout.EntryRules, 1)],
            new[] { CallbackLayout.EntryConvention, CallbackLayout.EntryStackWords, CallbackLayout.EntryRuleCount, CallbackLayout.EntryRules }.Select(at => (at, Entry(plan, at))));

        Integer(0, 4);
        BinaryPrimitives.WriteSingleLittleEndian(_record.AsSpan(CallbackLayout.Vectors + 32), 2.5f);
        Bring(0, [.. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(8L), .. BitConverter.GetBytes(9L)]);
        CallbackArguments arguments = Arguments(plan);
        Assert.Equal((7L, 8L, 9L), arguments.As<(long, long, long)>(1));
        Assert.Equal(2.5f, arguments.As<float>(2));
    }

    [Fact]
    public void What_access_allows_to_be_read_comes_along()
    {
        CallbackPlan plan = Plan("int f(const char *key, unsigned long length, const int *one, double *out) __attribute__((access(read_only, 1, 2), access(read_only, 3), access(write_only, 4)))");
        Assert.Equal(2, Entry(plan, CallbackLayout.EntryRuleCount));
        Assert.Equal((0, 1, 1), (Rule(plan, 0, CallbackLayout.RulePointerSlot), Rule(plan, 0, CallbackLayout.RuleSizeSlot), Rule(plan, 0, CallbackLayout.RuleElementSize)));
        Assert.Equal((2, CallbackLayout.SlotOne, 4, 4), (Rule(plan, 1, CallbackLayout.RulePointerSlot), Rule(plan, 1, CallbackLayout.RuleSizeSlot),
            Rule(plan, 1, CallbackLayout.RuleElementSize), Rule(plan, 1, CallbackLayout.RuleMaximum)));

        Integer(0, 0x1000);
        Integer(2, 0x2000);
        Bring(0, "abcde"u8.ToArray());
        Bring(1, BitConverter.GetBytes(42));
        CallbackArguments arguments = Arguments(plan);
        Assert.Equal("abc"u8.ToArray(), arguments.Bytes(0, 3).ToArray());
        Assert.Equal(42, arguments.Read<int>(2));
    }

    [Theory]
    [InlineData("void f(const int *a, int count) __attribute__((access(read_only, 1, 2)))", CallbackLayout.SlotInt + 1)]
    [InlineData("void f(int a, int b, int c, int d, int e, const int *p, int count) __attribute__((access(read_only, 6, 7)))", CallbackLayout.SlotInt + CallbackLayout.SlotStack)]
    public void A_count_of_32_bits_is_read_as_one(string prototype, int slot) =>
        Assert.Equal(slot, Rule(Plan(prototype), 0, CallbackLayout.RuleSizeSlot));

    [Fact]
    public void Text_comes_along_where_the_delegate_wants_text()
    {
        Prototype prototype = Prototype.Parse("void f(const char *text)");
        Assert.Equal(0, Entry(new CallbackPlan("f", prototype.Type), CallbackLayout.EntryRuleCount));
        var plan = new CallbackPlan("f", prototype.Type, texts: 1);
        Assert.Equal(CallbackLayout.SlotText, Rule(plan, 0, CallbackLayout.RuleSizeSlot));
        Integer(0, 0x1000);
        Bring(0, "Grüße"u8.ToArray());
        Assert.Equal("Grüße", Arguments(plan).Take<string>(0));
    }

    [Fact]
    public void Lengths_that_a_worker_cannot_have_brought_are_not_believed()
    {
        CallbackPlan plan = Plan("void f(const int *a, const int *b) __attribute__((access(read_only, 1), access(read_only, 2)))");
        BinaryPrimitives.WriteUInt32LittleEndian(_record.AsSpan(CallbackLayout.DataLengths), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(_record.AsSpan(CallbackLayout.DataLengths + 4), 4);
        Assert.True(CallbackRecord.DataOf(_record, 0).IsEmpty);
        Assert.True(CallbackRecord.DataOf(_record, 1).IsEmpty);
        Assert.Equal(2, plan.Parameters.Length);
    }

    [Fact]
    public void What_a_record_cannot_hold_is_refused()
    {
        Declarations declarations = Declarations.Parse("struct huge { char c[9000]; };");
        Assert.Contains("8192 bytes of arguments on the stack", Assert.Throws<ArgumentException>(() => Plan("void f(struct huge h)", declarations)).Message, StringComparison.Ordinal);
        Assert.Contains("can return 7872 bytes", Assert.Throws<ArgumentException>(() => Plan("struct huge f(void)", declarations)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Callbacks_of_one_shape_are_equal_and_others_are_not()
    {
        Assert.Equal(Plan("int f(int a)").Shape, Plan("long g(void *a, double b)").Shape);
        Assert.NotEqual(Plan("int f(int a)").Shape, Plan("long double f(int a)").Shape);
        Assert.NotEqual(Plan("int f(int a)").Shape, Plan("int f(int a, long double b)").Shape);
    }

    private static CallbackPlan Plan(string prototype, Declarations? declarations = null) =>
        Prototype.Parse(prototype, declarations ?? Declarations.Empty) is var parsed ? new CallbackPlan(parsed.Name, parsed.Type) : null!;

    private static int Entry(CallbackPlan plan, int at) => BinaryPrimitives.ReadInt32LittleEndian(plan.Shape.Entry.Span[at..]);

    private static int Rule(CallbackPlan plan, int rule, int at) => Entry(plan, CallbackLayout.EntryRules + (rule * CallbackLayout.RuleSize) + at);

    private CallbackArguments Arguments(CallbackPlan plan) => new(plan, _record, null, default);

    private void Integer(int register, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_record.AsSpan(CallbackLayout.Integers + (8 * register)), value);

    private void Stack(int word, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_record.AsSpan(CallbackLayout.Stack + (8 * word)), value);

    private void Bring(int rule, byte[] data)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(CallbackLayout.DataLengths + (4 * rule)), data.Length);
        data.CopyTo(_record, CallbackLayout.Data + (16 * rule));
    }
}
