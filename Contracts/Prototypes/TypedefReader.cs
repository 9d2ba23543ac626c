namespace FfiIsolation;

/// <summary>Adds the name of a typedef.</summary>
internal static class TypedefReader
{
    public static void Read(ParserScope scope, Specifiers specifiers, Declarator declarator, List<AttributeUse> attributes)
    {
        Token name = declarator.Name!.Value;
        CType type = declarator.Apply(scope, specifiers, 0, out TypeQualifiers qualifiers);
        if (type is OpaqueType { Tag: TagKind.None } && SpecifierParser.ByValueError(scope, type, specifiers.TypeToken) is { } error)
        {
            throw error;
        }

        type = FunctionConvention.Apply(scope, attributes, type);
        attributes.RemoveAll(use => AttributeNames.IsOfFunctions(use.Name));
        if (RecordAttributes.IsPacked(scope, attributes, "a typedef"))
        {
            AttributeUse packed = attributes.Find(use => use.Name == "packed")!;
            throw scope.Reader.Error(packed.At, "'packed' on a typedef has no effect", "it behind the '}' of the struct");
        }

        int? alignment = AlignmentReader.ReadOfType(scope, attributes);
        if (scope.Names.Typedefs.TryGetValue(name.Text, out Typedef? before))
        {
            if (!before.Type.IsCompatibleWith(type) || before.Qualifiers != qualifiers)
            {
                throw scope.Reader.Error(name, $"'{name.Text}' is declared before as '{before.Type}'", "the same declaration again, or another name");
            }

            return;
        }

        if (scope.Names.KindOf(name.Text) is { } kind)
        {
            throw scope.Reader.Error(name, $"'{name.Text}' is declared before, as {kind}", "another name");
        }

        // What the platform knows under that name may know more, such as that wchar_t is text.
        if (alignment is null && scope.Model.Find(name.Text) is { } known && known.IsCompatibleWith(type))
        {
            return;
        }

        if (scope.Names.Typedefs.Count == PrototypeLimits.MaximumDeclarations)
        {
            throw scope.Reader.Error(name, $"more than {PrototypeLimits.MaximumDeclarations} typedefs", $"at most {PrototypeLimits.MaximumDeclarations}");
        }

        scope.Names.Typedefs.Add(name.Text, new Typedef(type.Named(name.Text, alignment), qualifiers));
    }
}
