using System.Globalization;
using System.Text;
using FfiIsolation.Abi;

namespace FfiIsolation.Tests.Abi;

/// <summary>Where the C compiler puts arguments against where we say it does: compiled callers call a routine that stores the registers and the stack.</summary>
public sealed class SystemVX64ArgumentTests
{
    private const int Seed = 20260;
    private const int Count = 400;

    // Stored words: 6 integer registers, 8 vector registers of 2 words, then the stack.
    private const int VectorStart = SystemVX64.IntegerRegisterCount;
    private const int StackStart = VectorStart + (2 * SystemVX64.VectorRegisterCount);
    private const int StackWords = 2 * PrototypeLimits.MaximumParameters;

    private static readonly string[] HandPicked =
    [
        "void f(int, double, int, double)",
        "void f(int, int, int, int, int, int, int)",
        "void f(double, double, double, double, double, double, double, double, double)",
        "void f(long double)",
        "void f(int, int, int, int, int, int, int, long double, int)",
        "void f(long double, char, long double, float)",
        "void f(int, int, int, int, int, int, char, long double, bool, long double, short)",
        "void f(float, int, float, int, float, int, float, int, float, int, float, int, float, int, float, int, float, int)",
        "void f(bool, char, signed char, unsigned char, short, unsigned short)",
    ];

    [Fact]
    public void Every_argument_lies_where_the_compiler_puts_it()
    {
        var generator = new SignatureGenerator(Seed);
        List<string> signatures = [.. HandPicked, .. Enumerable.Range(0, Count).Select(_ => generator.Next())];
        List<Prototype> prototypes = signatures.ConvertAll(Prototype.Parse);
        var values = new List<List<(string Expression, byte[] Bytes)>>();
        foreach (Prototype prototype in prototypes)
        {
            values.Add(prototype.Parameters.Select(parameter => generator.NextValue(parameter.Type)).ToList());
        }

        string[] lines = CCompiler.Run(Program(prototypes, values));

        Assert.Equal(prototypes.Count, lines.Length);
        var wrong = new List<string>();
        for (int i = 0; i < prototypes.Count; i++)
        {
            ulong[] words = lines[i].Split(' ').Select(word => ulong.Parse(word, NumberStyles.HexNumber)).ToArray();
            CallLayout layout = SystemVX64.Layout(prototypes[i]);
            for (int j = 0; j < layout.Arguments.Length; j++)
            {
                byte[] expected = values[i][j].Bytes;
                byte[] found = BytesAt(words, layout.Arguments[j])[..expected.Length];
                if (!expected.SequenceEqual(found))
                {
                    wrong.Add($"{prototypes[i]}: argument {j} is not in {layout.Arguments[j]}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_stack_area_ends_with_the_last_argument_and_begins_with_the_first()
    {
        CallLayout layout = SystemVX64.Layout(Prototype.Parse("void f(int, int, int, int, int, int, int, long double, int)"));

        Assert.Equal([new StackPlace(0, 1), new StackPlace(2, 2), new StackPlace(4, 1)], layout.Arguments.Skip(6));
        Assert.Equal((5, 16), (layout.StackWords, layout.StackAlignment));
        Assert.Equal((6, 0), (layout.IntegerRegisters, layout.VectorRegisters));
    }

    [Fact]
    public void The_largest_prototype_fits_in_the_words_that_the_test_stores()
    {
        string all = string.Join(", ", Enumerable.Repeat("long double", PrototypeLimits.MaximumParameters));
        Assert.Equal(StackWords, SystemVX64.Layout(Prototype.Parse($"void f({all})")).StackWords);
    }

    private static byte[] BytesAt(ulong[] words, ArgumentPlace place)
    {
        (int start, int count) = place switch
        {
            IntegerRegisterPlace register => (register.Register, 1),
            VectorRegisterPlace register => (VectorStart + (2 * register.Register), 2),
            StackPlace stack => (StackStart + stack.Word, stack.WordCount),
            _ => throw new InvalidOperationException($"The test does not know {place}."),
        };
        return words.AsSpan(start, count).ToArray().SelectMany(BitConverter.GetBytes).ToArray();
    }

    private static string Program(List<Prototype> prototypes, List<List<(string Expression, byte[] Bytes)>> values)
    {
        var program = new StringBuilder(CHeaders.All);
        program.AppendLine(CultureInfo.InvariantCulture, $$"""
            unsigned long captured[{{StackStart + StackWords}}];
            void capture(void);
            __asm__(
                ".text\n.globl capture\n.type capture, @function\ncapture:\n"
                "mov %rdi, captured(%rip)\n mov %rsi, captured+8(%rip)\n mov %rdx, captured+16(%rip)\n"
                "mov %rcx, captured+24(%rip)\n mov %r8, captured+32(%rip)\n mov %r9, captured+40(%rip)\n"
                "movups %xmm0, captured+48(%rip)\n movups %xmm1, captured+64(%rip)\n movups %xmm2, captured+80(%rip)\n movups %xmm3, captured+96(%rip)\n"
                "movups %xmm4, captured+112(%rip)\n movups %xmm5, captured+128(%rip)\n movups %xmm6, captured+144(%rip)\n movups %xmm7, captured+160(%rip)\n"
                "lea 8(%rsp), %rsi\n lea captured+176(%rip), %rdi\n mov ${{StackWords}}, %ecx\n rep movsq\n ret\n"
                ".size capture, .-capture\n");
            static void report(void) {
                for (int i = 0; i < {{StackStart + StackWords}}; i++) printf(i ? " %lx" : "%lx", captured[i]);
                printf("\n");
                memset(captured, 0, sizeof captured);
            }
            """);
        for (int i = 0; i < prototypes.Count; i++)
        {
            string types = string.Join(", ", prototypes[i].Parameters.Select(parameter => parameter.Type.ToString()));
            string arguments = string.Join(", ", values[i].Select(value => value.Expression));
            program.AppendLine($"__attribute__((noinline)) static void call{i}(void) {{ ((void (*)({(types.Length == 0 ? "void" : types)}))capture)({arguments}); report(); }}");
        }

        // A frame above the callers, so that the words behind the last argument can be read.
        program.AppendLine($"int main(void) {{ volatile char frame[{8 * StackWords}]; frame[0] = 0;");
        for (int i = 0; i < prototypes.Count; i++)
        {
            program.AppendLine($"call{i}();");
        }

        return program.AppendLine("return frame[0]; }").ToString();
    }
}
