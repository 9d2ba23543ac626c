using System.Runtime.CompilerServices;

namespace FfiIsolation.ProcessTests.Support;

/// <summary>A folder for the temporary files of this test process alone, so that what is left behind can be told from what others make.</summary>
internal static class OwnTemporaryFolder
{
    public static string Path { get; private set; } = "";

#pragma warning disable CA2255 // Before any test, and before anything asks for the temporary folder: that is what it is for.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Create()
    {
        Path = Directory.CreateTempSubdirectory("test-").FullName;
        Environment.SetEnvironmentVariable("TMPDIR", Path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path, recursive: true);
    }

    /// <summary>A name for a file that is not there yet.</summary>
    public static string NewFile() => System.IO.Path.Combine(Path, System.IO.Path.GetRandomFileName());
}
