// Plain English about what probably went wrong, most telling first. Each source is a pure function of the scene and says nothing where it does
// not apply. A hint is a guess and says so where it is one.
namespace FfiIsolation.Crashes.Hints;

internal static class CrashHints
{
    /// <summary>More than this many tell a reader nothing.</summary>
    private const int MaxHints = 6;

    /// <summary>What explains a crash by facts: the words of who knows, and addresses that an argument is the reason for.</summary>
    private static readonly Func<HintScene, IEnumerable<string>>[] s_explanations =
        [HeapHints.Of, DeclarationHints.Of, LoadingHints.Of, CallbackHints.Of, TellTaleHints.Of, ReturnedHints.Of, NumberHints.Of, TextHints.OfArgument, EnumHints.Of];

    private static readonly Func<HintScene, IEnumerable<string>>[] s_others =
    [
        NullHints.Of, RentedHints.Of, BlockHints.Of, PatternHints.Of, CutPointerHints.Of, TextHints.Of, ArgumentHints.Of,
        ExecutionHints.Of, RegionHints.Of, StackHints.Of, InstructionHints.Of, AbortHints.Of, ExitHints.Of, LimitHints.Of, ConfinementHints.Of, ReturnedHints.OfReading, CircumstanceHints.Of,
    ];

    public static IReadOnlyList<string> For(HintScene scene)
    {
        string[] explanations = [.. s_explanations.SelectMany(source => source(scene))];
        HintScene rest = scene with { IsExplained = explanations.Length > 0 };
        return [.. explanations.Concat(s_others.SelectMany(source => source(rest))).Distinct().Take(MaxHints)];
    }
}
