using System.Text;
using FfiIsolation.Libraries;
using FfiIsolation.Processes;

namespace FfiIsolation.Callbacks;

/// <summary>The worker's memory for a callback from a thread of a library: the call thread may be in a call, which may wait for that thread, so the kernel
/// copies. What is not mapped is an exception and no crash.</summary>
internal sealed class ForeignMemory(WorkerCallbacks callbacks) : ICallbackMemory
{
    private const int TextStep = 256;
    private const int PageSize = 4096;

    /// <summary>A delegate can outlive its worker, whose number is another process's then.</summary>
    private int ProcessId => callbacks.Worker.IsGone
        ? throw new InvalidOperationException("The worker of this callback has ended.")
        : callbacks.Worker.ProcessId;

    public NativePointer PointerTo(ulong address) => new(address, callbacks.Worker.Generation, callbacks.InSession);

    public void Read(NativePointer pointer, Memory<byte> destination) => ProcessMemory.Read(ProcessId, pointer.Address, destination.Span);

    public void Write(NativePointer pointer, ReadOnlyMemory<byte> source) => ProcessMemory.Write(ProcessId, pointer.Address, source.Span);

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
}
