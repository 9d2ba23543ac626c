// Plain English about what probably went wrong, most telling first. Each source is a pure function of the scene and says nothing where it does
// not apply. A hint is a guess and says so where it is one.
namespace FfiIsolation.Crashes.Hints;

internal static class CrashHints
{
    /// <summary>More than this many tell a reader nothing.</summary>
    private const int MaxHints = 6;

    private static readonly Func<HintScene, IEnumerable<string>>[] s_sources =
    [
        HeapHints.Of, DeclarationHints.Of, TellTaleHints.Of, NumberHints.Of, NullHints.Of, RentedHints.Of, BlockHints.Of, PatternHints.Of, CutPointerHints.Of, TextHints.Of, ArgumentHints.Of, ExecutionHints.Of,
        RegionHints.Of, StackHints.Of, InstructionHints.Of, AbortHints.Of, ExitHints.Of, LimitHints.Of, ConfinementHints.Of, CircumstanceHints.Of,
    ];

    public static IReadOnlyList<string> For(HintScene scene)
    {
        var hints = new List<string>();
        foreach (var source in s_sources)
            hints.AddRange(source(scene));
        return hints.Distinct().Take(MaxHints).ToList();
    }
}
