using FfiIsolation.Cli.Printing;
using FfiIsolation.DebugInfo;

namespace FfiIsolation.Cli.Checking;

/// <summary>A checked declaration for programs: one object, every field always there.</summary>
internal static class CheckJson
{
    public static string Of(CheckedDeclaration one) => JsonLine.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("function", one.Name);
        writer.WriteString("verdict", one.Verdict.ToString().ToLowerInvariant());
        writer.WriteStartArray("differences");
        foreach (Difference difference in one.Differences)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", CheckText.Kind(difference.Kind));
            writer.WriteBoolean("isWarning", difference.IsWarning);
            writer.WriteString("text", difference.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("right", one.Right);
        writer.WriteString("reason", one.Reason);
        writer.WriteString("truth", one.Truth);
        writer.WriteString("debugFile", one.DebugFile);
        writer.WriteString("home", one.Home);
        writer.WriteString("header", one.Header);
        writer.WriteEndObject();
    });
}
