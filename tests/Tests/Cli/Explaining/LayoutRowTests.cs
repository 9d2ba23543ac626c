using System.Globalization;
using FfiIsolation.Cli.Explaining;

namespace FfiIsolation.Tests.Cli.Explaining;

/// <summary>Layouts as they are shown, against the C compiler.</summary>
public sealed class LayoutRowTests
{
    private const string Source = """
        struct inner { short s; long l; };
        struct outer { char tag; double value; unsigned low : 3; unsigned : 2; unsigned high : 7; int : 0; unsigned char next : 4; union { int number; char text[6]; };
                       struct { char a; int b; } named; struct inner inner; char last; };
        union both { char c; double d; struct inner i; };
        """;

    [Theory]
    [InlineData("struct outer", "tag value number text named named.b inner last")]
    [InlineData("struct inner", "s l")]
    [InlineData("union both", "c d i")]
    public void Members_lie_where_the_compiler_lays_them(string type, string members)
    {
        var record = (RecordType)Declarations.Parse(Source).FindType(type)!;
        IReadOnlyList<LayoutRow> rows = RecordLayoutRows.Of(record);
        string[] names = members.Split(' ');
        string[] lines = CCompiler.Run($$"""
            #include <stddef.h>
            #include <stdio.h>
            {{Source}}
            int main(void) { {{type}} v; (void)v; {{string.Concat(names.Select(name => $"printf(\"%zu %zu\\n\", offsetof({type}, {name}), sizeof v.{name});"))}} }
            """);
        Assert.Equal(names.Length, lines.Length);
        foreach ((string name, string line) in names.Zip(lines))
        {
            string own = name.Split('.')[^1];
            LayoutRow row = Assert.Single(rows, row => row.Name == own);
            Assert.Equal(line, string.Create(CultureInfo.InvariantCulture, $"{row.Offset} {row.Bits / 8}"));
        }
    }

    [Fact]
    public void Every_bit_of_a_struct_is_a_members_or_padding()
    {
        var record = (RecordType)Declarations.Parse(Source).FindType("struct outer")!;
        long end = 0;
        foreach (LayoutRow row in RecordLayoutRows.Of(record).Where(row => row.Depth == 0))
        {
            Assert.Equal(end, row.BitPosition);
            end += row.Bits;
        }

        Assert.Equal(8 * record.Size, end);
    }

    [Fact]
    public void Padding_and_bit_fields_are_shown_where_they_lie()
    {
        var record = (RecordType)Declarations.Parse(Source).FindType("struct outer")!;
        string[] rows = [.. RecordLayoutRows.Of(record).Take(9).Select(row => FormattableString.Invariant($"{row.BitPosition}+{row.Bits} {row.Text ?? "padding"}"))];
        Assert.Equal(
            [
                "0+8 char tag", "8+56 padding", "64+64 double value", "128+3 unsigned int low : 3", "131+2 unsigned int : 2", "133+7 unsigned int high : 7",
                "140+20 padding", "160+4 unsigned char next : 4", "164+28 padding",
            ],
            rows);
    }

    [Fact]
    public void Each_struct_that_a_call_depends_on_is_shown_once_and_those_that_members_point_at_are_not()
    {
        Declarations declarations = Declarations.Parse("struct far { int x; }; struct leaf { int x; }; struct node { struct leaf leaf[2]; struct far *far; struct node *next; };");
        CallExplanation call = CallExplanation.Of(Prototype.Parse("struct leaf f(struct node **list, struct node *first)", declarations), []);
        Assert.Equal(["struct leaf", "struct node"], call.Records.Select(record => record.ToString()));
    }
}
