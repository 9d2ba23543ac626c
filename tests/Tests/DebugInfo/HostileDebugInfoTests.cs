using System.Globalization;
using System.Text;
using FfiIsolation.DebugInfo;
using FfiIsolation.Libraries;
using FfiIsolation.Tests.Libraries;

namespace FfiIsolation.Tests.DebugInfo;

/// <summary>Debug information that no compiler writes, by the assembler: what it makes the host do is bounded, and a report goes without it.</summary>
public sealed class HostileDebugInfoTests
{
    private const string Header = ".text\n.globl call\n.type call,@function\ncall: ret\n.size call,.-call\n";

    /// <summary>Where a unit says that its addresses, or its texts, begin 8 or 4 bytes before the end of all numbers.</summary>
    [Theory]
    [InlineData("0x73,0x07", "-8", "0x03,0x08, 0x3f,0x19, 0x11,0x1b", ".asciz \"call\"\n.byte 0")]
    [InlineData("0x72,0x07", "-4", "0x03,0x08, 0x3f,0x19, 0x6e,0x1a", ".asciz \"call\"\n.byte 0")]
    public void An_index_beyond_the_end_of_numbers_reads_nothing(string attribute, string start, string attributes, string entry)
    {
        using var folder = new TemporaryFolder();
        string path = Assemble(folder, $"""
            .section .debug_abbrev,"",@progbits
            .byte 1,0x11,1, {attribute}, 0,0
            .byte 2,0x2e,0, {attributes}, 0,0
            .byte 0
            .section .debug_addr,"",@progbits
            .quad 0,0
            .section .debug_str_offsets,"",@progbits
            .quad 0,0
            """, $"""
            .byte 1
            .quad {start}
            .byte 2
            {entry}
            .byte 0
            """);
        Assert.Equal("void call(void)", Of(path, DwarfBudget.OfCheck()).Find("call")?.ToString());
        Assert.Contains("returns nothing", WhatIsWrong(path, "int call(void)"), StringComparison.Ordinal);
    }

    /// <summary>300 units of 12 bytes, each with the table of the one before but for its first code.</summary>
    [Fact]
    public void Units_that_share_a_table_of_shapes_cost_no_memory_without_bound()
    {
        const int codes = 16_000, first = 128, units = 300, bound = 256 << 20;
        using var folder = new TemporaryFolder();
        var table = new StringBuilder(".section .debug_abbrev,\"\",@progbits\n");
        for (int code = first; code < first + codes; code++)
        {
            table.Append(CultureInfo.InvariantCulture, $".byte {(code & 0x7F) | 0x80},{code >> 7},0x11,0,0,0\n");
        }

        var info = new StringBuilder();
        for (int i = 1; i < units; i++)
        {
            info.Append(CultureInfo.InvariantCulture, $"{LastCode(first + codes - 1)}\n.long 10\n.short 5\n.byte 1,8\n.long {6 * i}\n");
        }

        string path = Assemble(folder, table + ".byte 0\n", info.ToString() + LastCode(first + codes - 1), isOneUnit: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(WhatIsWrong(path, "int call(void)"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bound);
        Assert.Throws<DwarfBudgetException>(() => Of(path, DwarfBudget.OfReport()));
    }

    /// <summary>Namespaces within namespaces, and in the innermost entries of one byte with 256 attributes of none.</summary>
    [Fact]
    public void Entries_that_are_looked_at_again_and_again_end_the_reading()
    {
        using var folder = new TemporaryFolder();
        string path = Assemble(folder, """
            .section .debug_abbrev,"",@progbits
            .byte 1,0x11,1, 0,0
            .byte 2,0x39,1, 0,0
            .byte 3,0x34,0
            .rept 250
            .byte 0x3f,0x19
            .endr
            .byte 0,0,0
            """, """
            .byte 1
            .fill 15,1,2
            .fill 20000,1,3
            .fill 16,1,0
            """);
        Assert.Throws<DwarfBudgetException>(() => Of(path, DwarfBudget.OfReport()));
        Assert.Null(WhatIsWrong(path, "int call(void)"));
    }

    /// <summary>void call(F f, struct r p), where F takes two pointers to F, and struct r has two members without a name that are struct r.</summary>
    [Fact]
    public void A_type_within_itself_has_an_end()
    {
        using var folder = new TemporaryFolder();
        string path = Assemble(folder, """
            .section .debug_abbrev,"",@progbits
            .byte 1,0x11,1, 0,0
            .byte 2,0x2e,1, 0x03,0x08, 0x3f,0x19, 0,0
            .byte 3,0x05,0, 0x49,0x13, 0,0
            .byte 4,0x0f,0, 0x49,0x13, 0,0
            .byte 5,0x15,1, 0,0
            .byte 6,0x13,1, 0x03,0x08, 0x0b,0x0b, 0,0
            .byte 7,0x0d,0, 0x49,0x13, 0x38,0x0b, 0,0
            .byte 0
            """, """
            .byte 1
            .byte 2
            .asciz "call"
            .byte 3
            .long P-U
            .byte 3
            .long R-U
            .byte 0
            P: .byte 4
            .long F-U
            F: .byte 5
            .byte 3
            .long P-U
            .byte 3
            .long P-U
            .byte 0
            R: .byte 6
            .asciz "r"
            .byte 8
            .byte 7
            .long R-U
            .byte 0
            .byte 7
            .long R-U
            .byte 0
            .byte 0
            .byte 0
            """);
        TrueFunction found = Of(path, DwarfBudget.OfReport()).Find("call")!;
        Assert.StartsWith("void call(…", found.ToString(), StringComparison.Ordinal);
        Assert.InRange(found.ToString().Length, 0, 64 * 1024);
        Prototype declared = Prototype.Parse("void call(void (*f)(void), struct r p)", Declarations.Parse("struct r { long n; };"));
        Assert.All(DeclarationCheck.Compare(declared, found), difference => Assert.True(difference.IsWarning));
    }

    private static TrueFunctions Of(string path, DwarfBudget budget) => TrueFunctions.Of(ElfFile.TryOpen(path)!, _ => null, budget)!;

    private static string? WhatIsWrong(string path, string prototype) =>
        DeclarationTruth.WhatIsWrong(new CrashedCall { Function = "call", Prototype = prototype, Declared = Prototype.Parse(prototype), LibraryPath = path });

    private static string LastCode(int code) => string.Create(CultureInfo.InvariantCulture, $".byte {(code & 0x7F) | 0x80},{code >> 7}");

    /// <summary>A library of one function, with these sections.</summary>
    /// <param name="tables">All but .debug_info.</param>
    /// <param name="info">What stands behind the header of the first unit.</param>
    /// <param name="isOneUnit">Whether that is all of that unit, and there is none behind it; else its first two bytes are.</param>
    private static string Assemble(TemporaryFolder folder, string tables, string info, bool isOneUnit = true)
    {
        Tool.Require("gcc");
        string length = isOneUnit ? "E-S" : "10";
        File.WriteAllText(folder.File("x.s"), $"{Header}{tables}\n.section .debug_info,\"\",@progbits\nU: .long {length}\nS: .short 5\n.byte 1,8\n.long 0\n{info}\nE:\n");
        string path = folder.File("libx.so");
        Tool.Run("gcc", "", "-shared", "-nostdlib", "-o", path, folder.File("x.s"));
        return path;
    }
}
