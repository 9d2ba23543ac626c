using FfiIsolation.Crashes.Hints;
using FfiIsolation.Hangs;

namespace FfiIsolation.Crashes;

/// <summary>What is derived from the facts of a death. The quick part (evidence, cause, summary) reads no files, except where abort() said
/// nothing; stack and hints do.</summary>
internal sealed class CrashVerdict
{
    private readonly ReportFiles _files;
    private readonly Lazy<SymbolizedStack> _stack;
    private readonly Lazy<CrashCause> _cause;
    private readonly Lazy<IReadOnlyList<string>> _hints;

    public CrashVerdict(DeathFacts facts)
    {
        Evidence = CrashEvidence.From(facts);
        _files = new ReportFiles(facts.Clock, facts.Symbols);
        Hang = facts.Hang is { } capture && Evidence.WasKilledByHost
            ? new HangReport(new HangScene { Capture = capture, WorkerPath = facts.WorkerPath, Call = facts.Call, CallTarget = facts.CallTarget, Files = _files })
            : null;
        _stack = new Lazy<SymbolizedStack>(ReadStack);
        _cause = new Lazy<CrashCause>(() => CrashClassifier.Classify(Evidence, StackShowsTerminate));
        _hints = new Lazy<IReadOnlyList<string>>(() => [.. Hang?.Hints ?? [], .. CrashHints.For(Scene()), .. WhatIsMissing()]);
    }

    public CrashEvidence Evidence { get; }

    /// <summary>What was seen before the kill; null where the worker had ended by itself after all.</summary>
    public HangReport? Hang { get; }

    public CrashCause Cause => _cause.Value;

    public SymbolizedStack Stack => _stack.Value;

    public IReadOnlyList<string> Hints => _hints.Value;

    public string Summary => CrashSummary.Describe(Evidence, Cause);

    private HintScene Scene()
    {
        var scene = new HintScene(Evidence, Cause, Stack.Frames) { WrongDeclaration = Evidence.BlamedCall is { } call ? _files.Read(call, DebugInfo.DeclarationTruth.WhatIsWrong) : null };
        return Evidence.Record is { } record ? scene with { Resolve = address => NamesOf(record).Resolve(address, isExact: false) } : scene;
    }

    /// <summary>Told last, when all that the other hints need is read.</summary>
    private IEnumerable<string> WhatIsMissing() => _files.AreIncomplete
        ? [$"Names may be missing: the libraries' files took longer to read than the {ReportFiles.Limit.TotalSeconds:0} seconds that a report has for them."]
        : [];

    private SymbolizedStack ReadStack() => Evidence.Record is { } record
        ? NamesOf(record).Symbolize()
        : Hang is { } hang ? new SymbolizedStack(hang.Stack, hang.StackIsComplete) : SymbolizedStack.Empty;

    private Symbolizer NamesOf(CrashRecord record) => new(record, Evidence.Facts.WorkerPath, _files.Symbols, Evidence.Facts.CallTarget, Evidence.Facts.Call?.Function ?? "");

    private bool StackShowsTerminate() => Stack.Frames.Any(f =>
        f.Symbol is { } symbol && (symbol.Contains("std::terminate", StringComparison.Ordinal)
            || symbol.Contains("__cxxabiv1::__terminate", StringComparison.Ordinal) || symbol == "__cxa_throw"));
}
