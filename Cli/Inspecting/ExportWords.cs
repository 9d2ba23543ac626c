using FfiIsolation.Libraries;

namespace FfiIsolation.Cli.Inspecting;

/// <summary>Exports as people and tools write them.</summary>
internal static class ExportWords
{
    public static string Kind(ElfExportKind kind) => kind switch
    {
        ElfExportKind.Function => "function",
        ElfExportKind.ChosenFunction => "ifunc",
        ElfExportKind.Variable => "variable",
        ElfExportKind.ThreadLocal => "thread-local",
        _ => "untyped",
    };

    /// <summary>As nm writes it: <c>@@</c> before the version that is given to those who ask for none, <c>@</c> before others.</summary>
    public static string Symbol(ElfExport export) => export.Version is null ? export.Name : $"{export.Name}{(export.IsDefault ? "@@" : "@")}{export.Version}";

    /// <summary>The name in C++; null where it is none.</summary>
    public static string? Cpp(ElfExport export) => CppNames.Demangle(export.Name) is { } demangled ? CppNames.Shorten(demangled) : null;
}
