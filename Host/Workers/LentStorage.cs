using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

/// <summary>Which call was the last to have its storage in each slot of the window. Written by whoever has the worker, read once it is gone.</summary>
internal sealed class LentStorage
{
    private const long Page = 0x1000;

    private readonly (FunctionTarget Function, int Parameter, long Offset, long Number)[] _last = new (FunctionTarget, int, long, long)[WindowLayout.SlotTotal];

    /// <param name="number">The number of the call, of this worker's.</param>
    public void Note(PreparedCall call, PreparedBlock block, long number) => _last[WindowLayout.SlotOf(block.Offset).Number] = (call.Function, block.Parameter, block.Offset, number);

    /// <param name="window">Where the window is in the worker.</param>
    public IReadOnlyList<LentBlock> Blocks(ulong window)
    {
        var blocks = new List<LentBlock>();
        foreach ((FunctionTarget function, int parameter, long offset, long number) in _last)
        {
            if (function is not null)
            {
                string argument = parameter < 0 || parameter >= function.Prototype.Parameters.Length ? "memory"
                    : function.Prototype.Parameters[parameter].Name is { Length: > 0 } name ? $"argument `{name}`" : $"argument {parameter + 1}";
                blocks.Add(new LentBlock($"{argument} of an earlier call, {function.Prototype.Name} #{number}", window + (ulong)(offset / Page * Page), window + (ulong)WindowLayout.SlotOf(offset).End));
            }
        }

        return blocks;
    }
}
