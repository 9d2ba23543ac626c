using FfiIsolation.Calls;
using FfiIsolation.Heaps;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes.Hints;

/// <summary>What a guarded heap says: whose the block was, who freed it, and where in the library that was.</summary>
internal static class HeapHints
{
    /// <summary>More of a stack is a sentence that nobody reads.</summary>
    private const int MaxFrames = 4;

    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.Evidence.Heap is not { } finding || scene.Evidence.Facts.HeapCalls is not { } calls)
            yield break;
        var access = finding.IsOfFault ? scene.Evidence.Access switch { FaultAccess.Write => " (write)", FaultAccess.Read => " (read)", _ => "" } : "";
        yield return HeapWords.Sentence(finding, calls, scene.Evidence.Recorder.CallThread, access, Place(scene, finding)) + Again(scene, finding, calls);
        if (finding.Allocated is { } allocated && calls.FunctionAt(allocated.Target) is { IsBinding: false } allocator && scene.Evidence.BlamedCall is { } freer
            && HeapWords.Beside(finding, allocator.Prototype.Name, IsOfC(allocator), freer.Function) is { } beside)
            yield return beside;
        var places = new[] { Site(scene, "allocated", finding.Allocated), Site(scene, "freed", finding.Freed) }.OfType<string>().ToList();
        if (places.Count > 0)
            yield return $"The block was {string.Join("; and ", places)}.";
    }

    private static bool IsOfC(FunctionTarget function) => function.IsInternal || System.IO.Path.GetFileName(function.LibraryPath).StartsWith("libc.so", StringComparison.Ordinal);

    /// <summary>Behind the sentence of a block that was freed by an earlier call of the function that is given it again; else nothing.</summary>
    private static string Again(HintScene scene, HeapFinding finding, HeapCalls calls) =>
        finding is { Kind: HeapFindingKind.TouchedFreed, Freed: { Depth: 0 } freed } && freed.Sequence != scene.Evidence.Facts.CallSequence
        && calls.FunctionAt(freed.Target)?.Prototype.Name is { } name && scene.Evidence.BlamedCall?.Function == name
        && scene.Arguments.Any(argument => argument.Address is { } address && address - finding.Block < (ulong)finding.Size)
            ? $" {name} was given it again: it was probably freed twice, by the same function."
            : "";

    private static string? Place(HintScene scene, HeapFinding finding) => finding.Kind switch
    {
        HeapFindingKind.FreedLent => ArgumentHit.FindBlock(scene.Evidence.BlamedCall, finding.Address)?.Name,
        HeapFindingKind.FreedStatic => scene.Map.Find(finding.Address)?.Name,
        _ => null,
    };

    /// <summary>Where in a library; null where the call itself was that of the allocator.</summary>
    private static string? Site(HintScene scene, string what, HeapOrigin? origin)
    {
        var frames = (origin?.Frames ?? []).Select(scene.Resolve).TakeWhile(frame => frame.Module is not null && frame.Module != System.IO.Path.GetFileName(scene.Evidence.Facts.WorkerPath))
            .Take(MaxFrames).ToList();
        return frames.Count == 0 ? null : $"{what} in {string.Join(", called from ", frames.Select(frame => HeapSite.Text(frame)))}";
    }
}
