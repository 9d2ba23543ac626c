namespace FfiIsolation;

/// <summary>The names that a block of declarations has declared, by C's name spaces (C17 6.2.3): tags, and everything else.</summary>
internal sealed class DeclaredNames
{
    public Dictionary<string, Typedef> Typedefs { get; } = new(StringComparer.Ordinal);

    /// <summary>Structs, unions and enums: <see cref="RecordType"/> and <see cref="EnumType"/>.</summary>
    public Dictionary<string, CType> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of all enums.</summary>
    public Dictionary<string, IntegerValue> Constants { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Prototype> Functions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DeclaredVariable> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>What a name that is no tag was declared as, such as "a typedef"; null if it is free.</summary>
    public string? KindOf(string name) =>
        Typedefs.ContainsKey(name) ? "a typedef"
        : Constants.ContainsKey(name) ? "an enum's constant"
        : Functions.ContainsKey(name) ? "a function"
        : Variables.ContainsKey(name) ? "a variable"
        : null;

    public DeclaredNames Copy()
    {
        var copy = new DeclaredNames();
        AddAll(Typedefs, copy.Typedefs);
        AddAll(Tags, copy.Tags);
        AddAll(Constants, copy.Constants);
        AddAll(Functions, copy.Functions);
        AddAll(Variables, copy.Variables);
        return copy;

        static void AddAll<T>(Dictionary<string, T> from, Dictionary<string, T> to)
        {
            foreach (KeyValuePair<string, T> pair in from)
            {
                to.Add(pair.Key, pair.Value);
            }
        }
    }
}
