using System.Text;

namespace FfiIsolation.Tests.Abi;

/// <summary>Sizes, alignments and places of members against what the C compiler says for the same text.</summary>
public sealed class RecordLayoutTests
{
    private const int Count = 600;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_member_lies_where_the_compiler_puts_it(int seed)
    {
        var generator = new RecordGenerator(seed, isSmall: false);
        string text = RecordGenerator.Prelude + string.Concat(Enumerable.Range(0, Count).Select(_ => generator.Next()));
        Declarations declarations = Declarations.Parse(text);
        RecordType[] records = [.. generator.Names.Select(name => (RecordType)declarations.FindType(name)!)];

        string[] lines = CCompiler.Run(Program(text, records));

        Assert.Equal(Count, lines.Length);
        string[] ours = [.. records.Select(Describe)];
        string[] wrong = [.. Enumerable.Range(0, Count).Where(i => ours[i] != lines[i]).Select(i => $"{records[i].ToDefinition()}\n  gcc  {lines[i]}\n  ours {ours[i]}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        Assert.True(records.Sum(record => record.NamedMembers().Count(member => member.BitWidth > 0)) > 500);
    }

    [Fact]
    public void A_definition_written_out_again_is_laid_out_the_same()
    {
        var generator = new RecordGenerator(3, isSmall: true);
        string text = RecordGenerator.Prelude + string.Concat(Enumerable.Range(0, 300).Select(_ => generator.Next()));
        Declarations first = Declarations.Parse(text);

        string again = string.Concat(generator.Names.Select(name => ((RecordType)first.FindType(name)!).ToDefinition() + ";\n"));
        Declarations second = Declarations.Parse(RecordGenerator.Prelude + again);

        Assert.All(generator.Names, name => Assert.Equal(first.FindType(name), second.FindType(name)));
        Assert.All(generator.Names, name => Assert.True(first.FindType(name)!.IsCompatibleWith(second.FindType(name)!)));
    }

    private static string Describe(RecordType record)
    {
        var text = new StringBuilder($"{record.Size} {record.Alignment}");
        foreach (RecordMember member in record.NamedMembers())
        {
            int first = (8 * member.Offset) + member.BitOffset;
            text.Append(member.BitWidth is { } width ? $" {first}-{first + width - 1}:{width}" : $" {member.Offset}");
        }

        return text.ToString();
    }

    private static string Program(string text, RecordType[] records)
    {
        var program = new StringBuilder(CHeaders.All).AppendLine(text).AppendLine("""
            static void bits(const unsigned char *p, size_t size) {
                long first = -1, last = -1, count = 0;
                for (size_t i = 0; i < 8 * size; i++) if (p[i / 8] >> i % 8 & 1) { if (first < 0) first = i; last = i; count++; }
                printf(" %ld-%ld:%ld", first, last, count);
            }
            """);
        var main = new StringBuilder();
        for (int i = 0; i < records.Length; i++)
        {
            string name = records[i].ToString();
            program.AppendLine($"static void f{i}(void) {{ static {name} s; printf(\"%zu %zu\", sizeof s, _Alignof({name}));");
            foreach (RecordMember member in records[i].NamedMembers())
            {
                program.AppendLine(member.BitWidth is null
                    ? $"printf(\" %zu\", offsetof({name}, {member.Name}));"
                    : $"memset(&s, 0, sizeof s); s.{member.Name} = {(member.Type is BooleanType ? "1" : "-1")}; bits((unsigned char *)&s, sizeof s);");
            }

            program.AppendLine("printf(\"\\n\"); }");
            main.Append($"f{i}(); ");
        }

        return program.AppendLine($"int main(void) {{ {main} return 0; }}").ToString();
    }
}
