using FfiIsolation.Initializers;

namespace FfiIsolation.Tests.Values;

/// <summary>What an initialiser means, what is refused and where, and how values are written. Expected bytes are those of the C standard's rules (6.7.9).</summary>
public sealed class InitializerParserTests
{
    private static readonly Declarations s_declarations = Declarations.Parse("""
        enum color { RED, GREEN = 7, BLUE };
        struct point { int x; int y; };
        struct line { struct point from, to; const char *name; };
        struct bits { unsigned low : 3; signed mid : 5; unsigned long high : 40; };
        union number { int whole; double real; };
        struct mixed { char text[6]; _Bool is_set; enum color color; struct point items[3]; union number value; struct { short inner; }; };
        struct wide { __int128 big; unsigned __int128 most; long double exact; _Float16 half; double _Complex turn; wchar_t name[4]; char16_t code[3]; };
        """);

    [Theory]
    [InlineData("struct point", "{1, 2}", "{1, 2}")]
    [InlineData("struct point", "{1}", "{1, 0}")]
    [InlineData("struct point", "{}", "{0, 0}")]
    [InlineData("struct point", "{.y = 2, .x = 1,}", "{1, 2}")]
    [InlineData("struct point", "{.y = 2, .y = 3}", "{0, 3}")]
    [InlineData("struct line", "{1, 2, 3, 4, NULL}", "{{1, 2}, {3, 4}, NULL}")]
    [InlineData("struct line", "{.to = {3, 4}, 0x10}", "{{0, 0}, {3, 4}, 0x10}")]
    [InlineData("struct line", "{.to.y = 4, (char *)16}", "{{0, 0}, {0, 4}, 0x10}")]
    [InlineData("struct line", "{.from.x = 1, 2, 3}", "{{1, 2}, {3, 0}, NULL}")]
    [InlineData("struct bits", "{7, -16, 0xFFFFFFFFFF}", "{7, -16, 1099511627775}")]
    [InlineData("union number", "{3}", "{3}")]
    [InlineData("union number", "{.real = 2.5}", "{.real = 2.5}")]
    [InlineData("union number", "{.real = 2.5, .whole = 1}", "{1}")]
    [InlineData("struct mixed", "{\"hi\", true, BLUE, {[2] = {5, 6}}, {.real = 1e-3}, .inner = 9}", "{\"hi\", true, BLUE, {{0, 0}, {0, 0}, {5, 6}}, {.real = 0.001}, {9}}")]
    [InlineData("struct mixed", "{{'h', 'i', '\\n'}, 0, 3}", "{\"hi\\n\", false, 3, {{0, 0}, {0, 0}, {0, 0}}, {0}, {0}}")]
    [InlineData("struct mixed", "{\"ab\" \"cdef\"}", "{\"abcdef\", false, RED, {{0, 0}, {0, 0}, {0, 0}}, {0}, {0}}")]
    [InlineData("struct mixed", "{{1, 2}}", "{{1, 2, 0, 0, 0, 0}, false, RED, {{0, 0}, {0, 0}, {0, 0}}, {0}, {0}}")]
    [InlineData("struct wide", "{-170141183460469231731687303715884105728, 340282366920938463463374607431768211455, 0.1, 0x1.8p-1, 1 - 2.5i, L\"Zoë\", u\"\\u20ac\"}",
        "{-170141183460469231731687303715884105728, 340282366920938463463374607431768211455, 0.100000000000000000001, 0.75, 1 - 2.5i, {90, 111, 235, 0}, {8364, 0, 0}}")]
    [InlineData("struct wide", "{1, 2, -inf, nan, CMPLX(inf, -0.0)}", "{1, 2, -inf, nan, CMPLX(inf, -0.0), {0, 0, 0, 0}, {0, 0, 0}}")]
    public void An_initialiser_is_read_as_C_reads_it_and_written_in_one_way(string type, string text, string written)
    {
        NativeStruct value = Parse(type, text);

        Assert.Equal(written, value.ToString());
        Assert.True(Parse(type, written).HasSameValue(value));
    }

    [Theory]
    [InlineData("struct point", "{1, 2, 3}", 8, "too many values")]
    [InlineData("struct point", "{1, 2147483648}", 5, "2147483648 is out of range: -2147483648 to 2147483647")]
    [InlineData("struct point", "{1.5}", 2, "nothing is rounded")]
    [InlineData("struct point", "1, 2", 1, "found '1'")]
    [InlineData("struct point", "{1, 2", 6, "ends too early")]
    [InlineData("struct point", "{1, 2} 3", 8, "found '3'")]
    [InlineData("struct point", "{.z = 1}", 3, "has no member 'z'")]
    [InlineData("struct point", "{[0] = 1}", 2, "is no array")]
    [InlineData("struct point", "{{1, 2}}", 6, "found '2'")]
    [InlineData("struct bits", "{8}", 2, "8 is out of range: 0 to 7")]
    [InlineData("struct bits", "{0, 16}", 5, "16 is out of range: -16 to 15")]
    [InlineData("struct bits", "{-1}", 2, "-1 is out of range: 0 to 7")]
    [InlineData("struct line", "{.name = \"text\"}", 10, "no memory that a pointer could point at")]
    [InlineData("struct mixed", "{\"abcdefg\"}", 2, "the text has 7 elements")]
    [InlineData("struct mixed", "{.color = GREAN}", 11, "'GREAN' is no constant")]
    [InlineData("struct mixed", "{.is_set = 2}", 12, "2 is out of range: 0 to 1")]
    [InlineData("struct mixed", "{.items = {[3] = {}}}", 13, "3 is no index")]
    [InlineData("union number", "{1, 2.5}", 5, "only one member has a value")]
    [InlineData("struct wide", "{.half = 1e5}", 10, "beyond the range of _Float16")]
    [InlineData("struct wide", "{.half = 2049}", 10, "cannot hold this integer exactly")]
    public void What_does_not_fit_is_refused_at_its_place(string type, string text, int column, string problem)
    {
        PrototypeException error = Assert.Throws<PrototypeException>(() => Parse(type, text));

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
    }

    [Fact]
    public void A_misspelt_member_and_a_misspelt_constant_are_told_the_near_name()
    {
        Assert.Contains("did you mean 'color'?", Assert.Throws<PrototypeException>(() => Parse("struct mixed", "{.colour = RED}")).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'GREEN'?", Assert.Throws<PrototypeException>(() => Parse("struct mixed", "{.color = GREAN}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_of_unknown_length_has_as_many_elements_as_its_text()
    {
        var points = new ArrayType(s_declarations.FindType("struct point")!, TypeQualifiers.None, null);

        byte[] bytes = InitializerParser.Parse(points, "{{1, 2}, [3] = {7}}", s_declarations);

        Assert.Equal(4 * 8, bytes.Length);
        Assert.Equal(7, bytes[24]);
    }

    [Fact]
    public void Every_bit_pattern_of_a_number_survives_its_text()
    {
        var type = (RecordType)Declarations.Parse("struct s { float f; double d; _Float16 h; int a : 13; long b : 47; __int128 c; unsigned char u[3]; char t[5]; };").FindType("struct s")!;
        var random = new Random(5);
        for (int round = 0; round < 2000; round++)
        {
            var value = new NativeStruct(type);
            random.NextBytes(value.Span);
            if (round % 4 == 0)
            {
                // The upper bits of each: NaN and infinities.
                value.Span[3] = value.Span[15] = value.Span[17] = 0x7F;
                value.Span[2] |= 0x80;
                value.Span[14] |= 0xF0;
            }

            Assert.True(NativeStruct.Parse(type, value.ToString()).HasSameValue(value), value.ToString());
        }
    }

    private static NativeStruct Parse(string type, string text) =>
        NativeStruct.Parse((RecordType)s_declarations.FindType(type)!, text, s_declarations);
}
