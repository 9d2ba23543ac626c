using FfiIsolation.Abi;
using FfiIsolation.Images;

namespace FfiIsolation.Calls.Writers;

/// <summary>A float. Above it in its register is what tells a function that takes it for a double.</summary>
internal sealed class FloatWriter(Prototype prototype, Parameter parameter, ArgumentPlace place)
    : WordWriter(prototype, parameter, place, NativeArgumentKind.Float, above: place is VectorRegisterPlace vector ? TellTales.AboveFloat(vector.Register) : 0)
{
    protected override ulong? Convert(in NativeArgument argument, out string why) =>
        NumberConversion.ToFloat(argument, out why) is { } value ? BitConverter.SingleToUInt32Bits(value) : null;
}
