// A call whose arguments have been checked, as the bytes that travel: the image, and the blocks of data it points at.
using System.Text;
using FfiIsolation.Images;
using FfiIsolation.Lanes;

namespace FfiIsolation.Calls;

internal sealed class PreparedCall(FunctionTarget function, NativeArgument[] arguments, byte[] image, PreparedBlock[] blocks, ulong fetchLimit)
{
    public FunctionTarget Function => function;

    public NativeArgument[] Arguments => arguments;

    public byte[] Image => image;

    public IReadOnlyList<PreparedBlock> Blocks => blocks;

    /// <summary>The bytes that go to the worker besides the image.</summary>
    public long InputBytes { get; } = Sum(blocks, BlockDirection.In);

    /// <summary>The bytes that can come back besides the result.</summary>
    public long MaxOutputBytes { get; } = Sum(blocks, BlockDirection.Out) + (long)fetchLimit;

    /// <summary>Copies the input blocks, one after the other.</summary>
    public void CopyInputs(Span<byte> destination)
    {
        foreach (PreparedBlock block in blocks)
        {
            if ((block.Direction & BlockDirection.In) != 0)
            {
                CopyInput(block, destination[..block.Length]);
                destination = destination[block.Length..];
            }
        }
    }

    /// <summary>The input blocks, each as its bytes.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Inputs()
    {
        foreach (PreparedBlock block in blocks)
        {
            if ((block.Direction & BlockDirection.In) != 0)
            {
                byte[] bytes = new byte[block.Length];
                CopyInput(block, bytes);
                yield return bytes;
            }
        }
    }

    /// <summary>Checks what came back against what was asked, and copies the outputs into the caller's buffers.</summary>
    /// <returns>The fetched text's bytes.</returns>
    /// <exception cref="LaneBrokenException">The worker sent something that this call cannot have given.</exception>
    public ReadOnlyMemory<byte> Accept(LaneReply reply)
    {
        if (reply.Result.Length != CallImageLayout.ResultSize)
        {
            throw new LaneBrokenException($"The result part has {reply.Result.Length} bytes, not {CallImageLayout.ResultSize}.", isViolation: true);
        }

        var result = new CallImageReader(reply.Result);
        bool returned = result.Outcome == ImageOutcome.Returned;
        long outputs = returned ? Sum(blocks, BlockDirection.Out) : 0;
        ulong fetched = returned || result.Outcome == ImageOutcome.Threw ? result.FetchLength : 0;
        if (result.Outcome is not (ImageOutcome.Returned or ImageOutcome.Threw or ImageOutcome.ThreadExit)
            || fetched > fetchLimit || (ulong)reply.Outputs.Length != (ulong)outputs + fetched)
        {
            throw new LaneBrokenException($"The worker answered with outcome {result.Outcome} and {reply.Outputs.Length} bytes, which this call cannot have given.", isViolation: true);
        }

        ReadOnlyMemory<byte> rest = reply.Outputs;
        foreach (PreparedBlock block in blocks)
        {
            if (returned && (block.Direction & BlockDirection.Out) != 0)
            {
                rest.Span[..block.Length].CopyTo(arguments[block.Parameter].Kind == NativeArgumentKind.Bytes
                    ? arguments[block.Parameter].Bytes
                    : arguments[block.Parameter].Buffer.Span);
                rest = rest[block.Length..];
            }
        }

        return rest;
    }

    private void CopyInput(PreparedBlock block, Span<byte> destination)
    {
        NativeArgument argument = arguments[block.Parameter];
        switch (argument.Kind)
        {
            case NativeArgumentKind.Text:
                Encoding.UTF8.GetBytes(argument.Text, destination);
                destination[^1] = 0;
                break;
            case NativeArgumentKind.Bytes:
                argument.Bytes.CopyTo(destination);
                break;
            default:
                argument.Buffer.Span.CopyTo(destination);
                break;
        }
    }

    private static long Sum(PreparedBlock[] blocks, BlockDirection direction)
    {
        long sum = 0;
        foreach (PreparedBlock block in blocks)
        {
            sum += (block.Direction & direction) != 0 ? block.Length : 0;
        }

        return sum;
    }
}
