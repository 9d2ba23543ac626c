using System.IO.Enumeration;
using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Inspecting;

/// <summary>Chooses exports by a name, in which <c>*</c> stands for anything and <c>?</c> for one character; of C++ functions by the name in the source too.</summary>
internal static class ExportFilter
{
    public static IReadOnlyList<ElfExport> Apply(IEnumerable<ElfExport> exports, string? pattern) =>
        [.. exports.Where(export => pattern is null || Matches(export.Name, pattern)).OrderBy(export => export.Name, StringComparer.Ordinal).ThenByDescending(export => export.IsDefault)];

    private static bool Matches(string name, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
        || (CppNames.FunctionName(name) is { } function && FileSystemName.MatchesSimpleExpression(pattern, function, ignoreCase: false));
}
