using System.Globalization;
using System.Text;
using FfiIsolation.Tests.Abi;

namespace FfiIsolation.Tests.Papers;

/// <summary>The tables of docs/wire-protocol.md against native/include/ffi_segment.h, by the C compiler.</summary>
public sealed class WireProtocolPaperTests
{
    private const string Paper = "docs/wire-protocol.md";

    [Theory]
    [InlineData("Image layout", "ffi_image")]
    [InlineData("Blocks", "ffi_block")]
    [InlineData("Relocations", "ffi_relocation")]
    [InlineData("What is told of blocks", "ffi_overruns")]
    [InlineData("Block that was left", "ffi_overrun")]
    [InlineData("Batch", "ffi_batch")]
    [InlineData("Column", "ffi_column")]
    [InlineData("Call list", "ffi_list")]
    [InlineData("Call of a list", "ffi_list_call")]
    [InlineData("Link", "ffi_link")]
    [InlineData("Result of a listed call", "ffi_list_result")]
    [InlineData("Registers of a listed call", "ffi_list_registers")]
    [InlineData("Segment header", "ffi_header")]
    [InlineData("Control", "ffi_control")]
    [InlineData("Exchange", "ffi_exchange")]
    [InlineData("Callback record", "ffi_callback")]
    [InlineData("Callback answer", "ffi_answer")]
    [InlineData("Callback entry", "ffi_callback_entry")]
    [InlineData("Callback rule", "ffi_callback_rule")]
    [InlineData("Flight recorder", "ffi_recorder")]
    [InlineData("Entry of the recorder", "ffi_recorder_frame")]
    [InlineData("Crash record", "ffi_crash")]
    [InlineData("Finding", "ffi_heap_finding")]
    [InlineData("Origin", "ffi_heap_origin")]
    [InlineData("Listing", "ffi_heap_listing")]
    [InlineData("Group", "ffi_heap_group")]
    public void Each_field_of_a_table_is_where_the_header_has_it(string heading, string structure)
    {
        string[][] rows = Papers.Table(Paper, heading);
        Assert.NotEmpty(rows);
        var source = new StringBuilder("#include <stddef.h>\n#include \"ffi_segment.h\"\nextern struct " + structure + " it;\n");
        int end = 0;
        foreach (string[] row in rows)
        {
            int offset = int.Parse(row[0], CultureInfo.InvariantCulture), size = int.Parse(row[1], CultureInfo.InvariantCulture);
            string field = row[2].Trim('`');
            Assert.InRange(offset, 0, end); // members of a union begin where others do
            source.Append(CultureInfo.InvariantCulture, $"_Static_assert(offsetof(struct {structure}, {field}) == {offset} && sizeof it.{field} == {size}, \"{field}\");\n");
            end = Math.Max(end, offset + size);
        }

        source.Append(CultureInfo.InvariantCulture, $"_Static_assert(sizeof(struct {structure}) == {end}, \"size\");\n");
        AssertCompiles(source.ToString());
    }

    [Fact]
    public void Each_part_of_the_segment_is_where_the_header_has_it()
    {
        var source = new StringBuilder("#include \"ffi_segment.h\"\n");
        foreach (string[] row in Papers.Table(Paper, "Segment"))
        {
            source.Append(CultureInfo.InvariantCulture, $"_Static_assert({row[1].Trim('`')} == {row[0].Trim('`')}, \"{row[1]}\");\n");
        }

        AssertCompiles(source.ToString());
    }

    private static void AssertCompiles(string source)
    {
        string[] lines = source.Split('\n');
        Assert.Empty(CCompiler.LinesWithErrors(source, "-I", Path.Combine(Papers.Root, "native/include")).Select(line => lines[line - 1]));
    }
}
