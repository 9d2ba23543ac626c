namespace FfiIsolation.Cli.Binding;

/// <summary>Names that stand beside each other, each once.</summary>
/// <param name="taken">Those that are taken already.</param>
internal sealed class NameSpace(params IEnumerable<string> taken)
{
    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);

    /// <summary>A name, or one like it where it is taken.</summary>
    public string Take(string name)
    {
        while (!_taken.Add(name))
        {
            name += "_";
        }

        return name;
    }
}
