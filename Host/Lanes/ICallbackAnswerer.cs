namespace FfiIsolation.Lanes;

/// <summary>Answers what a library calls back while a call is on board.</summary>
internal interface ICallbackAnswerer
{
    /// <summary>Says what the callback returns.</summary>
    /// <param name="frame">The callback's frame of the lane, on which calls within it are made.</param>
    /// <param name="callback">Its record as far as it is used (<see cref="SharedMemory.CallbackLayout"/>): a copy of the host's, of bytes that a worker wrote.</param>
    /// <returns>The registers, as in struct ffi_answer.</returns>
    ValueTask<byte[]> AnswerAsync(int frame, ReadOnlyMemory<byte> callback);
}
