using System.Globalization;
using System.Text;
using FfiIsolation.Abi;

namespace FfiIsolation.Tests.Abi;

/// <summary>Compiled callers and functions, of either convention, and the machine state that they leave: registers, stack, memory. Every value is given as
/// bytes, so that types of any kind are treated alike.</summary>
internal sealed class CallCapture(string declarations, CallConvention convention)
{
    public const int StackWords = 4096;
    private const int VectorStart = 6;
    private const int StackStart = VectorStart + 16;

    private readonly StringBuilder _program = new(CHeaders.All + declarations + Routines
        + $"void *volatile target = {(convention == CallConvention.Microsoft ? "capture_ms" : "capture")};\n");
    private readonly StringBuilder _main = new();
    private int _count;

    private static string Routines => string.Create(CultureInfo.InvariantCulture, $$"""

        unsigned long captured[{{StackStart + StackWords}}], saved[2];
        void capture(void);
        void capture_ms(void);
        unsigned long result[11];
        unsigned char buffer[4096] __attribute__((aligned(256)));
        void call(void *function);
        __asm__(
            ".text\n.globl capture\ncapture:\n"
            "mov %rdi, captured(%rip)\n mov %rsi, captured+8(%rip)\n mov %rdx, captured+16(%rip)\n"
            "mov %rcx, captured+24(%rip)\n mov %r8, captured+32(%rip)\n mov %r9, captured+40(%rip)\n"
            "movups %xmm0, captured+48(%rip)\n movups %xmm1, captured+64(%rip)\n movups %xmm2, captured+80(%rip)\n movups %xmm3, captured+96(%rip)\n"
            "movups %xmm4, captured+112(%rip)\n movups %xmm5, captured+128(%rip)\n movups %xmm6, captured+144(%rip)\n movups %xmm7, captured+160(%rip)\n"
            "lea 8(%rsp), %rsi\n lea captured+176(%rip), %rdi\n mov ${{StackWords}}, %ecx\n rep movsq\n lea buffer(%rip), %rax\n ret\n"
            ".globl capture_ms\ncapture_ms:\n mov %rsi, saved(%rip)\n mov %rdi, saved+8(%rip)\n"
            "mov %rcx, captured(%rip)\n mov %rdx, captured+8(%rip)\n mov %r8, captured+16(%rip)\n mov %r9, captured+24(%rip)\n"
            "movups %xmm0, captured+48(%rip)\n movups %xmm1, captured+64(%rip)\n movups %xmm2, captured+80(%rip)\n movups %xmm3, captured+96(%rip)\n"
            "lea 8(%rsp), %rsi\n lea captured+176(%rip), %rdi\n mov ${{StackWords}}, %ecx\n rep movsq\n"
            "mov saved(%rip), %rsi\n mov saved+8(%rip), %rdi\n lea buffer(%rip), %rax\n ret\n"
            /* The hidden pointer goes into the first integer register of both conventions. fxam tells by C3 and C0 that st0 is empty. */
            ".globl call\ncall:\n sub $40, %rsp\n fninit\n mov %rdi, %rax\n lea buffer(%rip), %rdi\n lea buffer(%rip), %rcx\n call *%rax\n"
            "mov %rax, result(%rip)\n mov %rdx, result+8(%rip)\n movups %xmm0, result+16(%rip)\n movups %xmm1, result+32(%rip)\n"
            "fxam\n fnstsw %ax\n and $0x4500, %eax\n cmp $0x4100, %eax\n je 1f\n fstpt result+48(%rip)\n incq result+80(%rip)\n"
            "fxam\n fnstsw %ax\n and $0x4500, %eax\n cmp $0x4100, %eax\n je 1f\n fstpt result+64(%rip)\n incq result+80(%rip)\n"
            "1: add $40, %rsp\n ret\n");
        static void dump(const void *p, int size) { for (int i = 0; i < size; i++) printf("%02x", ((const unsigned char *)p)[i]); printf(" "); }

        """);

    private string Attribute => convention == CallConvention.Microsoft ? "__attribute__((ms_abi)) " : "";

    /// <summary>Adds a caller; its line holds the bytes of each argument, read at the place that the layout says.</summary>
    public void AddCall(Prototype prototype, IReadOnlyList<CType> types, IReadOnlyList<byte[]> values, CallLayout layout)
    {
        int call = _count++;
        _program.AppendLine($"__attribute__((noinline)) static void call{call}(void) {{");
        for (int i = 0; i < types.Count; i++)
        {
            _program.AppendLine($"static const unsigned char b{i}[] = {{ 0{string.Concat(values[i].Select(one => $",{one}"))} }}; {types[i].Declare(TypeQualifiers.None, $"a{i}")}; memcpy(&a{i}, b{i} + 1, sizeof a{i});");
        }

        string arguments = string.Join(", ", Enumerable.Range(0, types.Count).Select(i => $"a{i}"));
        string pointer = prototype.ReturnType.Declare(TypeQualifiers.None, $"({Attribute}*)" + PrototypeText.ParameterList(prototype.Parameters, prototype.IsVariadic));
        _program.AppendLine($"memset(captured, 0, sizeof captured); (({pointer})target)({arguments}); printf(\":\");");
        for (int i = 0; i < types.Count; i++)
        {
            // GCC passes no address of what is nothing but padding; its slot still shows in the arguments behind it.
            bool isPadding = layout.Arguments[i] is ReferencePlace && Array.TrueForAll(BitMask.Of(types[i]), one => one == 0);
            _program.AppendLine(isPadding ? $"printf(\"{new string('0', 2 * values[i].Length)} \");" : Dump(layout.Arguments[i], values[i].Length));
        }

        _program.AppendLine("printf(\"\\n\"); }");
        _main.AppendLine($"call{call}();");
    }

    /// <summary>Adds a function that returns the value; its line holds the result, read at its place, how many x87 registers were left, and whether the buffer
    /// of the hidden pointer was written and its address returned.</summary>
    public void AddResult(CType type, byte[] value, ResultPlace place)
    {
        int call = _count++;
        _program.AppendLine($"__attribute__((noinline)) {Attribute}{type.Declare(TypeQualifiers.None, $"result{call}(void)")} {{");
        _program.AppendLine($"static const unsigned char b[] = {{ 0{string.Concat(value.Select(one => $",{one}"))} }}; {type.Declare(TypeQualifiers.None, "a")}; memcpy(&a, b + 1, sizeof a); return a; }}");
        _main.AppendLine($"memset(buffer, 0x5a, sizeof buffer); memset(result, 0, sizeof result); call(result{call});");
        _main.AppendLine(place switch
        {
            MemoryResult => $"dump(buffer, {value.Length});",
            X87Result => "dump(result + 6, 10); dump(buffer, 0);",
            ComplexX87Result => "dump(result + 6, 16); dump(result + 8, 16);",
            IntegerResult integer => $"dump(result, {integer.Size});",
            VectorResult vector => $"dump(result + 2, {vector.Size});",
            SplitResult split => string.Concat(split.Pieces.Select(piece => $"dump(result + {(piece.File == RegisterFile.Integer ? piece.Register : 2 + (2 * piece.Register))}, {piece.Size});")),
            _ => "",
        });
        _main.AppendLine("printf(\"| %lu %d %d\\n\", result[10], result[0] == (unsigned long)buffer, buffer[0] != 0x5a || buffer[1] != 0x5a);");
    }

    public string[] Run() =>
        CCompiler.Run(_program.AppendLine($"int main(void) {{ volatile char frame[{8 * StackWords}]; frame[0] = 0;").Append(_main).AppendLine("return frame[0]; }").ToString());

    private static string Dump(ArgumentPlace place, int size) => place switch
    {
        IntegerRegisterPlace register => $"dump(captured + {register.Register}, {size});",
        VectorRegisterPlace register => $"dump(captured + {VectorStart + (2 * register.Register)}, {size});",
        TwinRegisterPlace register => $"dump(captured + {VectorStart + (2 * register.Register)}, {size}); dump(captured + {register.Register}, {size});",
        StackPlace stack => $"dump(captured + {StackStart + stack.Word}, {size});",
        SplitPlace split => split.Pieces.IsEmpty ? "printf(\"- \");"
            : string.Concat(split.Pieces.Select(piece => $"dump(captured + {(piece.File == RegisterFile.Integer ? piece.Register : VectorStart + (2 * piece.Register))}, {piece.Size});")),
        ReferencePlace { Pointer: IntegerRegisterPlace register } copy => Behind($"captured[{register.Register}]", copy),
        ReferencePlace { Pointer: StackPlace stack } copy => Behind($"captured[{StackStart + stack.Word}]", copy),
        _ => throw new InvalidOperationException($"The test does not know {place}."),
    };

    private static string Behind(string pointer, ReferencePlace copy) =>
        // GCC aligns a copy to 16 even where its type asks for more; we give what the type asks for.
        $"if ({pointer} % 16) printf(\"unaligned \"); dump((void *){pointer}, {copy.Size});";
}
