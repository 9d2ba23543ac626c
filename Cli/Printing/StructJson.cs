using System.Text.Json;
using FfiIsolation.Members;

namespace FfiIsolation.Cli.Printing;

/// <summary>A struct as a JSON object with a field for each named member; those of unnamed structs and unions count as its own. A union shows every reading of its bytes.</summary>
internal static class StructJson
{
    public static void Write(Utf8JsonWriter writer, NativeStruct value) =>
        Write(writer, new ValuePlace(value.Type, 0, null, ""), value.Bytes);

    private static void Write(Utf8JsonWriter writer, ValuePlace place, ReadOnlySpan<byte> bytes)
    {
        switch (place.Type)
        {
            case RecordType record:
                writer.WriteStartObject();
                foreach (RecordMember member in record.NamedMembers())
                {
                    writer.WritePropertyName(member.Name!);
                    Write(writer, place.Member(member), bytes);
                }

                writer.WriteEndObject();
                break;
            case ArrayType { Element: IntegerType { Kind: IntegerKind.Char } } array when OutputReading.Read(array.Element, place.In(bytes).ToArray()) is string text:
                writer.WriteStringValue(text);
                break;
            case ArrayType array:
                writer.WriteStartArray();
                for (int index = 0; index < (array.Length ?? 0); index++)
                {
                    Write(writer, place.Element(array, index), bytes);
                }

                writer.WriteEndArray();
                break;
            case EnumType:
                CallJson.WriteValue(writer, new MemberReader(bytes, new PointerOrigins()).Read(place, typeof(string)));
                break;
            case FloatingType { Kind: FloatingKind.Quad } or ComplexType { Part.Kind: FloatingKind.Quad }:
                writer.WriteStringValue(Initializers.InitializerText.Of(place.Type, place.In(bytes)));
                break;
            default:
                CallJson.WriteValue(writer, ScalarReader.Read(place, bytes));
                break;
        }
    }
}
