using System.Collections.Immutable;

namespace FfiIsolation.Callbacks;

/// <summary>What a delegate takes and returns, and whether that fits a C type. Immutable.</summary>
internal sealed class DelegateSignature(DelegateValue result, params ImmutableArray<DelegateValue> parameters)
{
    /// <summary>The parameters that want text, by a bit each.</summary>
    public ulong Texts
    {
        get
        {
            ulong texts = 0;
            for (int i = 0; i < parameters.Length; i++)
            {
                texts |= parameters[i].IsText ? 1UL << i : 0;
            }

            return texts;
        }
    }

    /// <summary>Why the delegate cannot stand for a function of this type; null if it can.</summary>
    public string? WhyNot(FunctionType type)
    {
        if (type.Parameters.Length != parameters.Length)
        {
            return $"'{type}' has {Plural(type.Parameters.Length)}, and the delegate has {parameters.Length}";
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            if (!parameters[i].Takes(type.Parameters[i].Type))
            {
                return $"parameter {i + 1} '{type.Parameters[i]}' of '{type}' is {DelegateValue.Wanted(type.Parameters[i].Type, isResult: false)} in a delegate, not {parameters[i]}";
            }
        }

        return result.FitsInto(type.ReturnType)
            ? null
            : $"the result of '{type}' is {DelegateValue.Wanted(type.ReturnType, isResult: true)} in a delegate, not {result}";
    }

    public override string ToString() => $"{result} ({string.Join(", ", parameters)})";

    private static string Plural(int count) => count == 1 ? "1 parameter" : $"{count} parameters";
}
