using System.Text.Json;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Inspecting;

/// <summary>An inspection for programs: one object, every field always there.</summary>
internal static class InspectionJson
{
    public static string Of(Inspection inspection, IReadOnlyList<ElfExport> exports) => JsonLine.Of(writer =>
    {
        ElfFile file = inspection.File;
        writer.WriteStartObject();
        writer.WriteString("path", file.Path);
        writer.WriteString("soname", file.SoName);
        writer.WriteString("buildId", file.BuildId);
        writer.WriteBoolean("hasDebugInfo", file.HasDebugInfo);
        writer.WriteBoolean("hasSymbolTable", file.HasSymbolTable);
        writer.WriteString("debugFile", inspection.DebugFile);
        writer.WriteString("runPath", file.RunPath);
        writer.WriteString("rPath", file.LoaderPath);
        WriteList(writer, "versions", file.Versions);
        writer.WriteStartArray("dependencies");
        foreach (Dependency dependency in inspection.Dependencies)
        {
            writer.WriteStartObject();
            writer.WriteString("name", dependency.Name);
            writer.WriteString("path", dependency.Path);
            writer.WriteString("problem", dependency.Problem);
            writer.WriteString("neededBy", dependency.NeededBy);
            WriteList(writer, "versions", file.NeededVersions.FirstOrDefault(need => need.Name == dependency.Name)?.Versions ?? []);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("exports");
        foreach (ElfExport export in exports)
        {
            writer.WriteStartObject();
            writer.WriteString("name", export.Name);
            writer.WriteString("kind", ExportWords.Kind(export.Kind));
            writer.WriteNumber("size", export.Size);
            writer.WriteString("version", export.Version);
            writer.WriteBoolean("isDefault", export.IsDefault);
            writer.WriteString("cpp", ExportWords.Cpp(export));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> items)
    {
        writer.WriteStartArray(name);
        foreach (string item in items)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }
}
