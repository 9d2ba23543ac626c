using System.Globalization;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Inspecting;

/// <summary>An inspection for people. Names are never cut, so that lines can be longer than a terminal is wide.</summary>
internal static class InspectionText
{
    private const int WidestName = 30;
    private const int Width = 80;
    private const string Indent = "              ";

    /// <param name="pattern">What was asked for; null for all exports.</param>
    public static IEnumerable<string> Of(Inspection inspection, IReadOnlyList<ElfExport> exports, string? pattern)
    {
        ElfFile file = inspection.File;
        yield return file.Path;
        if (Target(file.Path) is { } target)
        {
            yield return Fact("link to", target);
        }

        yield return Fact("soname", file.SoName ?? "none");
        yield return Fact("build-id", file.BuildId ?? "none");
        yield return Fact("debug info", DebugInfo(inspection));
        foreach (string line in Paths("runpath", file.RunPath).Concat(Paths("rpath", file.LoaderPath)).Concat(List("versions", file.Versions)))
        {
            yield return line;
        }

        yield return "";
        yield return inspection.Dependencies.Count == 0 ? "needs nothing" : "needs";
        foreach (string line in Dependencies(inspection))
        {
            yield return line;
        }

        yield return "";
        yield return Count(file, exports, pattern);
        foreach (ElfExport export in exports)
        {
            string cpp = ExportWords.Cpp(export) is { } name ? $"  = {name}" : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"  {ExportWords.Kind(export.Kind),-12}  {export.Size,7}  {ExportWords.Symbol(export)}{cpp}");
        }
    }

    private static string Fact(string name, string value) => $"  {name,-10}  {value}";

    private static string DebugInfo(Inspection inspection) => (inspection.File.HasDebugInfo, inspection.DebugFile) switch
    {
        (true, _) => "in the library",
        (_, { } separate) => $"in {separate}",
        _ when inspection.File.HasSymbolTable => "none; names of functions that are not exported are there",
        _ => "none",
    };

    private static IEnumerable<string> Paths(string name, string? path) => path is null ? [] : [Fact(name, path)];

    private static IEnumerable<string> List(string name, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
        {
            yield break;
        }

        bool isFirst = true;
        foreach (string row in WrappedText.Rows(string.Join(", ", items), Width - Indent.Length))
        {
            yield return isFirst ? Fact(name, row) : Indent + row.TrimStart(' ');
            isFirst = false;
        }
    }

    private static IEnumerable<string> Dependencies(Inspection inspection)
    {
        int widest = inspection.Dependencies.Select(dependency => dependency.Name.Length).Where(length => length <= WidestName).DefaultIfEmpty(0).Max();
        foreach (Dependency dependency in inspection.Dependencies)
        {
            string by = dependency.NeededBy == inspection.File.Path ? "" : $"  (for {dependency.NeededBy})";
            yield return $"  {dependency.Name.PadRight(widest)}  {dependency.Path ?? dependency.Problem}{by}";
        }
    }

    private static string Count(ElfFile file, IReadOnlyList<ElfExport> exports, string? pattern)
    {
        int functions = exports.Count(export => export.Kind is ElfExportKind.Function or ElfExportKind.ChosenFunction);
        string counts = string.Create(CultureInfo.InvariantCulture, $"{functions:N0} function{(functions == 1 ? "" : "s")}, {exports.Count - functions:N0} other{(exports.Count - functions == 1 ? "" : "s")}");
        return pattern is null ? $"exports: {counts}" : string.Create(CultureInfo.InvariantCulture, $"exports like {pattern}: {counts}, of {file.Exports.Count:N0} in all");
    }

    private static string? Target(string path)
    {
        try
        {
            string? target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            return target == path ? null : target;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // it could be read a moment ago; that it is a link is not what was asked for
        }
    }
}
