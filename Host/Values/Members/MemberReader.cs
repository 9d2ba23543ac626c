using System.Globalization;
using System.Numerics;

namespace FfiIsolation.Members;

/// <summary>Reads a value of any C type: scalars, arrays, structs.</summary>
internal readonly ref struct MemberReader(ReadOnlySpan<byte> bytes, PointerOrigins origins)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The value as the .NET type nearest to its own.</summary>
    public object? Read(ValuePlace place) => Read(place, NativeTypes.Of(place.Type));

    /// <summary>The value as a .NET type that can hold it.</summary>
    /// <exception cref="InvalidCastException">No value of the C type can become one.</exception>
    /// <exception cref="OverflowException">This one cannot.</exception>
    public object? Read(ValuePlace place, Type wanted)
    {
        wanted = wanted == typeof(object) ? NativeTypes.Of(place.Type) : Nullable.GetUnderlyingType(wanted) ?? wanted;
        switch (place.Type)
        {
            case RecordType record when wanted == typeof(NativeStruct):
                return NativeStruct.CopyOf(record, place.In(_bytes), origins, place.Offset);
            case ArrayType array when wanted == typeof(string) && CharacterText.IsFor(array.Element):
                return CharacterText.Decode(place.In(_bytes), array.Element.Size);
            case ArrayType { Length: { } length } array when wanted.IsArray:
                Array elements = Array.CreateInstance(wanted.GetElementType()!, length);
                for (int i = 0; i < length; i++)
                {
                    elements.SetValue(Read(place.Element(array, i), wanted.GetElementType()!), i);
                }

                return elements;
            case RecordType or ArrayType:
                throw CannotBecome(place, wanted);
            case EnumType named when wanted == typeof(string):
                BigInteger number = ScalarReader.ReadInteger(place, _bytes);
                return named.Constants.FirstOrDefault(constant => ScalarWriter.ValueOf(named, constant) == number)?.Name ?? number.ToString(CultureInfo.InvariantCulture);
            case PointerType:
                NativePointer address = (NativePointer)ScalarReader.Read(place, _bytes)!;
                return wanted == typeof(NativePointer) ? origins.Restore(place.Offset, address.Address) : throw CannotBecome(place, wanted);
        }

        // All of a bool's byte: what is neither 0 nor 1 must not become 1.
        object value = place.Type is BooleanType && wanted != typeof(bool) ? ScalarReader.ReadInteger(place, _bytes) : ScalarReader.Read(place, _bytes)!;
        return Numbers.ConvertTo(value, wanted) ?? throw Refused(place, value, wanted);
    }

    private static Exception Refused(ValuePlace place, object value, Type wanted) =>
        wanted.IsEnum || wanted.IsPrimitive || IsWideNumber(wanted)
            ? new OverflowException($"{place} is {InvariantText(value)}, which is not exactly a {wanted.Name}.")
            : CannotBecome(place, wanted);

    private static bool IsWideNumber(Type wanted) =>
        wanted == typeof(Half) || wanted == typeof(LongDouble) || wanted == typeof(Int128) || wanted == typeof(UInt128) || wanted == typeof(BigInteger);

    private static string InvariantText(object value) => value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value.ToString()!;

    private static InvalidCastException CannotBecome(ValuePlace place, Type wanted) => new($"{place} cannot become a {wanted.Name}.");
}
