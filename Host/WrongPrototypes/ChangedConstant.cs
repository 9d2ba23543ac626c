using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.WrongPrototypes;

/// <summary>A function wrote where its prototype says that it only reads. What it wrote does not come back: nothing of such memory does.</summary>
internal static class ChangedConstant
{
    /// <param name="call">One call, or the rows of a batch.</param>
    /// <param name="resultPart">A copy that the worker cannot change any more. What it says is hearsay, but for its bounds.</param>
    /// <returns>One sentence; null where the worker noticed nothing.</returns>
    public static string? Of(PreparedCall call, byte[] resultPart)
    {
        if (Find(call, resultPart) is not var (block, at))
        {
            return null;
        }

        int parameter = call.Many is { } rows ? rows.OwnerOf(block, null).Parameter : block.Parameter;
        return IsConst(call, parameter) ? FormattableString.Invariant($"The function changed {Describe(call, parameter)}, from its byte {at} on, and what it wrote there is lost: if it gives something back there, declare it without const.") : null;
    }

    /// <summary>The same of one call of a list. Another one of the list may have written there, by a pointer that it got of this one.</summary>
    /// <param name="part">The call.</param>
    /// <param name="parameter">The argument that the block is of.</param>
    /// <param name="at">The first byte that was changed.</param>
    public static string? InList(PreparedCall part, int parameter, uint at) => IsConst(part, parameter)
        ? FormattableString.Invariant($"While the list ran, {Describe(part, parameter)}, was changed from its byte {at} on, and what was written there is lost: if the function gives something back there, declare it without const.")
        : null;

    /// <summary>The block that was changed, and from which byte on; null where the worker noticed none.</summary>
    public static (PreparedBlock Block, uint At)? Find(PreparedCall call, byte[] resultPart)
    {
        uint changes = (uint)new CallImageReader(resultPart).MachineChanges;
        int place = (byte)(changes >> CallImageLayout.ConstBlockShift);
        return (changes & (uint)MachineChanges.ConstChanged) != 0 && place < call.Blocks.Length ? (call.Blocks[place], changes >> CallImageLayout.ConstByteShift) : null;
    }

    private static bool IsConst(PreparedCall call, int parameter) => parameter >= 0 && call.Shape.Writers[parameter].IsConst;

    private static string Describe(PreparedCall call, int index)
    {
        Parameter parameter = call.Shape.Writers[index].Parameter;
        return $"{ParameterName.Of(parameter.Name, index)}, declared {parameter.Type}";
    }
}
