using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>A double.</summary>
internal sealed class DoubleWriter(Prototype prototype, Parameter parameter, ArgumentPlace place) : WordWriter(prototype, parameter, place, NativeArgumentKind.Double)
{
    protected override ulong? Convert(in NativeArgument argument, out string why) =>
        NumberConversion.ToDouble(argument, out why) is { } value ? BitConverter.DoubleToUInt64Bits(value) : null;
}
