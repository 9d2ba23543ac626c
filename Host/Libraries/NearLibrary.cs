namespace FfiIsolation.Libraries;

/// <summary>A library whose name is near to another one.</summary>
/// <param name="Name">What to ask for.</param>
/// <param name="File">The name of its file.</param>
internal readonly record struct NearLibrary(string Name, string File)
{
    public override string ToString() => Name.Contains('/', StringComparison.Ordinal) ? $"'{Name}'" : $"'{Name}' ({File})";
}
