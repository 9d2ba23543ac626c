// What can be decided of a call once its prototype is known, and the checks and the writing that each call needs.
using FfiIsolation.Abi;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Calls;

internal sealed class CallPlan
{
    /// <summary>Room for what a C++ exception says, where the function returns no text.</summary>
    private const int ExceptionTextBytes = 4096;

    private readonly CallLayout _layout;
    private readonly int[] _places;
    private readonly bool _hasPointers;

    /// <summary>The image of a call without pointers, but for its arguments.</summary>
    private readonly byte[] _blank;

    /// <exception cref="PrototypeException">The prototype asks for what cannot be called yet.</exception>
    public CallPlan(Prototype prototype, int maxTextBytes)
    {
        if (CallSupport.WhyNotCallable(prototype) is { } why)
        {
            throw why;
        }

        Prototype = prototype;
        _layout = SystemVX64.Layout(prototype);
        ReturnsText = NativeResult.ReturnsText(prototype.ReturnType);
        FetchLimit = ReturnsText ? maxTextBytes : ExceptionTextBytes;
        _places = [.. _layout.Arguments.Select(PlaceOf)];
        HasWideResult = _layout.Result is X87Result or ComplexX87Result or SplitResult;
        _hasPointers = prototype.Parameters.Any(parameter => parameter.Type is PointerType);
        _blank = Blank();
    }

    public Prototype Prototype { get; }

    public CallLayout Layout => _layout;

    public bool ReturnsText { get; }

    /// <summary>Whether the result needs more than RAX, RDX and XMM0.</summary>
    public bool HasWideResult { get; }

    /// <summary>The most that is read behind the result, in bytes.</summary>
    public int FetchLimit { get; }

    /// <summary>Checks the arguments and writes the image. Touches no worker.</summary>
    /// <exception cref="ArgumentException">An argument does not fit; names it.</exception>
    /// <exception cref="StaleHandleException">A pointer is not of this scope.</exception>
    /// <param name="outer">The call within whose callback this one is made, whose places in the window are taken; null for none.</param>
    public PreparedCall Prepare(FunctionTarget function, ReadOnlySpan<NativeArgument> arguments, int? pointerGeneration, PreparedCall? outer = null)
    {
        if (arguments.Length != Prototype.Parameters.Length)
        {
            throw ArgumentMistake.Count(Prototype, arguments.Length);
        }

        PreparedCall call = PreparedCall.Rent();
        call.Reset(function, arguments, FetchLimit);
        if (_hasPointers || outer is not null)
        {
            WriteBlocks(call, arguments, pointerGeneration, outer);
        }
        else
        {
            _blank.CopyTo(call.NewImage(_blank.Length), 0);
        }

        CallImageWriter writer = CallImageWriter.Over(call.Image);
        for (int i = 0; i < arguments.Length; i++)
        {
            WriteScalar(writer, Prototype.Parameters[i], arguments[i]);
        }

        return call;
    }

    /// <summary>Places what pointers need in the window, and writes the image but for the scalars.</summary>
    private void WriteBlocks(PreparedCall call, ReadOnlySpan<NativeArgument> arguments, int? pointerGeneration, PreparedCall? outer)
    {
        WindowAllocator window = outer?.Window ?? default;
        PlaceBlocks(call, arguments, pointerGeneration, ref window);
        long fetch = window.Place(FetchLimit, 16);
        if (fetch < 0)
        {
            throw new ArgumentException($"{Prototype.Name}: the buffers of one call are together too large.");
        }

        call.Window = window;
        ReadOnlySpan<PreparedBlock> blocks = call.Blocks;
        byte[] image = call.NewImage(CallImageWriter.SizeOf(_layout.StackWords, blocks.Length, blocks.Length));
        var writer = new CallImageWriter(image, _layout.StackWords, _layout.StackAlignment, blocks.Length, blocks.Length);
        WriteFixed(writer, fetch);
        foreach (PreparedBlock block in blocks)
        {
            writer.AddBlock((ulong)block.Offset, (ulong)block.Length, block.Direction);
            writer.Relocate(_places[block.Parameter], (ulong)block.Offset);
        }
    }

    private void WriteFixed(CallImageWriter writer, long fetch)
    {
        writer.SetFlags(_layout.Result is X87Result ? ImageFlags.PopSt0 : ImageFlags.None);
        writer.SetFetch(ReturnsText ? FetchKind.Text8 : FetchKind.Nothing, (ulong)fetch, (ulong)FetchLimit);
        if (_layout.VectorRegisters == 0)
        {
            writer.SetWord(CallImageWriter.Vector(0), CallImageLayout.VectorPoison);
        }
    }

    /// <summary>What a call without pointers takes of the window.</summary>
    public WindowAllocator BlankWindow()
    {
        var window = new WindowAllocator();
        window.Place(FetchLimit, 16);
        return window;
    }

    private byte[] Blank()
    {
        byte[] blank = new byte[CallImageWriter.SizeOf(_layout.StackWords, 0, 0)];
        WriteFixed(
            new CallImageWriter(blank, _layout.StackWords, _layout.StackAlignment, 0, 0), new WindowAllocator().Place(FetchLimit, 16));
        return blank;
    }

    private void PlaceBlocks(PreparedCall call, ReadOnlySpan<NativeArgument> arguments, int? pointerGeneration, ref WindowAllocator window)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            Parameter parameter = Prototype.Parameters[i];
            if (parameter.Type is not PointerType)
            {
                continue;
            }

            var check = new PointerCheck(Prototype, parameter, arguments[i]);
            if (check.Run(pointerGeneration, arguments) is { } block)
            {
                if (block.Length > WindowLayout.MaxBlockBytes)
                {
                    throw ArgumentMistake.Type(Prototype, parameter, arguments[i], $"it is too large: a buffer of a call has at most {WindowLayout.MaxBlockBytes} bytes");
                }

                long offset = window.Place(block.Length, block.Alignment);
                if (offset < 0)
                {
                    throw ArgumentMistake.Type(Prototype, parameter, arguments[i], "the buffers of one call are together too large or too many");
                }

                call.AddBlock(new PreparedBlock(i, offset, block.Length, block.Direction));
            }
        }
    }

    private static int PlaceOf(ArgumentPlace argument) => argument switch
    {
        IntegerRegisterPlace place => CallImageWriter.Integer(place.Register),
        VectorRegisterPlace place => CallImageWriter.Vector(place.Register),
        StackPlace place => CallImageWriter.StackWord(place.Word),
        ArgumentPlace place => throw new InvalidOperationException($"The call gate has no {place}."),
    };

    private void WriteScalar(CallImageWriter writer, Parameter parameter, NativeArgument argument)
    {
        int place = _places[parameter.Index];
        string why;
        switch (parameter.Type)
        {
            case PointerType when argument.Kind == NativeArgumentKind.Pointer:
                writer.SetWord(place, argument.Bits);
                break;
            case PointerType:
                // Null is the zero that is there; a block's address is the worker's to fill in.
                break;
            case BooleanType:
                writer.SetWord(place, argument is { Kind: NativeArgumentKind.Boolean } or { Kind: NativeArgumentKind.Signed or NativeArgumentKind.Unsigned, Bits: 0 or 1 }
                    ? argument.Bits
                    : throw ArgumentMistake.Type(Prototype, parameter, argument, "true or false is expected"));
                break;
            case IntegerType integer:
                writer.SetWord(place, NumberConversion.ToInteger(argument, integer.Size, integer.IsSigned, out why) ?? throw Mistake(parameter, argument, why));
                break;
            case FloatingType { Size: sizeof(float) }:
                writer.SetWord(place, BitConverter.SingleToUInt32Bits(NumberConversion.ToFloat(argument, out why) ?? throw Mistake(parameter, argument, why)));
                break;
            case FloatingType { Size: sizeof(double) }:
                writer.SetWord(place, BitConverter.DoubleToUInt64Bits(NumberConversion.ToDouble(argument, out why) ?? throw Mistake(parameter, argument, why)));
                break;
            case FloatingType:
                LongDouble value = NumberConversion.ToLongDouble(argument, out why) ?? throw Mistake(parameter, argument, why);
                writer.SetWord(place, value.Significand);
                writer.SetWord(place + sizeof(ulong), value.SignAndExponent);
                break;
            default:
                throw new InvalidOperationException($"A parameter of type {parameter.Type} cannot be passed.");
        }
    }

    private ArgumentException Mistake(Parameter parameter, NativeArgument argument, string why) =>
        argument.Kind is NativeArgumentKind.Signed or NativeArgumentKind.Unsigned or NativeArgumentKind.Double or NativeArgumentKind.Float && !why.EndsWith("expected", StringComparison.Ordinal)
            ? ArgumentMistake.Range(Prototype, parameter, argument, why)
            : ArgumentMistake.Type(Prototype, parameter, argument, why);
}
