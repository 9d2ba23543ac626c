namespace FfiIsolation;

/// <summary>The attributes of structs, unions, enums and members: <c>packed</c> and <c>aligned</c> count, some are passed over, the others refused.</summary>
internal static class RecordAttributes
{
    public static bool IsPacked(ParserScope scope, List<AttributeUse> attributes, string what)
    {
        bool isPacked = false;
        foreach (AttributeUse use in attributes)
        {
            switch (use.Name)
            {
                case "packed":
                    isPacked = true;
                    break;
                case "aligned" when what != "an enum":
                    break;
                default:
                    ExpectIgnored(scope.Reader, use, what);
                    break;
            }
        }

        return isPacked;
    }

    public static void ExpectIgnored(TokenReader reader, List<AttributeUse> attributes, string what)
    {
        foreach (AttributeUse use in attributes)
        {
            ExpectIgnored(reader, use, what);
        }
    }

    private static void ExpectIgnored(TokenReader reader, AttributeUse use, string what)
    {
        if (AttributeNames.IsOfFunctions(use.Name))
        {
            throw reader.Error(use.At, $"attribute '{use.Name}' belongs to a function, not to {what}", "it behind a parameter list");
        }

        if (!AttributeNames.IsIgnored(use.Name))
        {
            throw AttributeNames.Refuse(reader, use);
        }
    }
}
