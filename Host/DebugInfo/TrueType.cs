using System.Globalization;

namespace FfiIsolation.DebugInfo;

/// <summary>A type as the compiler of a library saw it. Made by <see cref="TrueTypes"/>, which fills it in.</summary>
internal sealed class TrueType
{
    /// <summary>What stands in a text for what is not known.</summary>
    public const char Unknown = '…';

    /// <summary>The qualifier.</summary>
    public const string Const = "const";

    /// <summary>Types within each other, in a text. A function may take itself.</summary>
    public const int DepthOfText = 64;

    /// <summary>Types in a text: each function may take two of another, down to the depth.</summary>
    public const int MostOfText = 1000;

    private Lazy<TrueType>? _target;
    private Lazy<IReadOnlyList<TrueMember>>? _members;
    private Lazy<IReadOnlyList<TrueConstant>>? _constants;

    public TrueKind Kind { get; set; }

    /// <summary>Bytes; 0 where there is no size.</summary>
    public long Size { get; set; }

    public bool IsSigned { get; set; }

    /// <summary>The name of a base type, or the tag behind <see cref="Keyword"/>.</summary>
    public string? Name { get; set; }

    /// <summary><c>struct</c>, <c>union</c> or <c>enum</c>.</summary>
    public string? Keyword { get; set; }

    /// <summary>Whether it is Rust's, where a struct may stand for its only member.</summary>
    public bool IsOfRust { get; set; }

    /// <summary>The typedef it was written as.</summary>
    public string? TypedefName { get; set; }

    /// <summary>Its qualifiers, in front of what they qualify: <c>const volatile</c>.</summary>
    public string Qualifiers { get; set; } = "";

    /// <summary>Whether it is qualified so, be it within a typedef.</summary>
    public bool IsConst { get; private set; }

    /// <summary>What a pointer points at, or an array is made of.</summary>
    public TrueType? Target => _target?.Value;

    /// <summary>Elements of an array; null where that is not known.</summary>
    public long? Length { get; set; }

    /// <summary>The members of a record; null for one that is only declared.</summary>
    public IReadOnlyList<TrueMember>? Members => _members?.Value;

    /// <summary>The constants of an enum, in their order; null for other types.</summary>
    public IReadOnlyList<TrueConstant>? Constants => _constants?.Value;

    /// <summary>What a function takes and returns.</summary>
    public TrueFunction? Function { get; set; }

    public static TrueType PointerTo(Func<TrueType> target, long size) => new() { Kind = TrueKind.Pointer, Size = size, _target = new(target) };

    public static TrueType ArrayOf(TrueType element, long? length) => new TrueType { Kind = TrueKind.Array, Size = element.Size * (length ?? 0) }.Fill(element, length);

    /// <summary>Makes a pointer of it. What it points at is made when somebody asks: it may lead back here.</summary>
    public void FillPointer(Func<TrueType> target) => _target = new(target);

    public TrueType Fill(TrueType element, long? length)
    {
        _target = new(element);
        Length = length;
        return this;
    }

    /// <summary>Gives a record its members, which are made when somebody asks.</summary>
    public void FillRecord(Func<IReadOnlyList<TrueMember>> members) => _members = new(members);

    /// <summary>Gives an enum its constants, which are made when somebody asks.</summary>
    public void FillEnum(Func<IReadOnlyList<TrueConstant>> constants) => _constants = new(constants);

    public TrueType With(string? typedefName = null, string? qualifier = null)
    {
        var copy = (TrueType)MemberwiseClone();
        copy.TypedefName = typedefName ?? TypedefName;
        copy.IsConst |= qualifier == Const;
        copy.Qualifiers = typedefName is not null ? "" : qualifier is null ? Qualifiers : Qualifiers.Length == 0 ? qualifier : $"{Qualifiers} {qualifier}";
        return copy;
    }

    public override string ToString()
    {
        int left = MostOfText;
        return Declare("", DepthOfText, ref left);
    }

    /// <summary>The type wound around a declarator, as C writes it.</summary>
    /// <param name="depth">Types within each other, as far as the text goes.</param>
    /// <param name="left">Types that the whole text may still have.</param>
    public string Declare(string declarator, int depth, ref int left)
    {
        if (depth == 0 || left == 0)
        {
            return Unknown.ToString();
        }

        left--;

        if (TypedefName is null && Target is { } target)
        {
            if (Kind == TrueKind.Array)
            {
                return target.Declare(string.Create(CultureInfo.InvariantCulture, $"{declarator}[{Length}]"), depth - 1, ref left);
            }

            string own = Qualifiers.Length > 0 && declarator.Length > 0 ? Qualifiers + " " : Qualifiers;
            string pointer = $"*{own}{declarator}";
            return target is { Kind: TrueKind.Function, TypedefName: null, Function: { } function } ? function.ReturnType.Declare($"({pointer}){function.ParameterList(depth - 1, ref left)}", depth - 1, ref left)
                : target.Declare(target is { Kind: TrueKind.Array, TypedefName: null } ? $"({pointer})" : pointer, depth - 1, ref left);
        }

        if (TypedefName is null && Function is { } bare)
        {
            return bare.ReturnType.Declare(declarator + bare.ParameterList(depth - 1, ref left), depth - 1, ref left);
        }

        string qualifiers = Qualifiers.Length == 0 ? "" : Qualifiers + " ";
        string name = TypedefName ?? (Keyword is null ? Name ?? (Kind == TrueKind.Void ? "void" : Unknown.ToString()) : Name is null ? $"{Keyword} {{ … }}" : $"{Keyword} {Name}");
        return declarator.Length == 0 ? qualifiers + name : $"{qualifiers}{name} {declarator}";
    }
}
