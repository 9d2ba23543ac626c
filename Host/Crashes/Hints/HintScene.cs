using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes.Hints;

/// <summary>What hints are derived from.</summary>
internal sealed record HintScene(CrashEvidence Evidence, CrashCause Cause, IReadOnlyList<StackFrame> Stack)
{
    /// <summary>What the library's debug information says against the prototype of the call that is to blame; null for nothing.</summary>
    public string? WrongDeclaration { get; init; }

    /// <summary>Whether an explanation was found already: what would only be guessed beside it is left out.</summary>
    public bool IsExplained { get; init; }

    /// <summary>What lies at a return address.</summary>
    public Func<ulong, StackFrame> Resolve { get; init; } = address => new StackFrame { Address = address };

    public CrashRecord? Record => Evidence.Record;

    public MemoryMap Map => Record?.Map ?? MemoryMap.Empty;

    /// <summary>Arguments of the call in flight, none where it is not to blame.</summary>
    public IReadOnlyList<CrashedArgument> Arguments => Evidence.BlamedCall?.Arguments ?? [];

    /// <summary>Whether the fault came while the text behind the function's result was read.</summary>
    public bool HadReturned => Evidence.BlamedCall is not null && Record?.Stage == RecorderStage.Reading;

    /// <summary>Whether the fault came while what the function passed to its callback was read, before the callback itself began.</summary>
    public bool IsReadingForCallback => Evidence is { Blame: CrashBlame.Call, BlamedCall: { } call } && Record?.Stage == RecorderStage.Callback
        && (Stack.Count == 0 || Stack[0].Module != System.IO.Path.GetFileName(call.LibraryPath));

    /// <summary>Whether an argument is one of those behind the dots, which have no declaration.</summary>
    public bool IsBehindDots(int argument) => Evidence.BlamedCall?.Declared is { } prototype ? argument >= prototype.Parameters.Length : Arguments[argument].Name.Length == 0;
}
