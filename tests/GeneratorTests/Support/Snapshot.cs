namespace FfiIsolation.GeneratorTests.Support;

/// <summary>Generated source as it lies in Snapshots/: <c>Name.cs</c> is what it is generated for, <c>Name.g.cs</c> what is generated.</summary>
internal static class Snapshot
{
    /// <summary>Set to write what is generated now, to be reviewed as a change of the source tree.</summary>
    private const string AcceptVariable = "FFI_ISOLATION_ACCEPT_SNAPSHOTS";

    public static bool IsAccepting => Environment.GetEnvironmentVariable(AcceptVariable) == "1";

    public static string PathOf(string name) => Repository.PathOf($"tests/GeneratorTests/Snapshots/{name}.txt");

    public static void Check(string name)
    {
        string actual = Compiler.Generate(File.ReadAllText(PathOf(name + ".cs")));
        string path = PathOf(name + ".g.cs");
        if (IsAccepting)
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }
}
