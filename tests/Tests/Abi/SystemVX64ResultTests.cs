using System.Globalization;
using System.Text;
using FfiIsolation.Abi;

namespace FfiIsolation.Tests.Abi;

/// <summary>Where compiled functions leave their results against where we say they do.</summary>
public sealed class SystemVX64ResultTests
{
    [Fact]
    public void Every_result_lies_where_the_compiler_leaves_it()
    {
        var generator = new SignatureGenerator(7);
        List<Prototype> prototypes = DataModel.Lp64.TypeNames
            .Concat(["char", "unsigned char", "short", "unsigned", "long long", "float", "double", "long double", "void *", "const char **"])
            .Select((name, i) => Prototype.Parse($"{name} f{i}(void)")).ToList();
        List<(string Expression, byte[] Bytes)> values = prototypes.ConvertAll(prototype => generator.NextValue(prototype.ReturnType));

        string[] lines = CCompiler.Run(Program(prototypes, values));

        Assert.Equal(prototypes.Count, lines.Length);
        for (int i = 0; i < prototypes.Count; i++)
        {
            // rax, xmm0, st0 (10 bytes in 2 words, or 0 where the x87 stack was empty)
            ulong[] words = lines[i].Split(' ').Select(word => ulong.Parse(word, NumberStyles.HexNumber)).ToArray();
            byte[] expected = values[i].Bytes;
            ResultPlace place = SystemVX64.Layout(prototypes[i]).Result;
            (int first, int size) = place switch
            {
                IntegerResult integer => (0, integer.Size),
                VectorResult vector => (1, vector.Size),
                X87Result => (2, 10),
                _ => throw new InvalidOperationException($"The test does not know {place}."),
            };
            Assert.Equal(expected.Length, size);
            byte[] found = [.. BitConverter.GetBytes(words[first]), .. BitConverter.GetBytes(words[Math.Min(first + 1, 3)])];
            Assert.True(expected.SequenceEqual(found[..size]), $"{prototypes[i]}: the result is not in {place}");
            Assert.Equal(place is X87Result, words[4] != 0);
        }
    }

    [Theory]
    [InlineData("void f(void)", 0, false)]
    [InlineData("bool f(void)", 1, false)]
    [InlineData("signed char f(void)", 1, true)]
    [InlineData("unsigned short f(void)", 2, false)]
    [InlineData("int f(void)", 4, true)]
    [InlineData("size_t f(void)", 8, false)]
    [InlineData("char *f(void)", 8, false)]
    public void An_integer_result_says_its_width_and_sign(string prototype, int size, bool isSigned)
    {
        ResultPlace expected = size == 0 ? NoResult.Instance : new IntegerResult(size, isSigned);
        Assert.Equal(expected, SystemVX64.Layout(Prototype.Parse(prototype)).Result);
    }

    private static string Program(List<Prototype> prototypes, List<(string Expression, byte[] Bytes)> values)
    {
        var program = new StringBuilder(CHeaders.All).AppendLine("""
            unsigned long captured[5];
            /* rdi: the function. fxam tells by C3 and C0 (0x4100 in the status word) that st0 is empty. */
            void capture(void *function);
            __asm__(
                ".text\n.globl capture\ncapture:\n sub $8, %rsp\n fninit\n call *%rdi\n"
                "mov %rax, captured(%rip)\n movq %xmm0, captured+8(%rip)\n movq $0, captured+32(%rip)\n"
                "fxam\n fnstsw %ax\n and $0x4500, %eax\n cmp $0x4100, %eax\n je 1f\n"
                "fstpt captured+16(%rip)\n movq $1, captured+32(%rip)\n"
                "1: add $8, %rsp\n ret\n");
            """);
        var calls = new StringBuilder();
        for (int i = 0; i < prototypes.Count; i++)
        {
            program.AppendLine($"__attribute__((noinline)) {prototypes[i]} {{ return {values[i].Expression}; }}");
            calls.AppendLine($"memset(captured, 0, sizeof captured); capture(f{i}); printf(\"%lx %lx %lx %lx %lx\\n\", captured[0], captured[1], captured[2], captured[3], captured[4]);");
        }

        return program.Append("int main(void) {\n").Append(calls).AppendLine("return 0; }").ToString();
    }
}
