namespace FfiIsolation;

/// <summary>What C winds around a name: the name, if there is one, and the steps from it outwards to the base type.</summary>
internal sealed class Declarator
{
    public Token? Name { get; set; }

    public List<Derivation> Derivations { get; } = new();

    /// <summary>The type of the steps from <paramref name="first"/> on, applied to a base type: all pointers, since the parser refuses the rest.</summary>
    public CType Apply(DataModel model, Specifiers specifiers, int first, out TypeQualifiers qualifiers)
    {
        CType type = specifiers.Type;
        qualifiers = specifiers.Qualifiers;
        for (int i = Derivations.Count - 1; i >= first; i--)
        {
            type = model.PointerTo(type, qualifiers);
            qualifiers = Derivations[i].Qualifiers;
        }

        return type;
    }
}
