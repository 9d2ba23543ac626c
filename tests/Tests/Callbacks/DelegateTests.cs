using System.Buffers.Binary;
using System.Numerics;
using FfiIsolation.Callbacks;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Callbacks;

/// <summary>Which delegate may stand for which C type, and what C gets from it.</summary>
public sealed class DelegateTests
{
    private enum Color : short
    {
        Red = -3,
    }

    public static TheoryData<string, NativeCallback> Fitting => new()
    {
        { "void f(void)", NativeCallback.Of(() => { }) },
        { "int f(signed char a, short b)", NativeCallback.Of((sbyte a, long b) => (short)1) },
        { "unsigned long f(unsigned char a, unsigned int b)", NativeCallback.Of((byte a, ulong b) => (byte)1) },
        { "long f(unsigned int a)", NativeCallback.Of((long a) => 1u) },
        { "char f(char a, char b)", NativeCallback.Of((byte a, sbyte b) => (byte)'x') },
        { "_Bool f(_Bool a)", NativeCallback.Of((bool a) => a) },
        { "double f(float a, double b, _Float16 c)", NativeCallback.Of((double a, double b, Half c) => 1f) },
        { "long double f(long double a)", NativeCallback.Of((LongDouble a) => 1.5) },
        { "__int128 f(unsigned __int128 a)", NativeCallback.Of((UInt128 a) => Int128.One) },
        { "double _Complex f(double _Complex a, float _Complex b)", NativeCallback.Of((Complex a, (float, float) b) => a) },
        { "void *f(void *a, const char *b, unsigned char *c)", NativeCallback.Of((nint a, string b, NativePointer c) => c) },
        { "short f(short a)", NativeCallback.Of((Color a) => Color.Red) },
        { "struct s f(struct s a, struct s b)", NativeCallback.Of((NativeStruct a, (int, int) b) => b) },
        { "void f(const char *format, ...)", NativeCallback.Of((string format) => { }) },
    };

    public static TheoryData<string, NativeCallback, string> Misfits => new()
    {
        { "int f(int a)", NativeCallback.Of((short a) => 1), "parameter 1 'int a' of 'int (int a)' is int or a larger integer in a delegate, not Int16" },
        { "void f(unsigned int a)", NativeCallback.Of((int a) => { }), "is uint or a larger integer" },
        { "int f(void)", NativeCallback.Of(() => 1L), "the result of 'int (void)' is int or a smaller integer in a delegate, not Int64" },
        { "unsigned f(void)", NativeCallback.Of(() => 1), "the result" },
        { "int f(void)", NativeCallback.Of(() => { }), "not void" },
        { "void f(void)", NativeCallback.Of(() => 1), "no result (an Action)" },
        { "void f(int a)", NativeCallback.Of((bool a) => { }), "not Boolean" },
        { "void f(float a)", NativeCallback.Of((Half a) => { }), "is float" },
        { "float f(void)", NativeCallback.Of(() => 1.0), "is float" },
        { "void f(double a)", NativeCallback.Of((long a) => { }), "is double" },
        { "void f(long double a)", NativeCallback.Of((double a) => { }), "is LongDouble" },
        { "void f(const int *a)", NativeCallback.Of((int a) => { }), "is NativePointer or nint" },
        { "void f(const int *a)", NativeCallback.Of((string a) => { }), "is NativePointer or nint" },
        { "char *f(void)", NativeCallback.Of(() => "text"), "is NativePointer or nint in a delegate, not String" },
        { "void f(struct s a)", NativeCallback.Of((long a, long b) => { }), "has 1 parameter, and the delegate has 2" },
        { "void f(struct s a)", NativeCallback.Of(((int, int, int) a) => { }), "is NativeStruct or a struct of 8 bytes" },
        { "void f(__int128 a)", NativeCallback.Of((UInt128 a) => { }), "is Int128" },
    };

    private static Declarations Declared { get; } = Declarations.Parse("struct s { int a, b; };");

    [Theory]
    [MemberData(nameof(Fitting))]
    public void A_type_that_holds_every_value_fits(string prototype, NativeCallback callback) => Assert.NotNull(callback.As(prototype, Declared));

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Another_is_refused_by_name(string prototype, NativeCallback callback, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => callback.As(prototype, Declared)).Message, StringComparison.Ordinal);

    [Fact]
    public void Results_go_where_C_expects_them()
    {
        Assert.Equal(-5, BinaryPrimitives.ReadInt64LittleEndian(Answer("int f(void)", NativeCallback.Of(() => -5))[CallbackLayout.AnswerRax..]));
        Assert.Equal(250, BinaryPrimitives.ReadInt64LittleEndian(Answer("unsigned char f(void)", NativeCallback.Of(() => (byte)250))[CallbackLayout.AnswerRax..]));
        Assert.Equal(1.25f, BinaryPrimitives.ReadSingleLittleEndian(Answer("float f(void)", NativeCallback.Of(() => 1.25f))[CallbackLayout.AnswerXmm0..]));
        Assert.Equal(1.25, BinaryPrimitives.ReadDoubleLittleEndian(Answer("double f(void)", NativeCallback.Of(() => 1.25f))[CallbackLayout.AnswerXmm0..]));
        Assert.Equal(0x4000, BinaryPrimitives.ReadUInt16LittleEndian(Answer("long double f(void)", NativeCallback.Of(() => (LongDouble)2.0))[(CallbackLayout.AnswerSt0 + 8)..]));
        byte[] complex = Answer("double _Complex f(void)", NativeCallback.Of(() => new Complex(2, 3)));
        Assert.Equal((2.0, 3.0), (BitConverter.ToDouble(complex, CallbackLayout.AnswerXmm0), BitConverter.ToDouble(complex, CallbackLayout.AnswerXmm1)));
        byte[] wide = Answer("__int128 f(void)", NativeCallback.Of(() => -(Int128)2));
        Assert.Equal((-2L, -1L), (BitConverter.ToInt64(wide, CallbackLayout.AnswerRax), BitConverter.ToInt64(wide, CallbackLayout.AnswerRdx)));
        byte[] large = Answer("struct l f(void)", NativeCallback.Of(() => (1L, 2L, 3L)));
        Assert.Equal((CallbackLayout.AnswerSize + 24, 3L), (large.Length, BitConverter.ToInt64(large, CallbackLayout.AnswerSize + 16)));
        uint signalling = (uint)Random.Shared.Next(0x7FA00001, 0x7FA00100); // as a constant it would be made quiet by the JIT
        Assert.Equal(signalling, BitConverter.ToUInt32(Answer("float f(void)", NativeCallback.Of(() => BitConverter.UInt32BitsToSingle(signalling))), CallbackLayout.AnswerXmm0));
    }

    [Fact]
    public void What_a_handler_returns_is_checked_as_an_argument_is()
    {
        Assert.Equal(7, BitConverter.ToInt64(Answer("short f(void)", NativeCallback.Of(_ => 7)), CallbackLayout.AnswerRax));
        Assert.Throws<ArgumentException>(() => Answer("short f(void)", NativeCallback.Of(_ => 70000)));
        Assert.Throws<ArgumentException>(() => Answer("void *f(void)", NativeCallback.Of(_ => "text")));
        Assert.Throws<ArgumentException>(() => Answer("void f(void)", NativeCallback.Of(_ => 1)));
        Assert.Throws<ArgumentException>(() => NativeCallback.Of(_ => 1).ReturningOnError(70000).As("short f(void)"));
    }

    [Fact]
    public void A_callback_of_its_own_prototype_passes_for_what_is_called_alike()
    {
        NativeCallback compare = NativeCallback.Of((NativePointer a, NativePointer b) => 0).As("int compare(const int *a, const int *b)");
        Assert.NotNull(compare.PlanFor("x", Prototype.Parse("int f(const void *, const void *)").Type));
        Assert.Throws<ArgumentException>(() => compare.PlanFor("x", Prototype.Parse("int f(const void *)").Type));
        Assert.Throws<ArgumentException>(() => compare.PlanFor("x", Prototype.Parse("double f(const void *, const void *)").Type));
        Assert.Contains("not known here", Assert.Throws<ArgumentException>(() => NativeCallback.Of(() => { }).PlanFor("x", null)).Message, StringComparison.Ordinal);
    }

    private static byte[] Answer(string prototype, NativeCallback callback)
    {
        Prototype parsed = Prototype.Parse(prototype, Declarations.Parse("struct l { long v[3]; };"));
        CallbackPlan plan = callback.PlanFor(parsed.Name, parsed.Type);
        byte[] answer = new byte[plan.AnswerSize];
        callback.Body(new CallbackArguments(plan, new byte[CallbackLayout.Size], null, default), plan.Result, answer);
        return answer;
    }

    [Fact]
    public void Numbers_and_pointers_cost_no_allocation()
    {
        NativeCallback callback = NativeCallback.Of((int a, double b, NativePointer c) => a + (int)b);
        Prototype prototype = Prototype.Parse("int f(int a, double b, void *c)");
        CallbackPlan plan = callback.PlanFor("f", prototype.Type);
        byte[] record = new byte[CallbackLayout.Size];
        byte[] answer = new byte[plan.AnswerSize];
        Run(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                callback.Body(new CallbackArguments(plan, record, null, default), plan.Result, answer);
            }
        }
    }
}
