using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.WrongPrototypes;

/// <summary>A function wrote where its prototype says that it only reads. What it wrote does not come back: nothing of such memory does.</summary>
internal static class ChangedConstant
{
    /// <param name="resultPart">A copy that the worker cannot change any more. What it says is hearsay, but for its bounds.</param>
    /// <returns>One sentence; null where the worker noticed nothing.</returns>
    public static string? Of(PreparedCall call, byte[] resultPart)
    {
        uint changes = (uint)new CallImageReader(resultPart).MachineChanges;
        int place = (byte)(changes >> CallImageLayout.ConstBlockShift);
        if ((changes & (uint)MachineChanges.ConstChanged) == 0 || place >= call.Blocks.Length || call.Blocks[place] is not { Parameter: >= 0 } block || !call.Shape.Writers[block.Parameter].IsConst)
        {
            return null;
        }

        Parameter parameter = call.Shape.Writers[block.Parameter].Parameter;
        return FormattableString.Invariant(
            $"The function changed {ParameterName.Of(parameter.Name, block.Parameter)}, declared {parameter.Type}, from its byte {changes >> CallImageLayout.ConstByteShift} on, and what it wrote there is lost: if it gives something back there, declare it without const.");
    }
}
