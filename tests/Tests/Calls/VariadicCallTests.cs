using System.Numerics;
using FfiIsolation.Calls;

namespace FfiIsolation.Tests.Calls;

public sealed class VariadicCallTests
{
    private static readonly Prototype s_prototype = Prototype.Parse("int f(const char *format, ...)");
    private readonly CallPlan _plan = new(s_prototype, 4096);

    // C17 6.5.2.2p6 and p7: the integer promotions, and float to double.
    [Fact]
    public void What_is_behind_the_dots_has_the_type_that_C_gives_its_value()
    {
        PreparedCall call = Prepare(
            "", true, 'c', (sbyte)1, (byte)1, (short)1, (ushort)1, 1, 1u, 1L, 1UL, (nint)1, 1f, 1.0, (Half)1, (LongDouble)1.0, Int128.One, UInt128.One, Complex.One,
            "text", new byte[1], NativePointer.Null, NativeBuffer.Out<int>());
        Assert.Equal(
            ["int", "int", "int", "int", "int", "int", "int", "unsigned int", "long", "unsigned long", "long", "double", "double", "_Float16", "long double", "__int128",
             "unsigned __int128", "_Complex double", "const char *", "void *", "void *", "void *"],
            call.Shape.Extra.Select(type => type.ToString()));
    }

    [Fact]
    public void A_call_of_the_same_form_is_not_worked_out_again()
    {
        CallShape first = Prepare("", 1, 2.0).Shape;
        Assert.Same(first, Prepare("other", 3, 4f).Shape);
        Assert.NotSame(first, Prepare("", 1L, 2.0).Shape);
        Assert.NotSame(first, Prepare("", 1).Shape);
        Assert.Same(Prepare("").Shape, Prepare("x").Shape);
    }

    [Fact]
    public void Forms_beyond_the_limit_are_worked_out_anew_and_no_others()
    {
        CallShape[] shapes = [.. Enumerable.Range(0, 60).Select(count => Prepare(["", .. Enumerable.Repeat((NativeArgument)1, count)]).Shape)];
        for (int count = 1; count <= 10; count++)
        {
            _ = Prepare(["", .. Enumerable.Repeat((NativeArgument)1.0, count)]);
        }

        // 64 are kept of the 69 that have something behind the dots: the five oldest have gone.
        Assert.Same(shapes[6], Prepare(["", .. Enumerable.Repeat((NativeArgument)1, 6)]).Shape);
        Assert.NotSame(shapes[1], Prepare("", 1).Shape);
    }

    [Fact]
    public void A_struct_without_a_C_type_is_refused() => Assert.Contains(
        "f: argument 3 cannot be Vector2 hex:", Assert.Throws<ArgumentException>(() => Prepare("", 1, NativeArgument.Of(Vector2.One))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_parameters_must_be_there_and_all_together_are_at_most_64()
    {
        Assert.Contains("f takes at least 1 argument, and 0 were given", Assert.Throws<ArgumentException>(() => Prepare()).Message, StringComparison.Ordinal);
        Assert.Equal(63, Prepare(["", .. Enumerable.Repeat((NativeArgument)1, 63)]).Shape.Extra.Length);
        Assert.Contains("at most 64", Assert.Throws<ArgumentException>(() => Prepare(["", .. Enumerable.Repeat((NativeArgument)1, 64)])).Message, StringComparison.Ordinal);
    }

    private PreparedCall Prepare(params NativeArgument[] arguments) => _plan.Prepare(new FunctionTarget(null, "f", s_prototype, _plan, 0), arguments, null);
}
