using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Overruns;

namespace FfiIsolation.Tests.Overruns;

/// <summary>Which block was left, of what a worker noticed around several.</summary>
public sealed class OverrunFindingsTests
{
    private const long SlotEnd = 0x1000;

    // Two blocks of one slot as the host places them: the second 64 bytes below the first; and one in a slot of its own.
    private static readonly PreparedBlock[] s_blocks =
    [
        new(0, SlotEnd - 16, 16, BlockDirection.InOut),
        new(1, SlotEnd - 16 - 64 - 8, 8, BlockDirection.InOut),
        new(2, 0x3000 - 16, 13, BlockDirection.InOut),
    ];

    [Fact]
    public void A_write_from_the_slack_into_the_guard_page_is_one_and_has_the_code_of_the_page()
    {
        OverrunEntry page = Entry(2, OverrunKind.PageWritten, 16, 19) with { Thread = 5, Frames = [1, 2] };
        OverrunFinding finding = Assert.Single(OverrunFindings.Of([page, Entry(2, OverrunKind.CanaryBehind, 13, 15)], s_blocks));
        Assert.Equal((2, 13, 19, FaultAccess.Write, 5, 2), (finding.Block, finding.First, finding.Last, finding.Access, finding.Thread, finding.Frames.Length));
    }

    [Fact]
    public void A_read_and_a_write_of_one_block_are_two() =>
        Assert.Equal([FaultAccess.Read, FaultAccess.Write], OverrunFindings.Of([Entry(2, OverrunKind.PageRead, 16, 16), Entry(2, OverrunKind.CanaryBehind, 13, 13)], s_blocks).Select(one => one.Access));

    /// <summary>The canary of block 0 is 64 bytes; block 1 ends where it begins.</summary>
    [Theory]
    [InlineData(-64, -61, 1, 8, 11)]
    [InlineData(-64, -33, 1, 8, 39)]
    [InlineData(-4, -1, 0, -4, -1)]
    [InlineData(-30, -1, 0, -30, -1)]
    [InlineData(-64, -1, 0, -64, -1)]
    public void Between_two_blocks_the_nearer_one_was_left(long first, long last, int block, long from, long to)
    {
        OverrunFinding finding = Assert.Single(OverrunFindings.Of([Entry(0, OverrunKind.CanaryBefore, first, last)], s_blocks));
        Assert.Equal((block, from, to), (finding.Block, finding.First, finding.Last));
    }

    [Fact]
    public void Before_a_block_with_nothing_below_it_is_before_it() =>
        Assert.Equal((2, -64L, -60L), Assert.Single(OverrunFindings.Of([Entry(2, OverrunKind.CanaryBefore, -64, -60)], s_blocks)) is var one ? (one.Block, one.First, one.Last) : default);

    private static OverrunEntry Entry(int block, OverrunKind kind, long first, long last) => new(block, kind, first, last, 0, 0, []);
}
