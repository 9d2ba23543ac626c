using System.Text;

namespace FfiIsolation.Tests.Abi;

/// <summary>Sizes, alignments and signs against the C compiler's own headers.</summary>
public sealed class TypeSizeTests
{
    private static readonly string[] Words =
        ["void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool"];

    [Fact]
    public void Every_known_type_name_has_the_size_alignment_and_sign_that_the_compiler_gives_it()
    {
        string[] names = [.. DataModel.Lp64.TypeNames, "char", "void *", "long double", "float", "double"];
        var program = new StringBuilder(CHeaders.All).AppendLine("int main(void) {");
        foreach (string name in names)
        {
            string sign = name.EndsWith('*') ? "0" : $"(({name})-1 < 0)";
            program.AppendLine($"printf(\"%zu %zu %d\\n\", sizeof({name}), _Alignof({name}), {sign});");
        }

        string[] lines = CCompiler.Run(program.AppendLine("return 0; }").ToString());

        Assert.Equal(names.Length, lines.Length);
        for (int i = 0; i < names.Length; i++)
        {
            CType type = Prototype.Parse($"{names[i]} f(void)").ReturnType;
            bool isSigned = type is IntegerType { IsSigned: true } or FloatingType;
            Assert.Equal($"{names[i]}: {lines[i]}", $"{names[i]}: {type.Size} {type.Alignment} {(isSigned ? 1 : 0)}");
        }
    }

    [Fact]
    public void Every_typedef_is_the_very_C_type_that_the_headers_make_it()
    {
        (string Name, IntegerKind Kind)[] typedefs = GlibcTypedefs.Lp64;
        var source = new StringBuilder(CHeaders.All);
        int firstLine = source.ToString().Count(c => c == '\n') + 1;
        for (int i = 0; i < typedefs.Length; i++)
        {
            source.AppendLine($"extern {typedefs[i].Name} v{i}; extern {DataModel.Lp64.Integer(typedefs[i].Kind).Name} v{i};");
        }

        HashSet<int> wrong = CCompiler.LinesWithErrors(source.ToString(), "-std=gnu17");
        Assert.Empty(wrong.Select(line => line < firstLine ? $"line {line}" : typedefs[line - firstLine].Name));
    }

    [Fact]
    public void Specifiers_in_any_order_mean_what_they_mean_to_the_compiler_or_are_refused_like_there()
    {
        List<string> combinations = Combinations(4);
        HashSet<int> refused = CCompiler.LinesWithErrors(string.Join('\n', combinations.Select((words, i) => $"{words} f{i}(void);")), "-std=c17", "-pedantic-errors");

        var accepted = new List<string>();
        var differences = new List<string>();
        for (int i = 0; i < combinations.Count; i++)
        {
            bool isLegal = !refused.Contains(i + 1);
            if (isLegal != TryParse(combinations[i], out _))
            {
                differences.Add(combinations[i]);
            }
            else if (isLegal && combinations[i] != "void")
            {
                accepted.Add(combinations[i]);
            }
        }

        Assert.Empty(differences);
        Assert.True(accepted.Count > 50, $"only {accepted.Count} combinations are legal C");
        string prints = string.Concat(accepted.Select(words => $"printf(\"%zu %d %d\\n\", sizeof({words}), ({words})-1 < 0, ({words})0.5 != 0);\n"));
        string[] lines = CCompiler.Run($"#include <stdio.h>\nint main(void) {{\n{prints}return 0; }}");
        for (int i = 0; i < accepted.Count; i++)
        {
            Assert.True(TryParse(accepted[i], out CType? type));
            bool isSigned = type is IntegerType { IsSigned: true } or FloatingType;
            bool keepsHalf = type is FloatingType or BooleanType;
            Assert.Equal($"{accepted[i]}: {lines[i]}", $"{accepted[i]}: {type!.Size} {(isSigned ? 1 : 0)} {(keepsHalf ? 1 : 0)}");
        }
    }

    private static bool TryParse(string words, out CType? type)
    {
        try
        {
            type = Prototype.Parse($"{words} f(void)").ReturnType;
            return true;
        }
        catch (PrototypeException)
        {
            type = null;
            return false;
        }
    }

    private static List<string> Combinations(int length)
    {
        var all = new List<string>();
        IEnumerable<string> last = Words;
        for (int i = 0; i < length; i++)
        {
            List<string> these = last.ToList();
            all.AddRange(these);
            last = these.SelectMany(_ => Words, (before, word) => $"{before} {word}");
        }

        return all;
    }
}
