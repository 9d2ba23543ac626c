using FfiIsolation.Cli.Arguments;

namespace FfiIsolation.Tests.Cli.Arguments;

/// <summary>What a word means for a parameter of a certain type, and what is said where it means nothing.</summary>
public sealed class ArgumentParserTests
{
    [Theory]
    [InlineData("int", "42", "42")]
    [InlineData("int", "-1", "-1")]
    [InlineData("int", "-2147483648", "-2147483648")]
    [InlineData("unsigned", "4294967295", "4294967295")]
    [InlineData("unsigned long", "0xffffffffffffffff", "18446744073709551615")]
    [InlineData("char", "'A'", "65")]
    [InlineData("signed char", "-128", "-128")]
    [InlineData("uint8_t", "255", "255")]
    [InlineData("wchar_t", "'é'", "233")]
    [InlineData("bool", "true", "true")]
    [InlineData("bool", "0", "false")]
    [InlineData("double", "1.5e3", "1500")]
    [InlineData("double", "0", "0")]
    [InlineData("float", "0.1", "0.1")]
    [InlineData("long double", "1.5", "1.5")]
    [InlineData("const char *", "hello", "\"hello\"")]
    [InlineData("const char *", "", "\"\"")]
    [InlineData("const char *", "text:null", "\"null\"")]
    [InlineData("const char *", "-1", "\"-1\"")]
    [InlineData("const char *", "null", "null")]
    [InlineData("const char *", "hex:6869", "hex:6869")]
    [InlineData("const char *", "addr:0xdeadBEEF", "0xdeadbeef")]
    [InlineData("const unsigned char *", "hi", "hex:686900")]
    [InlineData("void *", "text:hi", "hex:686900")]
    [InlineData("void *", "hex:", "hex:")]
    [InlineData("char *", "out:16", "out:16")]
    [InlineData("void *", "out:0", "out:0")]
    [InlineData("int *", "out", "out:4")]
    [InlineData("void **", "out", "out:8")]
    [InlineData("char *", "inout:hi", "inout:hex:686900")]
    [InlineData("char *", "inout:hex:00ff", "inout:hex:00ff")]
    [InlineData("void *", "inout:hi", "inout:hex:686900")]
    [InlineData("unsigned long *", "inout:100", "inout:hex:6400000000000000")]
    [InlineData("int *", "inout:{1, -1}", "inout:hex:01000000ffffffff")]
    [InlineData("const short *", "{1,2,3}", "hex:010002000300")]
    [InlineData("const int *", "{}", "hex:")]
    [InlineData("const uint8_t *", "{1,2,255}", "hex:0102ff")]
    [InlineData("const unsigned char *", "{'a', 0x7f}", "hex:617f")]
    [InlineData("signed char *", "{-1, 127}", "hex:ff7f")]
    [InlineData("int8_t *", "inout:{-128}", "inout:hex:80")]
    [InlineData("uint8_t *", "inout:text:{1}", "inout:hex:7b317d00")]
    [InlineData("const uint8_t *", "text:{1}", "hex:7b317d00")]
    [InlineData("const char *", "{1,2}", "\"{1,2}\"")]
    [InlineData("char *", "inout:{1}", "inout:hex:7b317d00")]
    [InlineData("const double *", "{1.5}", "hex:000000000000f83f")]
    [InlineData("const float *", "{-1}", "hex:000080bf")]
    [InlineData("bool *", "inout:true", "inout:hex:01")]
    [InlineData("const char **", "{null, addr:0x10}", "hex:00000000000000001000000000000000")]
    public void A_word_becomes_the_argument(string type, string word, string expected) => Assert.Equal(expected, Read(type, word).ToString());

    [Theory]
    [InlineData("int", "2147483648", "2147483648 is out of range: -2147483648 to 2147483647")]
    [InlineData("unsigned", "-1", "-1 is out of range: 0 to 4294967295")]
    [InlineData("unsigned char", "256", "256 is out of range: 0 to 255")]
    [InlineData("char", "'é'", "233 is out of range: -128 to 127")]
    [InlineData("size_t", "18446744073709551616", "out of range")]
    [InlineData("int", "1.5", "this is a floating number; nothing is rounded")]
    [InlineData("int", "1e3", "this is a floating number")]
    [InlineData("int", "true", "not a bool")]
    [InlineData("int", "ten", "write an integer such as 42, -1 or 0x2a")]
    [InlineData("char", "A", "'A'")]
    [InlineData("bool", "2", "write true or false")]
    [InlineData("double", "1e400", "larger than any double")]
    [InlineData("const int *", "42", "values in braces")]
    [InlineData("void *", "hello", "text:")]
    [InlineData("void *", "0", "a null pointer is written null")]
    [InlineData("void *", "NULL", "a null pointer is written null")]
    [InlineData("void *", "hex:1", "no whole number of bytes")]
    [InlineData("void *", "hex:0g", "'g' is no hexadecimal digit")]
    [InlineData("char *", "out:-1", "out of range: 0 to 134217728")]
    [InlineData("char *", "out:134217729", "134217729 bytes are out of range: 0 to 134217728")]
    [InlineData("const uint8_t *", "{1,2,300}", "value 3, '300': 300 is out of range: 0 to 255; write text:{1,2,300} where text is meant")]
    [InlineData("signed char *", "inout:{128}", "128 is out of range: -128 to 127; write inout:text:{128} where text is meant")]
    [InlineData("const unsigned char *", "{\"a\": 1}", "write text:{\"a\": 1} where text is meant")]
    [InlineData("char *", "out:many", "the number of bytes")]
    [InlineData("void *", "addr:1234", "0x")]
    [InlineData("void *", "addr:0x12345678123456781", "16 hexadecimal digits")]
    [InlineData("int *", "inout:x", "write an integer")]
    [InlineData("int *", "inout:{1, x}", "value 2, 'x'")]
    [InlineData("int *", "inout:{1", "the closing } is missing")]
    [InlineData("char *", "file:/no/such/file", "the file cannot be read")]
    public void A_word_that_does_not_fit_is_refused_by_position_text_type_and_reason(string type, string word, string reason)
    {
        var error = Assert.Throws<ArgumentTextException>(() => Read(type, word));
        Assert.StartsWith($"argument 2, '{word}', does not fit parameter x of type '", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_without_name_is_called_by_its_position()
    {
        var error = Assert.Throws<ArgumentTextException>(() => ArgumentParser.Parse(Prototype.Parse("int abs(int)"), ["x"]));
        Assert.Contains("parameter arg1 of type 'int'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f takes 2 arguments, and 1 was given: int f(int a, const char *b); the first one missing is 'const char *b'", "1")]
    [InlineData("f takes 2 arguments, and 3 were given: int f(int a, const char *b); the first one too many is 'y'", "1", "x", "y")]
    [InlineData("f takes 2 arguments, and 3 were given: int f(int a, const char *b); options go before the library", "1", "x", "--json")]
    public void The_wrong_number_of_arguments_is_refused(string message, params string[] words)
    {
        var error = Assert.Throws<ArgumentTextException>(() => ArgumentParser.Parse(Prototype.Parse("int f(int a, const char *b)"), words));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void The_bytes_of_a_file_are_an_input_buffer()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, [1, 2, 255]);
            Assert.Equal("hex:0102ff", Read("const void *", "file:" + file).ToString());
            Assert.Equal("inout:hex:0102ff", Read("void *", "inout:file:" + file).ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_largest_buffer_is_one_that_a_call_can_have() =>
        Assert.Equal(134_217_728, ArgumentParser.Parse(Prototype.Parse("void f(char *x)"), ["out:134217728"])[0].Bind().Output!.Bytes.Length);

    [Fact]
    public void A_file_without_end_is_refused_at_the_limit()
    {
        Assert.False(FileBytes.TryRead("/dev/zero", limit: 100_000, out _, out string problem));
        Assert.Contains("larger than 100000 bytes", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_call_gets_fresh_buffers()
    {
        ParsedArgument parsed = ArgumentParser.Parse(Prototype.Parse("void f(char *x)"), ["inout:hi"])[0];
        BoundArgument first = parsed.Bind();
        ((NativeBuffer<byte>)first.Output!).Memory.Span.Fill(7);
        Assert.Equal("hi\0"u8.ToArray(), parsed.Bind().Output!.Bytes.ToArray());
    }

    [Fact]
    public void What_native_code_only_reads_brings_nothing_back()
    {
        Assert.Null(ArgumentParser.Parse(Prototype.Parse("void f(const char *x)"), ["hex:00"])[0].Bind().Output);
        Assert.Null(ArgumentParser.Parse(Prototype.Parse("void f(const char *x)"), ["hi"])[0].Bind().Output);
    }

    [Theory]
    [InlineData("double", "2147483648", "2147483648")]
    [InlineData("long", "-5", "-5")]
    [InlineData("const char *", "$text", "\"two words\"")]
    [InlineData("const unsigned char *", "$text", "hex:74776f20776f72647300")]
    [InlineData("const void *", "$bytes", "hex:010203")]
    [InlineData("void *", "inout:$bytes", "inout:hex:010203")]
    [InlineData("void *", "$pointer", "0x7f0000001000")]
    [InlineData("void *", "$nothing", "null")]
    [InlineData("int", "$number", "-42")]
    [InlineData("double", "$number", "-42")]
    [InlineData("void *", "addr:$number", "0xffffffffffffffd6")]
    [InlineData("void *", "addr:$unsigned", "0xfffffffe")]
    [InlineData("void *", "addr:$large", "0xffffffffffffffff")]
    [InlineData("void *", "addr:$pointer", "0x7f0000001000")]
    public void An_earlier_value_is_an_argument_by_its_name(string type, string word, string expected) => Assert.Equal(expected, Read(type, word, new Values()).ToString());

    [Theory]
    [InlineData("int", "$unknown", "no earlier call gave a value of that name")]
    [InlineData("unsigned", "$number", "its value is -42, and -42 is out of range")]
    [InlineData("int", "$text", "it is no number")]
    [InlineData("void *", "$number", "addr:$number makes an address of a number")]
    public void An_earlier_value_that_does_not_fit_is_refused(string type, string word, string reason)
    {
        var error = Assert.Throws<ArgumentTextException>(() => Read(type, word, new Values()));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out:8")]
    public void Room_for_one_pointer_gives_a_pointer_that_belongs_to_its_worker(string word) =>
        Assert.IsType<PointerOut>(ArgumentParser.Parse(Prototype.Parse("int sqlite3_open(const char *file, sqlite3 **db)"), ["x", word])[1].Bind().Output);

    [Fact]
    public void Outside_scenarios_a_dollar_is_text() => Assert.Equal("\"$HOME\"", Read("const char *", "$HOME").ToString());

    private static NativeArgument Read(string type, string word, INamedValues? names = null) =>
        ArgumentParser.Parse(Prototype.Parse($"void f(int first, {type} x)"), ["1", word], names)[1].Bind().Argument;

    private sealed class Values : INamedValues
    {
        private readonly Dictionary<string, object?> _values = new()
        {
            ["text"] = "two words",
            ["bytes"] = new byte[] { 1, 2, 3 },
            ["pointer"] = NativePointer.FromAddress(0x7f0000001000),
            ["nothing"] = null,
            ["number"] = -42,
            ["unsigned"] = 0xfffffffeu,
            ["large"] = new System.Numerics.BigInteger(ulong.MaxValue),
        };

        public bool TryFind(string name, out object? value) => _values.TryGetValue(name, out value);
    }
}
