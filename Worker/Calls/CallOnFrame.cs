using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;
using FfiIsolation.Worker.Native;

namespace FfiIsolation.Worker.Calls;

/// <summary>A call that was made and has not ended.</summary>
/// <param name="image">The image as the host sent it: the one in the segment is within reach of native code.</param>
/// <param name="bulk">Where its outputs go; null where they go into the reply.</param>
internal sealed class CallOnFrame(byte[] image, Stream? bulk)
{
    /// <summary>Sends the bytes of the output blocks, then the fetched text.</summary>
    /// <returns>What goes into the reply.</returns>
    public byte[] Send(WorkerSegment segment, byte[] result)
    {
        using Stream outputs = bulk ?? new MemoryStream();
        Write(segment, new CallImageReader(result), outputs);
        return outputs is MemoryStream reply ? reply.ToArray() : [];
    }

    /// <summary>Whether it is more than one call, of which those before an exception are done.</summary>
    private bool IsMany => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(CallImageLayout.Message)) is (uint)RequestMessage.Batch or (uint)RequestMessage.List;

    private void Write(WorkerSegment segment, CallImageReader result, Stream outputs)
    {
        if (result.Outcome == ImageOutcome.Returned || (result.Outcome == ImageOutcome.Threw && IsMany))
        {
            foreach (Block block in new BlockTable(image))
            {
                if ((block.Direction & BlockDirection.Out) != 0)
                {
                    outputs.Write(segment.Window(block.Offset, block.Length));
                }
            }
        }

        if (result.Outcome is ImageOutcome.Returned or ImageOutcome.Threw or ImageOutcome.Overran && result.FetchLength > 0)
        {
            outputs.Write(segment.Window(BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(CallImageLayout.FetchOffset)), result.FetchLength));
        }
    }
}
