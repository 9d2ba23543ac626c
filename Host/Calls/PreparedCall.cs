// A call whose arguments have been checked, as the bytes that travel: the image, and the data it points at.
using FfiIsolation.Images;
using FfiIsolation.Lanes;

namespace FfiIsolation.Calls;

internal sealed class PreparedCall
{
    private readonly PreparedBlock[] _blocks;
    private readonly ulong _fetchLimit;
    private readonly long _outputBytes;

    /// <summary>Copies the inputs: a caller that cancels may use its buffers for something else while the call still runs.</summary>
    public PreparedCall(FunctionTarget function, CallShape shape, NativeArgument[] arguments, byte[] image, PreparedBlock[] blocks, ulong fetchLimit)
    {
        Function = function;
        Shape = shape;
        Arguments = arguments;
        Image = image;
        _blocks = blocks;
        _fetchLimit = fetchLimit;
        _outputBytes = Sum(BlockDirection.Out);
        Inputs = Sum(BlockDirection.In) is 0 ? [] : new byte[Sum(BlockDirection.In)];
        CopyInputs();
    }

    public FunctionTarget Function { get; }

    /// <summary>Where each argument went.</summary>
    public CallShape Shape { get; }

    public NativeArgument[] Arguments { get; }

    public byte[] Image { get; }

    public IReadOnlyList<PreparedBlock> Blocks => _blocks;

    /// <summary>The bytes of the input blocks, one after the other.</summary>
    public byte[] Inputs { get; }

    /// <summary>The bytes that can come back besides the result.</summary>
    public long MaxOutputBytes => _outputBytes + (long)_fetchLimit;

    /// <summary>The bytes of a result that came back in memory, after <see cref="Accept"/>; empty for others.</summary>
    public byte[] ResultMemory { get; private set; } = [];

    /// <summary>Where the memory of the result lies in the window; null where there is none.</summary>
    public long? ResultOffset => _blocks is [{ Parameter: PreparedBlock.OfResult } result, ..] ? result.Offset : null;

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
                rest.Span[..block.Length].CopyTo(OutputOf(block));
                rest = rest[block.Length..];
            }
        }

        return rest;
    }

    /// <summary>Where the bytes of a block that came back go.</summary>
    private Span<byte> OutputOf(PreparedBlock block)
    {
        if (block.Parameter == PreparedBlock.OfResult)
        {
            return ResultMemory = new byte[block.Length];
        }

        NativeArgument argument = Arguments[block.Parameter];
        return argument.Kind switch
        {
            NativeArgumentKind.Bytes => argument.Bytes,
            NativeArgumentKind.Struct => argument.Struct.Span,
            _ => argument.Buffer.Span,
        };
    }

    /// <summary>Whether native code could write into the struct.</summary>
    public bool IsOutput(NativeStruct value)
    {
        foreach (PreparedBlock block in _blocks)
        {
            if ((block.Direction & BlockDirection.Out) != 0 && block.Parameter != PreparedBlock.OfResult
                && Arguments[block.Parameter] is { Kind: NativeArgumentKind.Struct } argument && ReferenceEquals(argument.Struct, value))
            {
                return true;
            }
        }

        return false;
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

            Shape.Writers[block.Parameter].CopyInput(Arguments[block.Parameter], destination[..block.Length]);
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
