// Lays the parts of a call where the gate expects them, runs it, and sends back what came of it.
using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Worker.Native;

namespace FfiIsolation.Worker.Calls;

internal sealed unsafe class ImageRunner(WorkerSegment segment)
{
    /// <summary>Runs an image. Called on the call thread only.</summary>
    /// <param name="image">The image.</param>
    /// <param name="inputs">Where the bytes of its input blocks come from.</param>
    /// <param name="outputs">Where the bytes of its output blocks, then the fetched text, go.</param>
    /// <returns>The result part of the image.</returns>
    public byte[] Run(ReadOnlySpan<byte> image, Stream inputs, Stream outputs)
    {
        if (image.Length < CallImageLayout.FixedSize || image.Length > segment.LaneSpan.Length)
        {
            throw new InvalidDataException($"An image has {CallImageLayout.FixedSize} to {segment.LaneSpan.Length} bytes, not {image.Length}.");
        }

        image.CopyTo(segment.LaneSpan);
        foreach (Block block in new BlockTable(image))
        {
            if ((block.Direction & BlockDirection.In) != 0)
            {
                inputs.ReadExactly(segment.Window(block.Offset, block.Length));
            }
        }

        Gate.Enter(segment.Lane, SegmentLayout.FrameCallback, 0);
        byte[] result = segment.LaneSpan.Slice(CallImageLayout.Result, CallImageLayout.ResultSize).ToArray();
        Send(image, new CallImageReader(result), outputs);
        return result;
    }

    private void Send(ReadOnlySpan<byte> image, CallImageReader result, Stream outputs)
    {
        if (result.Outcome == ImageOutcome.Returned)
        {
            foreach (Block block in new BlockTable(image))
            {
                if ((block.Direction & BlockDirection.Out) != 0)
                {
                    outputs.Write(segment.Window(block.Offset, block.Length));
                }
            }
        }

        if (result.Outcome is ImageOutcome.Returned or ImageOutcome.Threw && result.FetchLength > 0)
        {
            outputs.Write(segment.Window(BinaryPrimitives.ReadUInt64LittleEndian(image[CallImageLayout.FetchOffset..]), result.FetchLength));
        }
    }
}
