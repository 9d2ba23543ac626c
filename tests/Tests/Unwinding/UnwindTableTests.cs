// The unwind tables of real files, compared row by row with what objdump reads in them.
using System.Globalization;
using System.Text.RegularExpressions;
using FfiIsolation.Libraries;
using FfiIsolation.Tests.Libraries;
using FfiIsolation.Unwinding;

namespace FfiIsolation.Tests.Unwinding;

public sealed partial class UnwindTableTests
{
    private static readonly Dictionary<string, int> s_registers = new()
    {
        ["rax"] = 0, ["rdx"] = 1, ["rcx"] = 2, ["rbx"] = 3, ["rsi"] = 4, ["rdi"] = 5, ["rbp"] = 6, ["rsp"] = 7, ["r8"] = 8, ["r9"] = 9,
        ["r10"] = 10, ["r11"] = 11, ["r12"] = 12, ["r13"] = 13, ["r14"] = 14, ["r15"] = 15, ["ra"] = 16,
    };

    [Theory]
    [InlineData("libc.so.6", 20_000)]
    [InlineData("libm.so.6", 5_000)]
    [InlineData("ld-linux-x86-64.so.2", 1_000)]
    public void Every_row_is_what_objdump_reads(string library, int atLeast)
    {
        Tool.Require("objdump");
        string path = PathOf(library);
        using UnwindTable table = UnwindTable.TryOpen(path)!;
        int compared = 0;
        bool isFunction = false;
        List<string> columns = [];
        foreach (string line in Tool.Run("objdump", "", "--dwarf=frames-interp", path).Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.Contains(" CIE ", StringComparison.Ordinal) || line.Contains(" FDE ", StringComparison.Ordinal))
            {
                isFunction = line.Contains(" FDE ", StringComparison.Ordinal);
                columns = [];
            }
            else if (words is ["LOC", "CFA", ..])
            {
                columns = [.. words[2..]];
            }
            else if (isFunction && columns.Count > 0 && words.Length == columns.Count + 2 && AddressAlone().IsMatch(words[0]))
            {
                Compare(table, words, columns);
                compared++;
            }
        }

        Assert.InRange(compared, atLeast, int.MaxValue);
    }

    [Fact]
    public void A_file_of_anything_has_no_rows_and_throws_nothing()
    {
        byte[] image = File.ReadAllBytes(PathOf("libm.so.6"));
        var random = new Random(7);
        ElfFile file = ElfFile.TryParse(image)!;
        ElfSegment header = file.UnwindHeader!.Value;
        ulong some = 0;
        using (UnwindTable sound = UnwindTable.TryRead(file, new ElfImage(image))!)
        {
            some = sound.StartOf(sound.Count / 2);
            Assert.NotNull(sound.Find(some));
        }

        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. image];

            // The tables lie behind their index.
            for (int k = 0; k < 2_000; k++)
            {
                damaged[(int)header.FileOffset + random.Next((int)Math.Min(60_000, damaged.Length - (long)header.FileOffset))] = (byte)random.Next(256);
            }

            using UnwindTable? table = UnwindTable.TryRead(ElfFile.TryParse(damaged)!, new ElfImage(damaged));
            for (ulong at = 0; at < 64; at++)
            {
                table?.Find(some + (at * 97));
            }
        }

        Assert.Null(UnwindTable.TryOpen("/dev/null"));
        Assert.Null(UnwindTable.TryOpen("/no/such/file"));
        Assert.Null(UnwindTable.TryOpen("relative"));
    }

    [Fact]
    public void The_library_of_the_kernel_has_a_table()
    {
        using UnwindTable table = UnwindTable.TryOpen("[vdso]")!;
        Assert.True(KernelLibrary.File!.TryFindFunction(KernelLibrary.File.Functions.First(function => function.Name == "clock_gettime").Address, out ElfSymbol? clock));
        Assert.NotNull(table.Find(clock!.Value.Address));
    }

    private static void Compare(UnwindTable table, string[] words, List<string> columns)
    {
        ulong address = ulong.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        UnwindRow? row = table.Find(address);
        Assert.True(row is not null, $"no row for {words[0]}");
        string frame = words[1] == "exp" ? row.FrameExpression.IsEmpty ? "none" : "exp" : $"{s_registers.First(register => register.Value == row.FrameRegister).Key}{row.FrameOffset:+0;-0;+0}";
        Assert.True(words[1] == frame, $"{words[0]}: {words[1]} and {frame}");
        for (int i = 0; i < columns.Count; i++)
        {
            if (!s_registers.TryGetValue(columns[i], out int register))
            {
                continue;
            }

            UnwindRule rule = row.Rules[register];
            string found = rule.Kind switch
            {
                UnwindRuleKind.Unspecified or UnwindRuleKind.Undefined => "u",
                UnwindRuleKind.Same => "s",
                UnwindRuleKind.SavedAtOffset => $"c{rule.Value:+0;-0;+0}",
                UnwindRuleKind.Offset => $"v{rule.Value:+0;-0;+0}",
                UnwindRuleKind.SavedAtExpression => "exp",
                UnwindRuleKind.Expression => "vexp",
                _ => "r",
            };
            Assert.True(words[i + 2] == found, $"{words[0]} {columns[i]}: {words[i + 2]} and {found}");
        }
    }

    private static string PathOf(string library) =>
        File.ReadLines("/proc/self/maps").Select(line => line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length == 6)
            .Select(words => words[5]).First(path => Path.GetFileName(path) == library);

    [GeneratedRegex("^[0-9a-f]{16}$")]
    private static partial Regex AddressAlone();
}
