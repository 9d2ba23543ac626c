using FfiIsolation.Cli.Arguments;

namespace FfiIsolation.Tests.Cli.Arguments;

/// <summary>Words for structs, enums, the scalars that .NET has no literal for, and what stands behind the dots.</summary>
public sealed class DeclaredArgumentTests
{
    private static readonly Declarations s_declarations = Declarations.Parse("""
        struct point { int x; int y; }; struct line { struct point from, to; }; enum color { RED, GREEN = 7, HUGE = 0x80000000 };
        """);

    [Theory]
    [InlineData("void f(struct point p)", "{1, 2}", "struct point {1, 2}")]
    [InlineData("void f(struct line l)", "{.to = {.y = 3}}", "struct line {{0, 0}, {0, 3}}")]
    [InlineData("void f(enum color c)", "GREEN", "\"GREEN\"")]
    [InlineData("void f(enum color c)", "9", "9")]
    [InlineData("void f(enum color c)", "RED | 1", "1")]
    [InlineData("void f(__int128 n)", "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728")]
    [InlineData("void f(unsigned __int128 n)", "340282366920938463463374607431768211455", "340282366920938463463374607431768211455")]
    [InlineData("void f(_Float16 h)", "0.5", "0.5")]
    [InlineData("void f(double _Complex z)", "1 - 2i", "1 - 2i")]
    [InlineData("void f(long double _Complex z)", "0.1", "0.100000000000000000001 + 0i")]
    public void A_word_is_a_value_as_C_initialises_it(string prototype, string word, string argument) =>
        Assert.Equal(argument, Assert.IsType<ValueArgument>(Parse(prototype, word)[0]).Value.ToString());

    [Theory]
    [InlineData("void f(struct point *p)", "{1, 2}", "0100000002000000")]
    [InlineData("void f(struct point *p)", "{{1, 2}, {3, 4}}", "01000000020000000300000004000000")]
    [InlineData("void f(struct line *p)", "{{1, 2}, {3, 4}}", "01000000020000000300000004000000")]
    [InlineData("void f(struct point *p)", "out", "0000000000000000")]
    [InlineData("void f(struct point *p)", "inout:{.y = 1}", "0000000001000000")]
    [InlineData("void f(enum color *p)", "{RED, GREEN}", "0000000007000000")]
    [InlineData("void f(_Float16 *p)", "{1, 0.5}", "003c0038")]
    [InlineData("void f(int (*rows)[2])", "{{1, 2}, {3, 4}}", "01000000020000000300000004000000")]
    public void A_pointer_takes_one_value_or_several(string prototype, string word, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(Assert.IsType<BufferArgument>(Parse(prototype, word)[0]).Bytes));

    [Theory]
    [InlineData("1", "Signed 1")]
    [InlineData("3000000000", "Signed 3000000000")]
    [InlineData("0xffffffff", "Unsigned 4294967295")]
    [InlineData("1.5", "Double 1.5")]
    [InlineData("1.5L", "LongDouble 1.5")]
    [InlineData("1.5f", "Double 1.5")]
    [InlineData("'a'", "Signed 97")]
    [InlineData("hello", "Text \"hello\"")]
    [InlineData("text:1", "Text \"1\"")]
    [InlineData("null", "Nothing null")]
    [InlineData("GREEN", "Signed 7")]
    [InlineData("HUGE", "Unsigned 2147483648")]
    [InlineData("(struct point){1, 2}", "Struct struct point {1, 2}")]
    [InlineData("18446744073709551615u", "Unsigned 18446744073709551615")]
    [InlineData("text:18446744073709551615", "Text \"18446744073709551615\"")]
    [InlineData("08.5", "Double 8.5")]
    [InlineData("2026-08-09", "Text \"2026-08-09\"")]
    [InlineData("127.0.0.1", "Text \"127.0.0.1\"")]
    public void Behind_the_dots_a_word_has_the_type_that_it_has_in_C(string word, string argument)
    {
        NativeArgument value = Parse("int printf(const char *format, ...)", "%d", word)[1].Bind().Argument;

        Assert.Equal(argument, $"{(value.IsNull ? "Nothing" : value.Kind)} {value}");
    }

    [Theory]
    [InlineData("void f(struct point p)", "{1, 2, 3}", "there are too many values: struct point has 2 members")]
    [InlineData("void f(struct point p)", "{1, x}", "at 1:5, 'x' is no constant")]
    [InlineData("void f(struct point *p)", "{1, 2, 3}", "there are too many values")]
    [InlineData("void f(enum color c)", "GREAN", "did you mean 'GREEN'?")]
    [InlineData("void f(_Float16 h)", "70000.0", "beyond the range of _Float16")]
    public void What_does_not_fit_is_refused_with_its_place(string prototype, string word, string problem) =>
        Assert.Contains(problem, Assert.Throws<ArgumentTextException>(() => Parse(prototype, word)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("18446744073709551615", "write 18446744073709551615u")]
    [InlineData("-9223372036854775809", "no type of 64 bits holds")]
    [InlineData("99999999999999999999", "no type of 64 bits holds")]
    [InlineData("08", "octal")]
    [InlineData("1e999", "no double holds")]
    public void Behind_the_dots_a_number_that_no_type_holds_is_not_passed_as_text(string word, string problem)
    {
        string message = Assert.Throws<ArgumentTextException>(() => Parse("int printf(const char *format, ...)", "%d", word)).Message;

        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains($"text:{word}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_words_for_a_variadic_function_are_refused() =>
        Assert.Contains("takes at least 1 argument", Assert.Throws<ArgumentTextException>(() => Parse("int printf(const char *format, ...)")).Message, StringComparison.Ordinal);

    private static IReadOnlyList<ParsedArgument> Parse(string prototype, params string[] words) =>
        ArgumentParser.Parse(Prototype.Parse(prototype, s_declarations), words, names: null, s_declarations);
}
