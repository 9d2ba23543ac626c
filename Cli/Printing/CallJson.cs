using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Printing;

/// <summary>One outcome as JSON. Every field is always there, null where there is nothing to say, except <c>warning</c>.</summary>
internal static class CallJson
{
    public static string Of(CallOutcome outcome) => JsonLine.Of(writer => Write(writer, outcome));

    private static void Write(Utf8JsonWriter writer, CallOutcome outcome)
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", OutcomeName.Of(outcome.Outcome));
        writer.WritePropertyName("value");
        WriteValue(writer, outcome.Value);
        writer.WriteStartObject("outputs");
        foreach (OutputValue output in outcome.Outputs)
        {
            writer.WritePropertyName(output.Name);
            WriteOutput(writer, output);
        }

        writer.WriteEndObject();
        writer.WritePropertyName("errno");
        WriteValue(writer, outcome.Errno);
        writer.WriteNumber("elapsedMicroseconds", (long)Math.Round(outcome.Elapsed.TotalMicroseconds));
        writer.WriteString("error", outcome.Error is { } error ? ErrorText.Of(error) : null);
        if (outcome.Warning is { } warning)
        {
            writer.WriteString("warning", warning);
        }

        writer.WritePropertyName("report");
        WriteReport(writer, outcome.Report);
        writer.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter writer, OutputValue output)
    {
        switch (OutputReading.Read(output.Pointee, output.Bytes))
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case object[] { Length: 1 } values:
                WriteValue(writer, values[0]);
                break;
            case object[] values:
                writer.WriteStartArray();
                foreach (object value in values)
                {
                    WriteValue(writer, value);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue("hex:" + HexText.Write(output.Bytes));
                break;
        }
    }

    public static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool boolean:
                writer.WriteBooleanValue(boolean);
                break;
            case NativeStruct record:
                StructJson.Write(writer, record);
                break;
            case Complex:
            case string or char or NativePointer:
            case double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity:
                // JSON has no numbers for what is not finite.
                writer.WriteStringValue(ValueText.Of(value));
                break;
            default:
                WriteNumber(writer, value);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, object value)
    {
        string digits = ValueText.Of(value);
        if (decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            writer.WriteRawValue(digits, skipInputValidation: false);
        }
        else
        {
            writer.WriteStringValue(digits);
        }
    }

    private static void WriteReport(Utf8JsonWriter writer, CrashReport? report)
    {
        if (report == null)
        {
            writer.WriteNullValue();
            return;
        }

        // Written again, so that the object stays on one line however the report indents itself.
        using JsonDocument document = JsonDocument.Parse(report.ToJson());
        document.RootElement.WriteTo(writer);
    }
}
