using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>A bool: any other byte than 0 and 1 would be undefined behaviour in the function.</summary>
internal sealed class BooleanWriter(Prototype prototype, Parameter parameter, ArgumentPlace place) : WordWriter(prototype, parameter, place)
{
    protected override ulong? Convert(in NativeArgument argument, out string why)
    {
        why = "true or false is expected";
        return argument is { Kind: NativeArgumentKind.Boolean } or { Kind: NativeArgumentKind.Signed or NativeArgumentKind.Unsigned, Bits: 0 or 1 } ? argument.Bits : null;
    }
}
