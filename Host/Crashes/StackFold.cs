namespace FfiIsolation.Crashes;

/// <summary>A stretch of a stack: <paramref name="Length"/> frames from <paramref name="Start"/>, the same functions <paramref name="Times"/> times over.</summary>
internal readonly record struct StackFold(int Start, int Length, int Times)
{
    private const int LongestCycle = 4, FewestRepeats = 4;

    /// <summary>The stack in stretches; recursion, also through up to four functions, becomes one of them.</summary>
    public static IReadOnlyList<StackFold> Of(IReadOnlyList<StackFrame> frames)
    {
        var folds = new List<StackFold>();
        for (var i = 0; i < frames.Count;)
        {
            var fold = new StackFold(i, 1, 1);
            for (var length = 1; length <= LongestCycle; length++)
            {
                var times = 1;
                while (i + (times + 1) * length <= frames.Count && IsSame(frames, i, i + times * length, length))
                    times++;
                if (times >= FewestRepeats)
                {
                    fold = new StackFold(i, length, times);
                    break;
                }
            }
            folds.Add(fold);
            i += fold.Length * fold.Times;
        }
        return folds;
    }

    private static bool IsSame(IReadOnlyList<StackFrame> frames, int a, int b, int length)
    {
        for (var k = 0; k < length; k++)
        {
            var (x, y) = (frames[a + k], frames[b + k]);
            if (x.ModulePath != y.ModulePath || x.Module != y.Module || x.Symbol != y.Symbol || (x.Symbol is null && x.Address != y.Address))
                return false;
        }
        return true;
    }
}
