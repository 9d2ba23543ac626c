using System.Collections.Immutable;
using System.Text;

namespace FfiIsolation;

/// <summary>Writes a prototype as canonical C.</summary>
internal static class PrototypeText
{
    public static string Write(Prototype prototype)
    {
        string declaration = prototype.ReturnType.Declare(TypeQualifiers.None, prototype.Name + ParameterList(prototype.Parameters, prototype.IsVariadic));
        string attributes = Attributes(prototype);
        return attributes.Length == 0 ? declaration : $"{declaration} __attribute__(({attributes}))";
    }

    /// <summary>The parentheses of a function.</summary>
    public static string ParameterList(ImmutableArray<Parameter> parameters, bool isVariadic)
    {
        string list = string.Join(", ", parameters);
        return list.Length == 0 ? "(void)" : isVariadic ? $"({list}, ...)" : $"({list})";
    }

    private static string Attributes(Prototype prototype)
    {
        var text = new StringBuilder();
        AddIf(prototype.Convention == CallConvention.Microsoft, "ms_abi");
        AddIf(prototype.IsConst, "const");
        AddIf(prototype.IsPure, "pure");
        AddIf(prototype.IsNoReturn, "noreturn");
        AddIf(prototype.IsMalloc && prototype.Deallocators.IsEmpty, "malloc");
        foreach (Deallocator deallocator in prototype.Deallocators)
        {
            AddIf(true, deallocator.ToString());
        }

        string nonNull = NonNull(prototype);
        AddIf(nonNull.Length > 0, $"nonnull({nonNull})");
        foreach (Parameter parameter in prototype.Parameters)
        {
            AddIf(parameter.Access is not null, parameter.Access?.ToString() ?? "");
            AddIf(parameter.Ownership is not null, parameter.Ownership?.ToString() ?? "");
        }

        return text.ToString();

        void AddIf(bool condition, string attribute)
        {
            if (condition)
            {
                text.Append(text.Length == 0 ? "" : ", ").Append(attribute);
            }
        }
    }

    private static string NonNull(Prototype prototype)
    {
        var indexes = new StringBuilder();
        foreach (Parameter parameter in prototype.Parameters)
        {
            // [static n] has said so already.
            if (parameter.IsNonNull && parameter.MinimumLength is null)
            {
                indexes.Append(indexes.Length == 0 ? "" : ", ").Append(parameter.Index + 1);
            }
        }

        return indexes.ToString();
    }
}
