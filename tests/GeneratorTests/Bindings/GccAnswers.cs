using System.Diagnostics;
using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Bindings;

/// <summary>Asks gcc, and a binding.</summary>
internal static class GccAnswers
{
    /// <summary>What gcc says, a line for each question. It is needed for the build, so it is there.</summary>
    /// <param name="header">As <c>#include</c> has it, without quotes.</param>
    /// <param name="options">Of the compiler.</param>
    public static async Task<string[]> OfGccAsync(GccQuestions questions, string header, params string[] options)
    {
        string folder = Directory.CreateTempSubdirectory("ffi-gcc-").FullName;
        try
        {
            string source = Path.Combine(folder, "program.c"), program = Path.Combine(folder, "program");
            await File.WriteAllTextAsync(source, $$"""
                #include <stddef.h>
                #include <stdio.h>
                #include <string.h>
                #include "{{header}}"
                static void integer(long long value) { printf("%lld\n", value); }
                static void bytes(const void *at, size_t size) { for (size_t i = 0; i < size; i++) printf("%02X", ((const unsigned char *)at)[i]); printf("\n"); }
                {{string.Join('\n', questions.Types)}}
                int main(void)
                {
                {{string.Join('\n', questions.All.Select(question => question.C))}}
                    return 0;
                }

                """);
            SampleProgram compiled = await SampleProgram.RunAsync(new ProcessStartInfo("gcc", [.. options, "-std=gnu17", "-w", "-O0", "-o", program, source]));
            Assert.True(compiled.Status == 0, compiled.Error);
            SampleProgram run = await SampleProgram.RunAsync(new ProcessStartInfo(program));
            Assert.Equal((0, ""), (run.Status, run.Error));
            return run.Lines[..^1];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the binding says, compiled for itself.</summary>
    public static string[] OfBinding(GccQuestions questions, string binding)
    {
        var lines = new List<string>();
        Type answers = BoundProgram.Load(Compiler.Compile(binding, $$"""
            using System.Runtime.CompilerServices;
            using System.Text;
            using Bindings;
            public sealed class Answers(Action<string> say)
            {
                public void All()
                {
            {{string.Join('\n', questions.All.Select(question => question.CSharp))}}
                }

                private void Integer(long value) => say(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

                private void Bytes(ReadOnlySpan<byte> bytes) => say(Convert.ToHexString(bytes));

                private static long OffsetOf<T, TField>(ref T whole, ref TField field) => Unsafe.ByteOffset(ref Unsafe.As<T, byte>(ref whole), ref Unsafe.As<TField, byte>(ref field));

                private static int SizeOf<T>(ref T field) => Unsafe.SizeOf<T>();

                private static T Filled<T>(Func<int, int> pattern)
                    where T : unmanaged
                {
                    T it = default;
                    Span<byte> bytes = MemoryMarshal.AsBytes(new Span<T>(ref it));
                    for (int i = 0; i < bytes.Length; i++)
                    {
                        bytes[i] = unchecked((byte)pattern(i));
                    }

                    return it;
                }

                private static class Of<T>
                {
                    public static T Value = default!;
                }
            }
            """)).GetType("Answers")!;
        Action<string> say = lines.Add;
        answers.GetMethod("All")!.CreateDelegate<Action>(Activator.CreateInstance(answers, say)).Invoke();
        return [.. lines];
    }
}
