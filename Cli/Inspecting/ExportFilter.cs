using System.IO.Enumeration;
using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Inspecting;

/// <summary>Chooses exports by a name, in which <c>*</c> stands for anything and <c>?</c> for one character; of C++ functions by the name in the source too.</summary>
internal static class ExportFilter
{
    public static IReadOnlyList<ElfExport> Apply(IEnumerable<ElfExport> exports, string? pattern) =>
        [.. exports.Where(export => pattern is null || Matches(export.Name, pattern)).OrderBy(export => export.Name, StringComparer.Ordinal).ThenByDescending(export => export.IsDefault)];

    /// <summary>What may be meant by a name that nothing has: functions of C++ that have it behind a namespace or class, else names that are spelled alike.</summary>
    public static IReadOnlyList<string> Near(IEnumerable<string> names, string name)
    {
        string[] cpp = [.. names.Select(CppNames.FunctionName).OfType<string>().Where(function => function.EndsWith("::" + name, StringComparison.Ordinal)).Distinct().Take(NearNames.Most)];
        return cpp.Length > 0 ? cpp : NearNames.Find(name, names);
    }

    private static bool Matches(string name, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
        || (CppNames.FunctionName(name) is { } function && FileSystemName.MatchesSimpleExpression(pattern, function, ignoreCase: false));
}
