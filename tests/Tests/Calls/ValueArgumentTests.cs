using System.Numerics;
using System.Runtime.InteropServices;
using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.Tests.Calls;

/// <summary>Arguments that are no plain scalars: what fits, what is refused, and in which words. Where each goes is held against gcc elsewhere.</summary>
public sealed class ValueArgumentTests
{
    private static readonly Declarations s_types = Declarations.Parse("""
        struct point { int x, y; }; struct other { int x, y; }; struct big { long a[5]; };
        enum color { RED, GREEN = 7, BLUE }; enum __attribute__((packed)) tiny { TINY = 3 }; typedef struct { float x; } unnamed;
        """);

    private enum Color : byte
    {
        Green = 7,
    }

    [Theory]
    [InlineData("void f(enum color c)", "BLU", "enum color has no constant of that name (did you mean 'BLUE'?)")]
    [InlineData("void f(enum color c)", -1, "it must be from 0 to 4294967295")]
    [InlineData("void f(enum tiny c)", 256, "it must be from 0 to 255")]
    [InlineData("void f(enum color c)", 1.0, "an integer or the name of a constant is expected")]
    [InlineData("void f(unsigned __int128 n)", -1, "it must be from 0 to 340282366920938463463374607431768211455")]
    [InlineData("void f(__int128 n)", 0.5, "an integer is expected")]
    [InlineData("void f(_Float16 h)", 65520.0, "it is beyond the range of _Float16, ±65504")]
    [InlineData("void f(_Float16 h)", 2049, "a _Float16 cannot hold this integer exactly")]
    [InlineData("void f(float _Complex z)", 1e39, "it is beyond the range of float, ±3.4028235e38")]
    [InlineData("void f(double _Complex z)", "1", "a complex number is expected")]
    [InlineData("void f(struct point p)", 1, "a NativeStruct of struct point, or a .NET struct of 8 bytes by NativeArgument.Of, is expected")]
    [InlineData("void f(void (*callback)(int))", "text", "a NativePointer to a function, or null is expected")]
    [InlineData("void f(int (*rows)[3])", "text", "text is passed to pointers to char, wchar_t, char16_t and char32_t, and this one is to int [3]")]
    public void What_does_not_fit_is_refused_with_the_reason(string prototype, object value, string why)
    {
        NativeArgument argument = value switch { string text => text, int number => number, _ => (double)value };
        Assert.Contains(why, Assert.ThrowsAny<ArgumentException>(() => Prepare(prototype, argument)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GREEN", 7)]
    [InlineData(8, 8)]
    [InlineData(99, 99)] // C lets an enum have values without a name
    public void An_enum_is_one_of_its_names_or_a_number(object value, int expected) =>
        Assert.Equal((ulong)expected, First(Prepare("void f(enum color c)", value is string text ? text : (int)value)));

    [Fact]
    public void A_dotnet_enum_or_number_by_Of_is_what_the_conversions_make_of_it()
    {
        Assert.Equal(7UL, First(Prepare("void f(enum color c)", NativeArgument.Of(Color.Green))));
        Assert.Equal(ulong.MaxValue, First(Prepare("void f(long n)", NativeArgument.Of(-1))));
        Assert.Contains("an integer is expected", Assert.ThrowsAny<ArgumentException>(() => Prepare("void f(long n)", NativeArgument.Of(1.0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_struct_of_another_type_is_refused_naming_both()
    {
        var other = new NativeStruct((RecordType)s_types.FindType("struct other")!);
        string message = Assert.ThrowsAny<ArgumentException>(() => Prepare("void f(struct point p)", other)).Message;
        Assert.Contains("it is a struct other, and the parameter is a struct point", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_struct_of_other_declarations_is_accepted()
    {
        Declarations again = Declarations.Parse("typedef struct { float x; } unnamed; struct point { int x; int y; };");
        _ = Prepare("void f(struct point p, unnamed u)", new NativeStruct((RecordType)again.FindType("struct point")!), new NativeStruct((RecordType)again.FindType("unnamed")!));
    }

    [Fact]
    public void A_dotnet_struct_of_another_size_is_refused_with_both_sizes()
    {
        string message = Assert.ThrowsAny<ArgumentException>(() => Prepare("void f(struct point p)", NativeArgument.Of(new Vector3(1, 2, 3)))).Message;
        Assert.Contains("a Vector3 has 12 bytes, and a struct point has 8", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dotnet_struct_of_the_size_is_its_bytes_however_large()
    {
        Assert.Equal(0x0000_0002_0000_0001UL, First(Prepare("void f(struct point p)", NativeArgument.Of((1, 2)))));
        byte[] image = Prepare("void f(struct big b)", NativeArgument.Of((1L, 2L, 3L, 4L, 5L))).Image;
        Assert.Equal([1L, 2, 3, 4, 5], MemoryMarshal.Cast<byte, long>(image.AsSpan(CallImageWriter.StackWord(0), 40)).ToArray());
    }

    [Fact]
    public void Large_numbers_go_into_smaller_types_where_they_fit()
    {
        Assert.Equal(ulong.MaxValue, First(Prepare("void f(long n)", Int128.NegativeOne)));
        Assert.Equal(ulong.MaxValue, First(Prepare("void f(unsigned long n)", (Int128)ulong.MaxValue)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Prepare("void f(unsigned long n)", Int128.NegativeOne));
        Assert.Throws<ArgumentOutOfRangeException>(() => Prepare("void f(long n)", (UInt128)1 << 64));
        Assert.Throws<ArgumentOutOfRangeException>(() => Prepare("void f(double x)", (Int128)(1L << 53) + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Prepare("void f(long double x)", UInt128.MaxValue));

        // 2^100 + 2^40: 61 digits of 2 from the highest to the lowest, which a long double holds: significand 2^63 + 2^3, exponent 100 above the bias.
        byte[] image = Prepare("void f(long double x)", (Int128.One << 100) + (Int128.One << 40)).Image;
        Assert.Equal([0x8000_0000_0000_0008, 16383 + 100], MemoryMarshal.Cast<byte, ulong>(image.AsSpan(CallImageWriter.StackWord(0), 16)).ToArray());
    }

    [Fact]
    public void The_memory_of_a_large_result_is_a_hidden_first_argument()
    {
        PreparedCall call = Prepare("struct big f(int n)", 5);
        PreparedBlock block = Assert.Single(call.Blocks.ToArray());
        Assert.Equal((PreparedBlock.OfResult, 40, BlockDirection.Out), (block.Parameter, block.Length, block.Direction));
        Assert.Equal(5UL, BitConverter.ToUInt64(call.Image, CallImageWriter.Integer(1)));
    }

    [Fact]
    public void Arguments_beyond_the_room_of_a_call_are_refused_when_the_function_is_bound()
    {
        Declarations huge = Declarations.Parse("struct huge { char bytes[65537]; }; void f(struct huge h);");
        PrototypeException error = Assert.Throws<PrototypeException>(() => new CallPlan(huge.FindFunction("f")!, 0));
        Assert.Equal("its arguments take 65544 bytes of the stack", error.Problem);
    }

    private static ulong First(PreparedCall call) => BitConverter.ToUInt64(call.Image, CallImageWriter.Integer(0));

    private static PreparedCall Prepare(string prototype, params NativeArgument[] arguments)
    {
        Prototype parsed = Prototype.Parse(prototype, s_types);
        var plan = new CallPlan(parsed, 4096);
        return plan.Prepare(new FunctionTarget(null, parsed.Name, parsed, plan, 0), arguments, null);
    }
}
