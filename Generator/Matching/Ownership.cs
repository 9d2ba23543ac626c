// What [FreedBy] and [Borrowed] say, held against the prototype and against each other: what would be freed wrongly, or silently not at all.
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Reading;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Matching;

internal static class Ownership
{
    /// <summary>Tells what the attributes of a result say wrong.</summary>
    /// <param name="type">What the method returns, without its task; null for nothing.</param>
    public static void CheckResult(MatchContext context, ITypeSymbol? type)
    {
        AttributeData? freedBy = Symbols.Attribute(context.Method.GetReturnTypeAttributes(), KnownNames.FreedBy), borrowed = Symbols.Attribute(context.Method.GetReturnTypeAttributes(), KnownNames.Borrowed);
        string? deallocator = context.Prototype.Deallocators.IsEmpty ? null : context.Prototype.Deallocators[0].FunctionName;
        if (borrowed is not null && (deallocator ?? NameIn(freedBy)) is { } free)
        {
            Tell(context, borrowed, $"What '{context.Method.Name}' returns is freed by '{free}' and cannot be the library's own too: leave one of the two out");
        }
        else if (freedBy is not null && NameIn(freedBy) is { } name && IsFunction(context, freedBy, name))
        {
            string? why = deallocator is not null && context.Prototype.Deallocators.All(known => known.FunctionName != name) ? $"The prototype says that '{deallocator}' frees what '{context.Prototype.Name}' returns, and FreedBy says '{name}': leave one of the two out"
                : context.Prototype.ReturnType is not PointerType ? $"'{context.Prototype.Name}' returns no pointer that '{name}' could free: leave FreedBy out"
                : type is null || Symbols.Is(type, KnownNames.NativeResult) ? $"'{name}' frees what is returned as a string or a NativeHandle: return one of these, or say malloc({name}) in the prototype"
                : null;
            if (why is not null)
            {
                Tell(context, freedBy, why);
            }
        }
    }

    /// <summary>Tells what the attribute of a parameter says wrong.</summary>
    public static void CheckParameter(MatchContext context, IParameterSymbol given)
    {
        if (Symbols.Attribute(given.GetAttributes(), KnownNames.FreedBy) is not { } freedBy || NameIn(freedBy) is not { } name || !IsFunction(context, freedBy, name))
        {
            return;
        }

        if (given.RefKind != RefKind.Out || !Symbols.Is(given.Type, KnownNames.NativeHandle))
        {
            Tell(context, freedBy, $"'{name}' frees what is stored in an 'out NativeHandle', and '{given.Name}' is {Symbols.ShortName(given)}: take an out NativeHandle, or leave FreedBy out");
        }
    }

    private static bool IsFunction(MatchContext context, AttributeData freedBy, string name)
    {
        bool isFunction = CNames.IsIdentifier(name);
        if (!isFunction)
        {
            Tell(context, freedBy, $"'{name}' is no name of a C function: FreedBy takes the name alone, as in FreedBy(\"free\")");
        }

        return isFunction;
    }

    private static string? NameIn(AttributeData? freedBy) => freedBy is null ? null : Symbols.FirstText(freedBy);

    private static void Tell(MatchContext context, AttributeData attribute, string why) => context.Mistakes.Add(Rules.Ownership, CallSettings.LocationOf(attribute), why);
}
