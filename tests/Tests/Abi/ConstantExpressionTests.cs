using System.Globalization;
using System.Text;

namespace FfiIsolation.Tests.Abi;

/// <summary>Values of enums, and the integer types that hold them, against the C compiler.</summary>
public sealed class ConstantExpressionTests
{
    private static readonly string[] Operators = ["+", "-", "*", "/", "%", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&", "|", "^", "&&", "||"];

    private static readonly string[] Leaves =
    [
        "0", "1", "7", "0x7fffffff", "0xffffffff", "2147483648", "1u", "3L", "0xfffffffffffffffe", "'a'", "'\\xff'", "'\\n'", "sizeof(int)", "sizeof(struct { int x; } *)",
        "_Alignof(double)", "017", "0b101", "12ull", "ZERO", "MINUS_ONE", "BIG", "(char)200", "(unsigned char)-1", "(_Bool)5", "(short)70000", "(unsigned)-1", "(long)-2",
    ];

    [Fact]
    public void Random_expressions_have_the_compilers_value_and_type()
    {
        const string Start = "enum start { ZERO, MINUS_ONE = -1, BIG = 0x100000000 };\n";
        var random = new Random(5);
        string[] all = [.. Enumerable.Range(0, 4000).Select(_ => Expression(random, 3).Replace("struct { int x; }", "void", StringComparison.Ordinal))];
        var ours = new Dictionary<string, (long Value, int Size, bool IsSigned)>();
        foreach (string expression in all)
        {
            try
            {
                // Sizes show the type, which the value of an enum's constant has lost.
                Declarations declared = Declarations.Parse($"{Start}enum e {{ V = {expression} }}; enum p {{ P = {expression} ? 0 : 0, S = (({expression}) * 0 - 1 < 0) }};");
                var type = (EnumType)declared.FindType("enum e")!;
                ours[expression] = (declared.FindConstant("V")!.Value, type.Size, declared.FindConstant("S") == 1);
            }
            catch (PrototypeException)
            {
                // Overflow, division by zero, shifts too far: C defines no value.
            }
        }

        Assert.True(ours.Count > 1500, $"only {ours.Count} have a value");
        var program = new StringBuilder("#include <stdio.h>\n" + Start);
        var main = new StringBuilder();
        foreach ((string expression, int i) in ours.Keys.Select((expression, i) => (expression, i)))
        {
            program.AppendLine($"enum e{i} {{ V{i} = {expression} }};");
            main.AppendLine($"printf(\"%ld %zu %d\\n\", (long)V{i}, sizeof(enum e{i}), (({expression}) * 0 - 1 < 0));");
        }

        string[] lines = CCompiler.Run(program.AppendLine($"int main(void) {{\n{main}return 0; }}").ToString());
        string[] wrong = [.. ours.Select((pair, i) => (pair.Key, Ours: string.Create(CultureInfo.InvariantCulture, $"{pair.Value.Value} {pair.Value.Size} {(pair.Value.IsSigned ? 1 : 0)}"), Theirs: lines[i]))
            .Where(one => one.Ours != one.Theirs).Select(one => $"{one.Key}: {one.Ours}, gcc {one.Theirs}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    private static string Expression(Random random, int depth)
    {
        if (depth == 0 || random.Next(4) == 0)
        {
            return Leaves[random.Next(Leaves.Length)];
        }

        return random.Next(10) switch
        {
            0 => $"-{Expression(random, depth - 1).TrimStart('-')}",
            1 => $"~({Expression(random, depth - 1)})",
            2 => $"!{Leaves[random.Next(Leaves.Length)]}",
            3 => $"({Expression(random, depth - 1)} ? {Expression(random, depth - 1)} : {Expression(random, depth - 1)})",
            4 => $"({Expression(random, depth - 1)})",
            _ => $"{Expression(random, depth - 1)} {Operators[random.Next(Operators.Length)]} {Expression(random, depth - 1)}",
        };
    }
}
