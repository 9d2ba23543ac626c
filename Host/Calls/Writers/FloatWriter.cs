using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>A float.</summary>
internal sealed class FloatWriter(Prototype prototype, Parameter parameter, ArgumentPlace place) : WordWriter(prototype, parameter, place, NativeArgumentKind.Float)
{
    protected override ulong? Convert(in NativeArgument argument, out string why) =>
        NumberConversion.ToFloat(argument, out why) is { } value ? BitConverter.SingleToUInt32Bits(value) : null;
}
