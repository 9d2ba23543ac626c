using System.Buffers.Binary;
using FfiIsolation.Abi;
using FfiIsolation.Callbacks;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Calls;

/// <summary>A call as a report shows it: what was passed, and where it lay in the worker.</summary>
internal static class CallDescription
{
    /// <param name="callback">The callback that it made and that was not answered.</param>
    /// <param name="number">Of a batch or list, the row or call that ran; null where it is not known.</param>
    /// <param name="within">The call within whose callback it was made.</param>
    public static CrashedCall Of(PreparedCall call, ulong segmentAddress, CallbackPlan? callback = null, CrashedCall? within = null, long? number = null)
    {
        IManyCalls? many = call.Many;
        call = many?.CallAt(number) ?? call;
        Prototype prototype = call.Function.Prototype;
        var arguments = new CrashedArgument[call.Arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = many?.Describe(call, i, number, segmentAddress + SegmentLayout.WindowOffset)
                ?? Describe(call, call.Shape.Writers[i].Parameter, call.Arguments[i], BlockOf(call, i), segmentAddress + SegmentLayout.WindowOffset) with { Word = WordOf(call, i) };
        }

        var described = new CrashedCall
        {
            Function = prototype.Name,
            Prototype = prototype.ToString(),
            Declared = prototype,
            LibraryPath = call.Function.LibraryPath,
            Library = call.Function.Library,
            Arguments = arguments,
            Callback = callback?.ToString(),
            Within = within,
        };
        return many?.Numbered(described, number) ?? described;
    }

    private static ulong? WordOf(PreparedCall call, int index)
    {
        int? register = call.Shape.Writers[index].Parameter.Type is PointerType ? null : call.Shape.Layout.Arguments[index] switch
        {
            IntegerRegisterPlace place => place.Register,
            SplitPlace { Pieces: [{ File: RegisterFile.Integer } first, ..] } => first.Register,
            _ => null,
        };
        return register is { } number ? BinaryPrimitives.ReadUInt64LittleEndian(call.Image.AsSpan(CallImageWriter.Integer(number))) : null;
    }

    private static CrashedArgument Describe(PreparedCall call, Parameter parameter, NativeArgument argument, PreparedBlock? block, ulong window)
    {
        // A record or number that the convention passes by a pointer is shown as what it is, and where its copy lay.
        bool isPointer = parameter.Type is PointerType;
        return new CrashedArgument
        {
            Name = parameter.Name ?? "",
            TypeText = parameter.Type.ToString(),
            Text = isPointer && argument.IsNull ? "NULL" : isPointer ? TextOf(call, argument, block) : argument.ToString(),
            // A callback, and memory that is kept or transferred, has its address in the worker alone.
            Address = block is { } at ? window + (ulong)at.Offset : isPointer && argument.Kind is (NativeArgumentKind.Nothing or NativeArgumentKind.Pointer) ? argument.Bits : null,
            Length = block?.Length ?? argument.Rented?.RestFrom(argument.Bits),
            Direction = block?.Direction switch
            {
                BlockDirection.Out => ArgumentDirection.Out,
                BlockDirection.InOut => ArgumentDirection.InOut,
                null when argument.Rented is not null && parameter.Type is PointerType { PointsAtConst: false } => ArgumentDirection.InOut,
                _ => ArgumentDirection.In,
            },
        };
    }

    private static string TextOf(PreparedCall call, NativeArgument argument, PreparedBlock? block)
    {
        try
        {
            return block is { } input && argument.Kind != NativeArgumentKind.Text
                ? TextForReports.Describe(call.InputOf(input), input.Direction, input.Length)
                : argument.ToString();
        }
        catch (Exception)
        {
            // Memory that its owner has taken back while the call ran. The death has to be told all the same.
            return "(no longer readable)";
        }
    }

    private static PreparedBlock? BlockOf(PreparedCall call, int parameter)
    {
        foreach (PreparedBlock block in call.Blocks)
        {
            if (block.Parameter == parameter)
            {
                return block;
            }
        }

        return null;
    }
}
