namespace FfiIsolation.Initializers;

/// <summary>The names that stand for numbers in an initialiser: those of the declarations, and of every enum in the type.</summary>
internal static class ConstantsInForce
{
    public static DeclaredNames For(CType type, Declarations? declarations)
    {
        if (declarations is not null && !ReferenceEquals(declarations, Declarations.Empty))
        {
            return declarations.Names;
        }

        var names = new DeclaredNames();
        Add(names, type);
        return names;
    }

    private static void Add(DeclaredNames names, CType type)
    {
        switch (type)
        {
            case EnumType named:
                IntegerType integer = named.UnderlyingType;
                foreach (EnumConstant constant in named.Constants)
                {
                    names.Constants.TryAdd(constant.Name, IntegerValue.Of(constant.Value, !integer.IsSigned, integer.Size == sizeof(long)));
                }

                break;
            case ArrayType array:
                Add(names, array.Element);
                break;
            case RecordType record:
                foreach (RecordMember member in record.Members)
                {
                    Add(names, member.Type);
                }

                break;
        }
    }
}
