// The same for a call that is one of a list: what it needs of memory is placed with that of the others.
using FfiIsolation.Abi;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;

namespace FfiIsolation.Calls;

internal sealed partial class CallPlan
{
    /// <summary>Checks the arguments of a call that is one of a list, and writes its registers and stack words. Touches no worker.</summary>
    /// <param name="needs">Gets the memory that the arguments need, by their index; of the result, by <see cref="PreparedBlock.OfResult"/>.</param>
    /// <exception cref="ArgumentException">An argument does not fit; names it.</exception>
    /// <exception cref="StaleHandleException">A pointer is not of this scope.</exception>
    public PreparedCall PrepareListed(FunctionTarget function, ReadOnlySpan<NativeArgument> arguments, int? pointerGeneration, List<(int Parameter, MemoryNeed Need)> needs)
    {
        CallShape shape = ShapeOf(arguments);
        PreparedCall call = PreparedCall.New();
        call.Reset(function, shape, arguments, FetchLimit);
        if (_memory is not null)
        {
            needs.Add((PreparedBlock.OfResult, new MemoryNeed(_memory.Size, _memory.Alignment, BlockDirection.Out)));
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            if (NeedOf(call, shape, arguments, i, pointerGeneration) is { } need)
            {
                needs.Add((i, need));
            }
        }

        CallLayout layout = shape.Layout;
        var writer = new CallImageWriter(call.NewImage(CallImageWriter.SizeOf(layout.StackWords, 0, 0)), layout.StackWords, layout.StackAlignment, 0, 0);
        WriteFixed(writer, shape, 0);
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Kind == NativeArgumentKind.Struct)
            {
                PointerScope.CheckStruct(Prototype, shape.Writers[i].Parameter, arguments[i], pointerGeneration);
            }

            shape.Writers[i].Write(writer, arguments[i]);
        }

        return call;
    }
}
