using FfiIsolation.Crashes;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Workers;

namespace FfiIsolation.Calls;

/// <summary>What an image is run for where it is not one call: the rows of a batch, the calls of a list. Told by the call that carries them.</summary>
internal interface IManyCalls
{
    /// <summary>The name of the function that ran last, as far as it is known.</summary>
    string Name { get; }

    /// <summary>The time of all of them together; null where it is that of the crossing.</summary>
    TimeSpan? Timeout { get; }

    /// <summary>What can be done on the caller's thread while they run. The lane asks again and again, until they have ended.</summary>
    /// <param name="mapping">The memory of the worker that runs them.</param>
    /// <param name="frame">The frame of the lane that they are on.</param>
    /// <returns>How long to wait before there is more to do; null where there is nothing.</returns>
    TimeSpan? Attend(PreparedCall call, SegmentMapping mapping, int frame);

    /// <summary>Writes the input of one of their blocks.</summary>
    void CopyInput(PreparedBlock block, Span<byte> destination);

    /// <summary>Takes the output of one of their blocks.</summary>
    void TakeOutput(PreparedBlock block, ReadOnlySpan<byte> output);

    /// <summary>Looks at what came back for the first of their blocks, before it is taken.</summary>
    void Look(ReadOnlySpan<byte> outputs);

    /// <summary>Checks how many a worker says are done.</summary>
    /// <exception cref="LaneBrokenException">It cannot be.</exception>
    void CheckDone(CallImageReader result);

    /// <summary>Which of them a worker noted last; null where it is none of them.</summary>
    long? NumberIn(ReadOnlySpan<byte> segment, int depth);

    /// <summary>Keeps what those gave that were done when a worker died.</summary>
    /// <param name="began">Whether the worker had begun with the first.</param>
    /// <param name="number">The one that it noted last; null where that is not known.</param>
    void Salvage(HostSegment segment, PreparedCall call, bool began, long? number);

    /// <summary>One of them as a call of its own; null where it is the image's own call.</summary>
    PreparedCall? CallAt(long? number);

    /// <summary>An argument that is not the image's own, as a report shows it; null for another.</summary>
    CrashedArgument? Describe(PreparedCall call, int index, long? number, ulong window);

    /// <summary>Whose one of their blocks is.</summary>
    /// <param name="number">The row or call that a worker noted when something was wrong with it.</param>
    BlockOwner OwnerOf(PreparedBlock block, ulong? number);

    /// <summary>A description that says which of them it is of.</summary>
    CrashedCall Numbered(CrashedCall call, long? number);

    /// <summary>Whether all of them are of this function.</summary>
    bool IsOf(FunctionTarget function);

    /// <summary>Notes in a worker's log what ran.</summary>
    void AddTo(CallLog log);
}
