using System.Numerics;

namespace FfiIsolation.Tests.Values;

public sealed class NativeStructTests
{
    private static readonly Declarations s_declarations = Declarations.Parse("""
        enum color { RED, GREEN = 7, BLUE };
        enum sign { MINUS = -1, PLUS = 1 };
        struct point { int x; int y; };
        struct all {
            signed char c; unsigned char uc; short s; long l; unsigned long ul; __int128 i; unsigned __int128 ui;
            float f; double d; long double ld; _Float16 h; double _Complex z; float _Complex fz; long double _Complex lz;
            _Bool b; enum color color; enum sign sign; void *p; char text[8]; wchar_t wide[4]; char16_t code[3];
            struct point inner; struct point items[3]; int table[2][3]; int numbers[3];
            union { long whole; double real; }; struct { int hidden; } named;
        };
        struct bits { unsigned a : 3; int b : 5; unsigned __int128 c : 100; long d : 60; _Bool e : 1; } __attribute__((packed));
        """);

    private readonly NativeStruct _value = new((RecordType)s_declarations.FindType("struct all")!);

    [Fact]
    public void Every_kind_of_member_gives_back_what_was_set()
    {
        (string Path, object Value)[] values =
        [
            ("c", (sbyte)-128), ("uc", (byte)255), ("s", (short)-5), ("l", long.MinValue), ("ul", ulong.MaxValue), ("i", Int128.MinValue), ("ui", UInt128.MaxValue),
            ("f", 1.5f), ("d", Math.PI), ("ld", LongDouble.Parse("0.1")), ("h", (Half)0.25), ("z", new Complex(1, -2)), ("fz", new Complex(0.5, 2)),
            ("lz", new LongDoubleComplex(LongDouble.Parse("0.1"), LongDouble.Parse("-3"))), ("b", true), ("color", 7u), ("sign", -1), ("p", NativePointer.FromAddress(0x1234)),
            ("inner.y", 3), ("items[2].x", -9), ("table[1][2]", 6), ("numbers", new[] { 1, 2, 3 }), ("whole", 0x4004_0000_0000_0000L), ("named.hidden", 5),
        ];
        foreach ((string path, object value) in values)
        {
            _value[path] = value;
        }

        Assert.All(values, pair => Assert.Equal(pair.Value, _value[pair.Path]));
        Assert.Equal(2.5, _value["real"]);
        Assert.Equal([0, 0, 6], ((int[][])_value["table"]!)[1]);
    }

    [Theory]
    [InlineData("uc", 256, "'uc' of type 'unsigned char': 256 is out of range: 0 to 255.")]
    [InlineData("c", -129, "-129 is out of range: -128 to 127")]
    [InlineData("l", 1.0, "nothing is rounded here")]
    [InlineData("b", 2, "2 is out of range: 0 to 1")]
    [InlineData("f", 1e300, "beyond the range of float")]
    [InlineData("f", 16777217, "a float cannot hold this integer exactly")]
    [InlineData("color", "GREAN", "'GREAN' is no constant of enum color; did you mean 'GREEN'?")]
    [InlineData("p", "text", "allocated in a session")]
    [InlineData("text", "12345678", "needs 9 elements with its terminator")]
    [InlineData("text", "a\0b", "it has a NUL at index 1")]
    [InlineData("numbers", 1, "an array is expected")]
    [InlineData("inner", 1, "a NativeStruct is expected")]
    public void What_does_not_fit_a_member_is_refused_and_changes_nothing(string path, object value, string why)
    {
        byte[] before = _value.Bytes.ToArray();

        ArgumentException error = Assert.Throws<ArgumentException>(() => _value[path] = value);

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _value.Bytes.ToArray());
    }

    [Fact]
    public void An_array_that_is_refused_in_its_middle_stays_as_it_was()
    {
        _value["numbers"] = new[] { 1, 2, 3 };

        Assert.Contains("'numbers[2]'", Assert.Throws<ArgumentException>(() => _value["numbers"] = new long[] { 4, 5, 1L << 40 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _value["numbers"] = new[] { 1, 2 });

        Assert.Equal([1, 2, 3], _value.Get<int[]>("numbers"));
    }

    [Theory]
    [InlineData("colour", "struct all has no member 'colour'; did you mean 'color'")]
    [InlineData("items[3].x", "indexes from 0 to 2")]
    [InlineData("items.x", "'items' is struct point [3], which has no members")]
    [InlineData("inner[0]", "'inner' is struct point, no array")]
    [InlineData("inner.z", "struct point has no member 'z'")]
    [InlineData("p.x", "what a pointer points at is read through a session")]
    [InlineData("items[x]", "an index is a number in brackets")]
    [InlineData("inner.", "has no member ''")]
    [InlineData("", "a member is expected")]
    public void A_path_that_leads_nowhere_says_where_it_went_wrong(string path, string why) =>
        Assert.Contains(why, Assert.ThrowsAny<ArgumentException>(() => _value[path]).Message, StringComparison.Ordinal);

    [Fact]
    public void A_value_is_read_as_any_type_that_holds_it_exactly_and_as_no_other()
    {
        _value["l"] = 300L;
        _value["d"] = 2.5;
        _value["color"] = "GREEN";

        Assert.Equal(300, _value.Get<int>("l"));
        Assert.Equal(300.0, _value.Get<double>("l"));
        Assert.Equal(DayOfWeek.Thursday + 3, _value.Get<DayOfWeek>("color"));
        Assert.Equal("GREEN", _value.Get<string>("color"));
        Assert.Contains("'l' of type 'long' is 300, which is not exactly a Byte", Assert.Throws<OverflowException>(() => _value.Get<byte>("l")).Message, StringComparison.Ordinal);
        Assert.Throws<OverflowException>(() => _value.Get<int>("d"));
        Assert.Throws<InvalidCastException>(() => _value.Get<string>("d"));
        Assert.Throws<InvalidCastException>(() => _value.Get<NativePointer>("l"));

        _value["color"] = 5;
        Assert.Equal("5", _value.Get<string>("color"));
    }

    [Fact]
    public void Text_lies_in_arrays_of_characters_in_their_encoding()
    {
        _value["text"] = "Größe";
        _value["wide"] = "Zoë";
        _value["code"] = "€";

        Assert.Equal("Größe", _value.Get<string>("text"));
        Assert.Equal("Zoë", _value.Get<string>("wide"));
        Assert.Equal("€", _value.Get<string>("code"));
        Assert.Equal(0x20AC, _value["code[0]"] is ushort unit ? unit : 0);
    }

    // Not by InlineData, which does not survive the way to the test.
    [Fact]
    public void Half_a_character_is_refused_with_its_index() => Assert.Contains(
        "it has an unpaired surrogate at index 1, which UTF-8 cannot express",
        Assert.Throws<ArgumentException>(() => _value["text"] = "a" + (char)0xD800).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Bit_fields_keep_to_their_bits_wherever_they_lie()
    {
        var value = new NativeStruct((RecordType)s_declarations.FindType("struct bits")!);
        value.Span.Fill(0xFF);

        value["b"] = -16;
        value["c"] = (UInt128)1 << 99;
        value["d"] = -(1L << 59);

        Assert.Equal((7u, -16, (UInt128)1 << 99, -(1L << 59), true), (value["a"], value["b"], value["c"], value["d"], value["e"]));
        Assert.Contains("out of range: 0 to 7", Assert.Throws<ArgumentException>(() => value["a"] = 8).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nested_struct_is_copied_both_ways()
    {
        NativeStruct inner = _value.Get<NativeStruct>("inner");
        inner["x"] = 5;
        Assert.Equal(0, _value["inner.x"]);

        _value["items[1]"] = inner;
        inner["x"] = 6;
        Assert.Equal(5, _value["items[1].x"]);

        Assert.Contains("another type", Assert.Throws<ArgumentException>(() => _value["inner"] = _value.Clone()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_values_are_the_same_whatever_is_in_their_padding()
    {
        _value["ld"] = 1;
        NativeStruct other = _value.Clone();
        other.Span[_value.Type.Find("ld")!.Offset + 10]++;
        NativeStruct third = _value.Clone();
        third["inner.x"] = 1;

        Assert.False(_value.HasSameValue(third));
        Assert.True(_value.HasSameValue(_value.Clone()));
        Assert.False(_value.Equals(_value.Clone()));
        Assert.True(_value.HasSameValue(other));
    }

    [Fact]
    public void Pointers_keep_the_worker_that_they_belong_to_through_copies()
    {
        var pointer = new NativePointer(0x1000, 3, inSession: true);
        _value["p"] = pointer;

        Assert.Equal(pointer, _value["p"]);
        Assert.Equal(3, _value.Clone().Get<NativePointer>("p").Generation);
        Assert.Equal([pointer], _value.Origins.Of(_value.Type, _value.Memory));

        _value["p"] = null;
        Assert.Empty(_value.Origins.Of(_value.Type, _value.Memory));
    }
}
