using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>An integer of up to 64 bits, extended to the whole word by its type.</summary>
internal sealed class IntegerWriter(Prototype prototype, Parameter parameter, ArgumentPlace place, IntegerType type)
    : WordWriter(prototype, parameter, place, type.IsSigned ? NativeArgumentKind.Signed : NativeArgumentKind.Unsigned, type.Size)
{
    private readonly int _size = type.Size;
    private readonly bool _isSigned = type.IsSigned;

    protected override ulong? Convert(in NativeArgument argument, out string why) => NumberConversion.ToInteger(argument, _size, _isSigned, out why);
}
