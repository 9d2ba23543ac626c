namespace FfiIsolation;

/// <summary>What a typedef's name stands for.</summary>
internal sealed class Typedef
{
    public Typedef(CType type, TypeQualifiers qualifiers)
    {
        Type = type;
        Qualifiers = qualifiers;
    }

    public CType Type { get; }

    /// <summary>Those in the typedef, as in <c>typedef const int cint;</c>.</summary>
    public TypeQualifiers Qualifiers { get; }
}
