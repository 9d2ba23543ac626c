// A call whose arguments have been checked, as the bytes that travel: the image, and the data it points at.
using System.Text;
using FfiIsolation.Images;
using FfiIsolation.Lanes;

namespace FfiIsolation.Calls;

internal sealed class PreparedCall
{
    private readonly PreparedBlock[] _blocks;
    private readonly ulong _fetchLimit;
    private readonly long _outputBytes;

    /// <summary>Copies the inputs: a caller that cancels may use its buffers for something else while the call still runs.</summary>
    public PreparedCall(FunctionTarget function, NativeArgument[] arguments, byte[] image, PreparedBlock[] blocks, ulong fetchLimit)
    {
        Function = function;
        Arguments = arguments;
        Image = image;
        _blocks = blocks;
        _fetchLimit = fetchLimit;
        _outputBytes = Sum(BlockDirection.Out);
        Inputs = Sum(BlockDirection.In) is 0 ? [] : new byte[Sum(BlockDirection.In)];
        CopyInputs();
    }

    public FunctionTarget Function { get; }

    public NativeArgument[] Arguments { get; }

    public byte[] Image { get; }

    public IReadOnlyList<PreparedBlock> Blocks => _blocks;

    /// <summary>The bytes of the input blocks, one after the other.</summary>
    public byte[] Inputs { get; }

    /// <summary>The bytes that can come back besides the result.</summary>
    public long MaxOutputBytes => _outputBytes + (long)_fetchLimit;

    /// <summary>Whether the function ended its thread (<c>pthread_exit</c>): the worker that says so is not sound any more.</summary>
    public static bool EndedItsThread(LaneReply reply) => new CallImageReader(reply.Result).Outcome == ImageOutcome.ThreadExit;

    /// <summary>The copied input of a block; empty for one that has none.</summary>
    public ReadOnlySpan<byte> InputOf(PreparedBlock wanted)
    {
        int at = 0;
        foreach (PreparedBlock block in _blocks)
        {
            bool isInput = (block.Direction & BlockDirection.In) != 0;
            if (block == wanted)
            {
                return isInput ? Inputs.AsSpan(at, block.Length) : default;
            }

            at += isInput ? block.Length : 0;
        }

        return default;
    }

    /// <summary>Checks what came back against what was asked. Done while the worker still has the call on board, so that it can answer for it.</summary>
    /// <exception cref="LaneBrokenException">The worker sent something that this call cannot have given.</exception>
    public void Check(LaneReply reply)
    {
        if (reply.Result?.Length != CallImageLayout.ResultSize)
        {
            throw new LaneBrokenException($"The result part has {reply.Result?.Length ?? 0} bytes, not {CallImageLayout.ResultSize}.", isViolation: true);
        }

        var result = new CallImageReader(reply.Result);
        bool returned = result.Outcome == ImageOutcome.Returned;
        ulong fetched = returned || result.Outcome == ImageOutcome.Threw ? result.FetchLength : 0;
        if (result.Outcome is not (ImageOutcome.Returned or ImageOutcome.Threw or ImageOutcome.ThreadExit)
            || fetched > _fetchLimit || (ulong)reply.Outputs.Length != (returned ? (ulong)_outputBytes : 0) + fetched)
        {
            throw new LaneBrokenException($"The worker answered with outcome {result.Outcome} and {reply.Outputs.Length} bytes, which this call cannot have given.", isViolation: true);
        }
    }

    /// <summary>Copies the outputs of a checked reply into the caller's buffers. Only for a caller that still waits.</summary>
    /// <returns>The fetched text's bytes.</returns>
    public ReadOnlyMemory<byte> Accept(LaneReply reply)
    {
        bool returned = new CallImageReader(reply.Result).Outcome == ImageOutcome.Returned;
        ReadOnlyMemory<byte> rest = reply.Outputs;
        foreach (PreparedBlock block in _blocks)
        {
            if (returned && (block.Direction & BlockDirection.Out) != 0)
            {
                NativeArgument argument = Arguments[block.Parameter];
                rest.Span[..block.Length].CopyTo(argument.Kind == NativeArgumentKind.Bytes ? argument.Bytes : argument.Buffer.Span);
                rest = rest[block.Length..];
            }
        }

        return rest;
    }

    private void CopyInputs()
    {
        Span<byte> destination = Inputs;
        foreach (PreparedBlock block in _blocks)
        {
            if ((block.Direction & BlockDirection.In) == 0)
            {
                continue;
            }

            NativeArgument argument = Arguments[block.Parameter];
            switch (argument.Kind)
            {
                case NativeArgumentKind.Text:
                    // The terminator is the zero that is there.
                    Encoding.UTF8.GetBytes(argument.Text, destination);
                    break;
                case NativeArgumentKind.Bytes:
                    argument.Bytes.CopyTo(destination);
                    break;
                default:
                    argument.Buffer.Span.CopyTo(destination);
                    break;
            }

            destination = destination[block.Length..];
        }
    }

    private long Sum(BlockDirection direction)
    {
        long sum = 0;
        foreach (PreparedBlock block in _blocks)
        {
            sum += (block.Direction & direction) != 0 ? block.Length : 0;
        }

        return sum;
    }
}
