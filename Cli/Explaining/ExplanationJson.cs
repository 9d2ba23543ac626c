using System.Text.Json;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Explaining;

/// <summary>An explanation for programs: one object, every field always there.</summary>
internal static class ExplanationJson
{
    public static string Of(CallExplanation call) => JsonLine.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("prototype", call.Prototype.ToString());
        writer.WriteString("abi", call.IsMicrosoft ? "ms" : "sysv");
        writer.WriteStartArray("arguments");
        foreach (ExplainedArgument argument in call.Arguments)
        {
            writer.WriteStartObject();
            writer.WriteString("name", argument.Name);
            WriteTyped(writer, argument.Type, argument.Place);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("result");
        WriteTyped(writer, call.Prototype.ReturnType, call.Result);
        writer.WriteEndObject();
        writer.WriteNumber("stackBytes", call.StackBytes);
        writer.WriteNumber("stackAlignment", call.StackAlignment);
        WriteNumberOrNull(writer, "al", call.VectorCount);
        writer.WriteStartArray("records");
        foreach (RecordType record in call.Records)
        {
            WriteRecord(writer, record);
        }

        writer.WriteEndArray();
        WriteChecks(writer, "before", call.Before);
        WriteChecks(writer, "after", call.After);
        writer.WriteEndObject();
    });

    private static void WriteTyped(Utf8JsonWriter writer, CType type, ExplainedPlace place)
    {
        writer.WriteString("type", type.ToString());
        writer.WriteNumber("size", type.Size);
        writer.WriteStartArray("places");
        foreach (PlacePiece piece in place.Pieces)
        {
            writer.WriteStartObject();
            writer.WriteString("in", piece.In);
            writer.WriteNumber("offset", piece.Offset);
            writer.WriteNumber("size", piece.Size);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("byAddress", place.Memory is not null);
        WriteNumberOrNull(writer, "memoryAlignment", place.Memory?.Alignment);
        writer.WriteString("words", place.Words);
    }

    private static void WriteRecord(Utf8JsonWriter writer, RecordType record)
    {
        writer.WriteStartObject();
        writer.WriteString("type", record.ToString());
        writer.WriteNumber("size", record.Size);
        writer.WriteNumber("alignment", record.Alignment);
        writer.WriteStartArray("layout");
        foreach (LayoutRow row in RecordLayoutRows.Of(record))
        {
            writer.WriteStartObject();
            writer.WriteString("member", row.Text);
            writer.WriteString("name", row.Name);
            writer.WriteNumber("bitPosition", row.BitPosition);
            writer.WriteNumber("bits", row.Bits);
            writer.WriteBoolean("padding", row.IsPadding);
            writer.WriteNumber("depth", row.Depth);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteChecks(Utf8JsonWriter writer, string name, IReadOnlyList<Check> checks)
    {
        writer.WriteStartArray(name);
        foreach (Check check in checks)
        {
            writer.WriteStartObject();
            writer.WriteString("subject", check.Subject);
            writer.WriteString("text", check.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumberOrNull(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
