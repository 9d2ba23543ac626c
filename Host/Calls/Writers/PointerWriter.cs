using FfiIsolation.Abi;
using FfiIsolation.Callbacks;
using FfiIsolation.Images;
using FfiIsolation.Members;

namespace FfiIsolation.Calls.Writers;

/// <summary>A pointer: to data that is lent for the call, or an address.</summary>
internal sealed class PointerWriter(Prototype prototype, Parameter parameter, ArgumentPlace place) : ArgumentWriter(prototype, parameter)
{
    private readonly int _place = PlaceMap.WordOf(place);

    public override bool UsesMemory => true;

    public override bool IsConst { get; } = parameter.Type is PointerType { PointsAtConst: true };

    public override int AddressPlace => _place;

    /// <summary>A callback as this argument.</summary>
    /// <exception cref="ArgumentException">Its delegate does not fit the type, or its type is not known.</exception>
    public CallbackUse UseOf(NativeCallback callback)
    {
        string name = Parameter.Name ?? ArgumentMistake.NameOf(Parameter);
        try
        {
            CType pointee = ((PointerType)Parameter.Type).Pointee;
            return pointee is FunctionType or VoidType
                ? new CallbackUse(_place, callback, callback.PlanFor(name, pointee as FunctionType))
                : throw new ArgumentException($"a callback is passed to a function pointer or to 'void *', and this one points at {pointee}");
        }
        catch (ArgumentException e) when (e.ParamName is null)
        {
            throw ArgumentMistake.Type(Prototype, Parameter, callback, e.Message);
        }
    }

    public override MemoryNeed? Need(in NativeArgument argument, ReadOnlySpan<NativeArgument> all, int? pointerGeneration) =>
        new PointerCheck(Prototype, Parameter, argument).Run(pointerGeneration, all);

    public override void Write(CallImageWriter image, in NativeArgument argument)
    {
        // Null is the zero that is there; a block's address is the worker's to fill in.
        if (argument.Kind == NativeArgumentKind.Pointer)
        {
            image.SetWord(_place, argument.Bits);
        }
    }

    public override void CopyInput(in NativeArgument argument, Span<byte> destination)
    {
        switch (argument.Kind)
        {
            case NativeArgumentKind.Text:
                int unit = Parameter.Type is PointerType { Pointee: IntegerType { IsCharacter: true } character } ? character.Size : 1;
                int length = CharacterText.Strict(unit).GetBytes(argument.Text, destination);
                destination[length..].Clear();
                break;
            case NativeArgumentKind.Bytes:
                argument.Bytes.CopyTo(destination);
                break;
            case NativeArgumentKind.Struct:
                argument.Struct.Bytes.CopyTo(destination);
                break;
            default:
                argument.Buffer.Span.CopyTo(destination);
                break;
        }
    }
}
