using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>A <c>_Float16</c>.</summary>
internal sealed class HalfWriter(Prototype prototype, Parameter parameter, ArgumentPlace place) : WordWriter(prototype, parameter, place)
{
    protected override ulong? Convert(in NativeArgument argument, out string why) =>
        NumberConversion.ToHalf(argument, out why) is { } value ? BitConverter.HalfToUInt16Bits(value) : null;
}
