namespace FfiIsolation;

/// <summary>What C winds around a name: the name, if there is one, and the steps from it outwards to the base type.</summary>
internal sealed class Declarator
{
    public Token? Name { get; set; }

    public List<Derivation> Derivations { get; } = new();

    /// <summary>Whether it says by itself that it is a function or points at one.</summary>
    public bool HasFunction => Derivations.Exists(derivation => derivation.Kind == DerivationKind.Function);

    /// <summary>The type of the steps from <paramref name="first"/> on, applied to a base type.</summary>
    public CType Apply(ParserScope scope, Specifiers specifiers, int first, out TypeQualifiers qualifiers)
    {
        CType type = specifiers.Type;
        qualifiers = specifiers.Qualifiers;
        for (int i = Derivations.Count - 1; i >= first; i--)
        {
            Derivation step = Derivations[i];
            switch (step.Kind)
            {
                case DerivationKind.Pointer:
                    type = scope.Model.PointerTo(type, qualifiers);
                    qualifiers = step.Qualifiers;
                    break;
                case DerivationKind.Array:
                    type = ArrayOf(scope, specifiers, type, qualifiers, step);
                    qualifiers = TypeQualifiers.None;
                    break;
                default:
                    // Qualifiers of a result mean nothing.
                    type = FunctionReturning(scope, specifiers, type, step);
                    qualifiers = TypeQualifiers.None;
                    break;
            }
        }

        return type.Depth <= PrototypeLimits.MaximumTypeDepth
            ? type
            : throw scope.Reader.Error(specifiers.TypeToken, $"types within each other more than {PrototypeLimits.MaximumTypeDepth} deep", $"at most {PrototypeLimits.MaximumTypeDepth}");
    }

    private static ArrayType ArrayOf(ParserScope scope, Specifiers specifiers, CType element, TypeQualifiers qualifiers, Derivation step)
    {
        if (element is VoidType or FunctionType or ArrayType { Length: null })
        {
            throw scope.Reader.Error(step.At, $"there is no array of '{element}'", "an element type that has a size");
        }

        if (!element.IsComplete)
        {
            throw SpecifierParser.ByValueError(scope, element, specifiers.TypeToken)!;
        }

        if (element.Size % element.Alignment != 0)
        {
            throw scope.Reader.Error(step.At, $"'{element}' is aligned to more than its size", "a struct that is aligned, instead of a typedef");
        }

        if (element.Size * (long)(step.Length ?? 0) > PrototypeLimits.MaximumTypeSize)
        {
            throw scope.Reader.Error(step.At, $"the array is larger than {PrototypeLimits.MaximumTypeSize} bytes", "a shorter one");
        }

        var array = new ArrayType(element, qualifiers, step.Length);
        return array.Parts <= PrototypeLimits.MaximumParts
            ? array
            : throw scope.Reader.Error(step.At, $"the array has more than {PrototypeLimits.MaximumParts} elements that take no place", "a shorter one");
    }

    private static FunctionType FunctionReturning(ParserScope scope, Specifiers specifiers, CType type, Derivation step)
    {
        CheckResult(scope, specifiers, type);
        ParameterList list = step.Parameters!;
        return new FunctionType(type, ParameterDraft.FinishAll(list.Parameters), list.IsVariadic, CallConvention.SystemV);
    }

    /// <summary>Refuses what no function can return.</summary>
    public static void CheckResult(ParserScope scope, Specifiers specifiers, CType type)
    {
        if (type is ArrayType or FunctionType)
        {
            throw scope.Reader.Error(specifiers.TypeToken, $"a function cannot return '{type}'", "a pointer");
        }

        if (SpecifierParser.ByValueError(scope, type, specifiers.TypeToken) is { } error)
        {
            throw error;
        }
    }
}
