using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>A parameter while the attributes that speak of it are not read yet.</summary>
internal sealed class ParameterDraft
{
    public ParameterDraft(Token? name, Token first, CType type, TypeQualifiers qualifiers, Derivation? array)
    {
        Name = name;
        First = first;
        Type = type;
        Qualifiers = qualifiers;
        MinimumLength = array?.MinimumLength;
        IsNonNull = MinimumLength is not null;
        SizeNames = array?.SizeNames;
    }

    public Token? Name { get; }

    public Token First { get; }

    public CType Type { get; }

    public TypeQualifiers Qualifiers { get; }

    public int? MinimumLength { get; }

    public List<Token>? SizeNames { get; }

    public bool IsNonNull { get; set; }

    public AccessContract? Access { get; set; }

    public OwnershipContract? Ownership { get; set; }

    public static ImmutableArray<Parameter> FinishAll(List<ParameterDraft> drafts)
    {
        var parameters = ImmutableArray.CreateBuilder<Parameter>(drafts.Count);
        for (int i = 0; i < drafts.Count; i++)
        {
            parameters.Add(drafts[i].Finish(i));
        }

        return parameters.MoveToImmutable();
    }

    private Parameter Finish(int index) => new(index, Name?.Text, Type, Qualifiers, MinimumLength, IsNonNull, Access, Ownership);
}
