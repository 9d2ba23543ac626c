using System.Text;
using FfiIsolation.Libraries;
using FfiIsolation.Processes;

namespace FfiIsolation.Callbacks;

/// <summary>The worker's memory for a callback from a thread of a library: the call thread may be in a call, which may wait for that thread, so the kernel
/// copies. What is not mapped is an exception and no crash.</summary>
internal sealed unsafe class ForeignMemory(WorkerCallbacks callbacks) : ICallbackMemory
{
    private const int TextStep = 256;
    private const int PageSize = 4096;

    public NativePointer PointerTo(ulong address) => new(address, callbacks.Worker.Generation, callbacks.InSession);

    public void Read(NativePointer pointer, Memory<byte> destination)
    {
        fixed (byte* bytes = destination.Span)
        {
            Copy(bytes, pointer.Address, destination.Length, isRead: true);
        }
    }

    public void Write(NativePointer pointer, ReadOnlyMemory<byte> source)
    {
        fixed (byte* bytes = source.Span)
        {
            Copy(bytes, pointer.Address, source.Length, isRead: false);
        }
    }

    public string? ReadText(NativePointer pointer)
    {
        byte[] text = new byte[TextStep];
        int length = 0;
        while (length < InternalFunctions.MaxTextBytes)
        {
            // Never across the end of a page that may be the last one.
            ulong at = pointer.Address + (ulong)length;
            int step = (int)Math.Min(TextStep, PageSize - (int)(at % PageSize));
            if (length + step > text.Length)
            {
                Array.Resize(ref text, 2 * text.Length);
            }

            Read(pointer + length, text.AsMemory(length, step));
            int end = text.AsSpan(length, step).IndexOf((byte)0);
            if (end >= 0)
            {
                return Encoding.UTF8.GetString(text, 0, length + end);
            }

            length += step;
        }

        throw new InvalidOperationException($"The text at {pointer} has no terminator within {InternalFunctions.MaxTextBytes} bytes.");
    }

    private void Copy(byte* local, ulong address, int length, bool isRead)
    {
        var here = new IoVector { Base = (nuint)local, Length = (nuint)length };
        var there = new IoVector { Base = (nuint)address, Length = (nuint)length };
        nint copied = isRead
            ? LinuxCalls.ReadProcess(callbacks.Worker.ProcessId, &here, 1, &there, 1, 0)
            : LinuxCalls.WriteProcess(callbacks.Worker.ProcessId, &here, 1, &there, 1, 0);
        if (copied != length)
        {
            throw new InvalidOperationException(
                $"{length} bytes at 0x{address:x} cannot be {(isRead ? "read" : "written")} in the worker: {LinuxCalls.Failure("copy memory of the worker").Message}");
        }
    }
}
