namespace FfiIsolation;

/// <summary>Applies the attributes that stand in a parameter.</summary>
internal static class ParameterAttributes
{
    public static void Apply(TokenReader reader, List<AttributeUse> attributes, ParameterDraft parameter)
    {
        foreach (AttributeUse use in attributes)
        {
            switch (use.Name)
            {
                case "ms_abi" or "sysv_abi" when parameter.Type is PointerType { Pointee: FunctionType }:
                case "unused" or "maybe_unused" or "deprecated" or "noescape" or "nonstring":
                    break;
                case "nonnull":     // Clang's form; GCC has it on the function
                    if (use.Arguments is { Count: > 0 })
                    {
                        throw reader.Error(use.At, "'nonnull' in a parameter takes no arguments", "'nonnull' alone");
                    }

                    if (parameter.Type is not PointerType)
                    {
                        throw reader.Error(use.At, "'nonnull' on a parameter that is not a pointer", "a pointer parameter");
                    }

                    parameter.IsNonNull = true;
                    break;
                default:
                    throw AttributeNames.IsIgnored(use.Name) || AttributeNames.IsOfFunctions(use.Name)
                        ? reader.Error(use.At, $"attribute '{use.Name}' belongs to the function, not to a parameter", "it behind the parameter list")
                        : AttributeNames.Refuse(reader, use);
            }
        }
    }
}
