using System.Text.RegularExpressions;

namespace FfiIsolation.ProcessTests.Support;

/// <summary>The libraries of native/faults.</summary>
internal static class Faults
{
    public static string Library { get; } = Path.Combine(AppContext.BaseDirectory, "faults", "libfaults.so");

    public static string CppLibrary { get; } = Path.Combine(AppContext.BaseDirectory, "faults", "libfaults_cpp.so");

    /// <summary>The library of a function: its first word says so where it is not the main one.</summary>
    public static string LibraryOf(string function) => Path.Combine(AppContext.BaseDirectory, "faults", function.Split('_')[0] switch
    {
        "cpp" => "libfaults_cpp.so",
        "constructor" => "libfaults_constructor.so",
        "hanging" => "libfaults_hanging.so",
        "destructor" => "libfaults_destructor.so",
        _ => "libfaults.so",
    });

    /// <summary>The line of the catalogue for a function.</summary>
    public static string PrototypeOf(string function) =>
        Regex.Match(File.ReadAllText(Header), $@"^\w[^\n(]*\b{function}\([^;]*", RegexOptions.Multiline).Value;

    public static string Header { get; } = Path.GetFullPath("../../../../native/faults/faults.h", AppContext.BaseDirectory);

    public static Task<NativeFunction> FaultAsync(this NativeHost host, string prototype) => host.FunctionAsync(Library, prototype);

    public static Task<NativeFunction> FaultAsync(this NativeSession session, string prototype) => session.FunctionAsync(Library, prototype);

    public static async Task<NativeFunction> FunctionAsync(this NativeHost host, string library, string prototype) =>
        await (await host.LoadAsync(library)).FunctionAsync(prototype);

    public static async Task<NativeFunction> FunctionAsync(this NativeSession session, string library, string prototype) =>
        await (await session.LoadAsync(library)).FunctionAsync(prototype);
}
