namespace FfiIsolation.Lanes;

/// <summary>Answers what native code calls back while a call is on board.</summary>
internal interface ICallbackAnswerer
{
    /// <summary>What is used of the record of the callback of that number, which a worker wrote.</summary>
    CallbackParts PartsOf(int callback) => CallbackParts.All;

    /// <summary>Says what a callback returns, on the thread that waits for the call.</summary>
    /// <param name="frame">The callback's frame of the lane, on which calls within it are made.</param>
    /// <param name="callback">Its record as far as it is used (<see cref="SharedMemory.CallbackLayout"/>): a copy of the host's, of bytes that a worker wrote.</param>
    /// <param name="answer">Gets the registers, as in struct ffi_answer, and behind them what goes into memory; large enough for any answer.</param>
    /// <returns>The bytes of the answer.</returns>
    /// <exception cref="LaneBrokenException">No worker calls back like this.</exception>
    int Answer(int frame, ReadOnlySpan<byte> callback, Span<byte> answer);
}
