// The data of a call on its way to the lane and back; of a batch or list, all of theirs.
using FfiIsolation.Images;

namespace FfiIsolation.Calls;

internal sealed partial class PreparedCall
{
    /// <summary>What the image is run for; null for one call.</summary>
    public IManyCalls? Many { get; set; }

    /// <summary>The name of what runs.</summary>
    public string Name => Many?.Name ?? Function.Prototype.Name;

    /// <summary>Writes the input of a block, straight out of the caller's buffer where it was not copied before.</summary>
    public void CopyInput(PreparedBlock block, Span<byte> destination)
    {
        if (_inputs is not null)
        {
            InputOf(block).CopyTo(destination);
        }
        else if (block.IsColumn)
        {
            Many!.CopyInput(block, destination);
        }
        else
        {
            Shape.Writers[block.Parameter].CopyInput(_arguments[block.Parameter], destination);
        }
    }

    /// <summary>Takes the output of a block into the caller's buffer; of several calls, what ran.</summary>
    public void TakeOutput(PreparedBlock block, ReadOnlySpan<byte> output)
    {
        if (block.IsColumn)
        {
            Many!.TakeOutput(block, output);
        }
        else
        {
            output.CopyTo(OutputOf(block));
        }
    }

    /// <summary>Whether output blocks come back: also those of a batch or list that ended with an exception, before which something is done.</summary>
    private bool HasOutputs(ImageOutcome outcome) => outcome == ImageOutcome.Returned || (outcome == ImageOutcome.Threw && Many is not null);

    private byte[] CopyInputs()
    {
        byte[] inputs = _inputBytes == 0 ? [] : new byte[_inputBytes];
        Span<byte> destination = inputs;
        foreach (PreparedBlock block in Blocks)
        {
            if ((block.Direction & BlockDirection.In) != 0)
            {
                CopyInput(block, destination[..block.Length]);
                destination = destination[block.Length..];
            }
        }

        return inputs;
    }

    /// <summary>Whether no block of this one lies where one of the other does.</summary>
    public bool IsApartFrom(PreparedCall other)
    {
        foreach (PreparedBlock block in Blocks)
        {
            foreach (PreparedBlock second in other.Blocks)
            {
                if (block.Offset < second.Offset + second.Length + CallImageLayout.CanaryBytes && second.Offset < block.Offset + block.Length + CallImageLayout.CanaryBytes)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The caller's buffer that a block comes back to.</summary>
    public Span<byte> OutputOf(PreparedBlock block)
    {
        if (block.Parameter == PreparedBlock.OfResult)
        {
            return ResultMemory = new byte[block.Length];
        }

        NativeArgument argument = _arguments[block.Parameter];
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
        foreach (PreparedBlock block in Blocks)
        {
            if ((block.Direction & BlockDirection.Out) != 0 && block.Parameter != PreparedBlock.OfResult
                && Arguments[block.Parameter] is { Kind: NativeArgumentKind.Struct } argument && ReferenceEquals(argument.Struct, value))
            {
                return true;
            }
        }

        return false;
    }
}
