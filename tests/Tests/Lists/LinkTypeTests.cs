using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;
using FfiIsolation.Lists;

namespace FfiIsolation.Tests.Lists;

public sealed class LinkTypeTests
{
    private static readonly Declarations s_types = Declarations.Parse("struct point { double x, y; }; struct other { double x, z; }; enum color { RED, GREEN };");

    [Theory]
    [InlineData("int", "long", true)]
    [InlineData("unsigned long", "signed char", true)]
    [InlineData("_Bool", "enum color", true)]
    [InlineData("enum color", "_Bool", true)]
    [InlineData("char *", "void *", true)]
    [InlineData("struct point *", "int (*)(void)", true)]
    [InlineData("double", "double", true)]
    [InlineData("double", "float", false)]
    [InlineData("float", "double", false)]
    [InlineData("double", "int", false)]
    [InlineData("int", "double", false)]
    [InlineData("void *", "long", false)]
    [InlineData("long", "void *", false)]
    [InlineData("__int128", "__int128", true)]
    [InlineData("__int128", "unsigned __int128", false)]
    [InlineData("__int128", "long", false)]
    [InlineData("long double", "long double", true)]
    [InlineData("double _Complex", "double _Complex", true)]
    [InlineData("double _Complex", "float _Complex", false)]
    [InlineData("struct point", "struct point", true)]
    [InlineData("struct point", "struct other", false)]
    [InlineData("void", "int", false)]
    public void What_is_linked_is_of_one_type_or_an_integer_that_is_looked_at(string from, string to, bool fits)
    {
        string target = to.Contains("(*)", StringComparison.Ordinal) ? to.Replace("(*)", "(*p)", StringComparison.Ordinal) : $"{to} p";
        Prototype prototype = Prototype.Parse($"{from} f({target})", s_types);
        Assert.Equal(fits, LinkType.WhyNot(prototype.ReturnType, prototype.Parameters[0].Type) is null);
    }

    [Theory]
    [InlineData("_Bool", LinkKind.Unsigned, 1, 1)]
    [InlineData("char", LinkKind.Signed, 1, 8 | 0x80)]
    [InlineData("unsigned short", LinkKind.Unsigned, 2, 16)]
    [InlineData("int", LinkKind.Signed, 4, 32 | 0x80)]
    [InlineData("enum color", LinkKind.Unsigned, 4, 32)]
    [InlineData("unsigned long", LinkKind.Unsigned, 8, 64)]
    [InlineData("long", LinkKind.Signed, 8, 64 | 0x80)]
    public void An_integer_is_known_by_its_size_and_its_range(string type, object kind, int size, int range) =>
        Assert.Equal(((LinkKind)kind, size, (byte)range), LinkType.IntegerOf(Prototype.Parse($"{type} f(void)", s_types).ReturnType));

    [Fact]
    public void Values_that_lie_in_pieces_on_both_sides_meet_piece_by_piece()
    {
        // 8 and 4 bytes from two registers, to words of 6 and 6 bytes.
        ValuePiece[] from = [new(1000, 0, 8), new(2000, 8, 4)], to = [new(10, 0, 6), new(20, 6, 6)];
        Assert.Equal([new(1000, 10, 6), new(1006, 20, 2), new(2000, 22, 4)], LinkSource.Meet(from, to));
        Assert.Equal([new(5, 50, 10)], LinkSource.Meet([new(5, 0, 10)], [new(50, 0, 16)]));
    }

    [Fact]
    public void A_condition_is_a_value_that_the_result_can_have()
    {
        Prototype whole = Prototype.Parse("int f(void)"), natural = Prototype.Parse("unsigned f(void)"), pointer = Prototype.Parse("char *f(void)"), color = Prototype.Parse("enum color f(void)", s_types);
        Assert.Equal(new Condition(ResultCondition.Equal, unchecked((ulong)-1)), Condition.Of(whole, ResultCondition.Equal, -1));
        Assert.Equal(new Condition(ResultCondition.AtLeast, 0), Condition.Of(whole, ResultCondition.AtLeast, 0));
        Assert.Equal(new Condition(ResultCondition.AtLeastUnsigned, 7), Condition.Of(natural, ResultCondition.AtLeast, 7));
        Assert.Equal(new Condition(ResultCondition.Equal, 1), Condition.Of(color, ResultCondition.Equal, "GREEN"));
        Assert.Equal(new Condition(ResultCondition.NotEqual, 0), Condition.Of(pointer, ResultCondition.NotEqual, NativePointer.Null));
        Assert.Throws<ArgumentException>(() => Condition.Of(natural, ResultCondition.Equal, -1));
        Assert.Throws<ArgumentException>(() => Condition.Of(whole, ResultCondition.Equal, 1L << 31));
        Assert.Throws<ArgumentException>(() => Condition.Of(color, ResultCondition.Equal, "BLUE"));
        Assert.Throws<ArgumentException>(() => Condition.Of(pointer, ResultCondition.NotEqual, 0));
        Assert.Throws<ArgumentException>(() => Condition.Of(pointer, ResultCondition.AtLeast, NativePointer.Null));
        Assert.Throws<ArgumentException>(() => Condition.Of(Prototype.Parse("double f(void)"), ResultCondition.Equal, 0));
    }
}
