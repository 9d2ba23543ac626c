using System.Text;
using FfiIsolation.Initializers;
using FfiIsolation.Tests.Abi;

namespace FfiIsolation.Tests.Values;

/// <summary>The bytes of initialised structs and unions against those that the C compiler makes of the same text.</summary>
public sealed class InitializerCompilerTests
{
    private const int Count = 300;

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void An_initialiser_gives_the_bytes_that_the_compiler_gives(int seed)
    {
        (string text, Declarations declarations, RecordType[] records, string[] values) = Generate(seed);
        var program = new StringBuilder(CHeaders.All).AppendLine(text);
        var main = new StringBuilder();
        for (int i = 0; i < records.Length; i++)
        {
            program.AppendLine($"static {records[i]} v{i} = {values[i]};");
            main.AppendLine($"show(&v{i}, sizeof v{i});");
        }

        program.AppendLine("static void show(void *p, size_t n) { printf(\"=\"); for (size_t i = 0; i < n; i++) printf(\"%02x\", ((unsigned char *)p)[i]); printf(\"\\n\"); }");
        string[] lines = CCompiler.Run(program.AppendLine($"int main(void) {{ {main} return 0; }}").ToString());

        Assert.Equal(Count, lines.Length);
        string[] wrong = [.. Enumerable.Range(0, Count)
            .Select(i => (Ours: "=" + Hex(declarations, records[i], values[i]), Gcc: lines[i], Index: i))
            .Where(pair => pair.Ours != pair.Gcc)
            .Select(pair => $"{records[pair.Index].ToDefinition()}\n  = {values[pair.Index]}\n  gcc  {pair.Gcc}\n  ours {pair.Ours}")];
        Assert.True(wrong.Length == 0, $"{wrong.Length} differ:\n" + string.Join('\n', wrong.Take(5)));
    }

    [Theory]
    [InlineData(23)]
    [InlineData(24)]
    public void A_value_written_as_text_reads_back_to_the_same_value(int seed)
    {
        (_, Declarations declarations, RecordType[] records, string[] values) = Generate(seed);

        string[] wrong = [.. records.Zip(values).Select(pair =>
        {
            NativeStruct value = NativeStruct.Parse(pair.First, pair.Second, declarations);
            NativeStruct again = NativeStruct.Parse(pair.First, value.ToString(), declarations);
            return value.HasSameValue(again) ? "" : $"{pair.First.ToDefinition()}\n  = {pair.Second}\n  {value}\n  {again}";
        }).Where(text => text.Length > 0)];

        Assert.True(wrong.Length == 0, $"{wrong.Length} differ:\n" + string.Join('\n', wrong.Take(5)));
    }

    private static string Hex(Declarations declarations, RecordType type, string value)
    {
        try
        {
            return Convert.ToHexStringLower(InitializerParser.Parse(type, value, declarations));
        }
        catch (PrototypeException e)
        {
            return e.Message;
        }
    }

    private static (string Text, Declarations Declarations, RecordType[] Records, string[] Values) Generate(int seed)
    {
        var generator = new RecordGenerator(seed, isSmall: false);
        string text = RecordGenerator.Prelude + string.Concat(Enumerable.Range(0, Count).Select(_ => generator.Next()));
        Declarations declarations = Declarations.Parse(text);
        RecordType[] records = [.. generator.Names.Select(name => (RecordType)declarations.FindType(name)!)];
        var values = new InitializerGenerator(seed);
        return (text, declarations, records, [.. records.Select(values.Next)]);
    }
}
