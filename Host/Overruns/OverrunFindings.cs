using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.Overruns;

/// <summary>From what a worker noticed, piece by piece, to which block was left: the host knows where they lie.</summary>
internal static class OverrunFindings
{
    public static List<OverrunFinding> Of(IReadOnlyList<OverrunEntry> entries, ReadOnlySpan<PreparedBlock> blocks)
    {
        var findings = new List<OverrunFinding>();
        foreach (OverrunEntry entry in entries)
        {
            OverrunFinding next = entry.Kind == OverrunKind.CanaryBefore ? BeforeOrBehind(entry, blocks)
                : new(entry.Block, entry.First, entry.Last, entry.Kind == OverrunKind.PageRead ? FaultAccess.Read : FaultAccess.Write, entry.Row, entry.Thread, entry.Frames);
            int same = findings.FindIndex(known => known.Block == next.Block && known.First < 0 == next.First < 0 && known.Access == next.Access);
            if (same < 0)
            {
                findings.Add(next);
            }
            else
            {
                findings[same] = Join(findings[same], next);
            }
        }

        return findings;
    }

    /// <summary>One write that went from the canary behind a block into its guard page. Only of the page it is known who did it.</summary>
    private static OverrunFinding Join(OverrunFinding one, OverrunFinding other)
    {
        OverrunFinding seen = one.Frames.Length > 0 ? one : other;
        return seen with { First = Math.Min(one.First, other.First), Last = Math.Max(one.Last, other.Last) };
    }

    /// <summary>Between two blocks of one slot lies one canary: who changed it came from the side that is nearer.</summary>
    private static OverrunFinding BeforeOrBehind(OverrunEntry entry, ReadOnlySpan<PreparedBlock> blocks)
    {
        long start = blocks[entry.Block].Offset;
        int below = -1;
        for (int i = 0; i < blocks.Length; i++)
        {
            long end = blocks[i].Offset + blocks[i].Length;
            if (i != entry.Block && end <= start + entry.First && end > start - (2 * CallImageLayout.CanaryBytes) && (below < 0 || end > blocks[below].Offset + blocks[below].Length))
            {
                below = i;
            }
        }

        long gap = below < 0 ? long.MaxValue : start + entry.First - (blocks[below].Offset + blocks[below].Length);
        if (gap >= -1 - entry.Last)
        {
            return new(entry.Block, entry.First, entry.Last, FaultAccess.Write, entry.Row, 0, []);
        }

        long between = start - blocks[below].Offset;
        return new(below, between + entry.First, between + entry.Last, FaultAccess.Write, entry.Row, 0, []);
    }
}
