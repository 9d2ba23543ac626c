// What a library that people call by a short name is called as a file. Linux: ld.so(8), and what this host does. Windows: LoadLibrary appends .dll to a name
// without a dot. macOS: dlopen(3); a framework is a folder with a library of its own name in it.
using FfiIsolation.Libraries;

namespace FfiIsolation.Porting;

internal static class LibraryFileNames
{
    /// <summary>The file names to look for, best first.</summary>
    /// <param name="name">As people write it: <c>z</c>, <c>libz</c>, <c>libz.so.1</c>, <c>zlib1.dll</c>.</param>
    public static IReadOnlyList<string> Of(TargetSystem system, string name) => system switch
    {
        TargetSystem.Windows => IsFile(name, ".dll") ? [name] : [name + ".dll", .. name.StartsWith("lib", StringComparison.Ordinal) ? (string[])[] : [$"lib{name}.dll"]],
        TargetSystem.MacOS => IsFile(name, ".dylib") || IsFile(name, ".so") || name.EndsWith(".framework", StringComparison.Ordinal)
            ? [Whole(name)]
            : [.. Stems(name).Select(stem => stem + ".dylib"), $"{name}.framework/{name}"],
        _ => [.. LibraryName.Spellings(name)],
    };

    private static string Whole(string name) =>
        name.EndsWith(".framework", StringComparison.Ordinal) ? $"{name}/{Path.GetFileNameWithoutExtension(name)}" : name;

    private static string[] Stems(string name) => name.StartsWith("lib", StringComparison.Ordinal) ? [name] : ["lib" + name, name];

    private static bool IsFile(string name, string suffix) => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
}
