// The worker's own functions in C (native/lane). Every other signature is data: a call image.
using System.Runtime.InteropServices;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Worker.Native;

internal static unsafe partial class NativeLane
{
    /// <summary>The address of the segment, whose header the worker's constructor filled in; null when this process was not started by a host.</summary>
    [LibraryImport("ffi_native", EntryPoint = "ffi_segment")]
    public static partial byte* Segment();

    /// <summary>Answers requests on this thread, which makes the calls from now on, until a request to stop.</summary>
    /// <returns>The exit status.</returns>
    [LibraryImport("ffi_native", EntryPoint = "ffi_serve")]
    public static partial int Serve();

    /// <summary>The window where calls that come over a pipe are laid out, all of it open; null where they come through the segment.</summary>
    [LibraryImport("ffi_native", EntryPoint = "ffi_window")]
    public static partial byte* Window();

    /// <summary>Says that the image on a frame is to be run, or that the record there holds an answer, and blocks until the reply. One at a time.</summary>
    /// <returns><see cref="ReplyMessage.Return"/> or <see cref="ReplyMessage.Callback"/>.</returns>
    [LibraryImport("ffi_native", EntryPoint = "ffi_carry")]
    public static partial ReplyMessage Carry(uint frame, RequestMessage request);

    /// <summary>Makes <see cref="Serve"/> return. No call may be on board.</summary>
    [LibraryImport("ffi_native", EntryPoint = "ffi_request_stop")]
    public static partial void RequestStop();

    /// <summary>Blocks until another thread than the call thread calls back.</summary>
    /// <returns>The slot where it waits.</returns>
    [LibraryImport("ffi_native", EntryPoint = "ffi_next_foreign")]
    public static partial uint NextForeign();

    /// <summary>Lets the thread in a slot go on: its answer has been written.</summary>
    [LibraryImport("ffi_native", EntryPoint = "ffi_answer_foreign")]
    public static partial void AnswerForeign(uint slot);

    /// <summary>Blocks until the host has said something in the pipe; where it is gone, ends the process.</summary>
    [LibraryImport("ffi_native", EntryPoint = "ffi_await_host")]
    public static partial void AwaitHost();
}
