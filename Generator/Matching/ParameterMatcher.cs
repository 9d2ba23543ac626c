// Decides how one C# parameter becomes one C argument, or why it cannot.
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Records;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Matching;

internal static class ParameterMatcher
{
    /// <returns>Null where it cannot, which has been told then.</returns>
    public static ArgumentCode? Match(MatchContext context, IParameterSymbol given, Parameter parameter)
    {
        if (context.IsAsync && NotAsynchronous(context, given, parameter))
        {
            return null;
        }

        if (given.RefKind != RefKind.None)
        {
            return ReferenceMatcher.Match(context, given, parameter);
        }

        if (Symbols.Is(given.Type, KnownNames.NativeArgument))
        {
            return new ArgumentCode(Symbols.Escaped(given.Name)); // checked when it is called
        }

        return parameter.Type switch
        {
            PointerType pointer => PointerMatcher.Match(context, given, parameter, pointer),
            RecordType record => MatchRecord(context, given, parameter, record),
            _ => MatchScalar(context, given, parameter),
        };
    }

    /// <summary>An argument behind the dots: its C type is that of its .NET type.</summary>
    public static ArgumentCode? MatchVariadic(MatchContext context, IParameterSymbol given)
    {
        string name = Symbols.Escaped(given.Name);
        ITypeSymbol type = given.Type;
        if (given.RefKind == RefKind.None)
        {
            if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
            {
                return new ArgumentCode($"({Symbols.FullName(underlying)}){name}");
            }

            if (ScalarTypes.IsScalar(type) || type.SpecialType == SpecialType.System_String || Symbols.IsOneOf(type, KnownNames.NativeArgument, KnownNames.NativeStruct, KnownNames.NativeBuffer)
                || Symbols.DerivesFrom(type, KnownNames.NativeBuffer) || type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte })
            {
                return new ArgumentCode(name);
            }

            if (Symbols.IsOneOf(type, KnownNames.NativePointer, KnownNames.NativeHandle, KnownNames.NativeCallback, KnownNames.KeptMemory))
            {
                return new ArgumentCode(name) { NeedsSession = TakesPointer(context, given) };
            }
        }

        context.Mistakes.Add(Rules.Variadic, Mistakes.Of(given), given.Name, context.Prototype.Name, Symbols.ShortName(given));
        return null;
    }

    /// <summary>Why an interface with such a parameter needs a session.</summary>
    public static string TakesPointer(MatchContext context, IParameterSymbol given) => $"'{context.Method.Name}' takes a {Symbols.ShortName(given.Type)}, which lives in one worker";

    private static ArgumentCode? MatchScalar(MatchContext context, IParameterSymbol given, Parameter parameter)
    {
        string name = Symbols.Escaped(given.Name);
        if (!ScalarTypes.Fits(given.Type, parameter.Type))
        {
            return context.Refuse(given, parameter);
        }

        if (given.Type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
        {
            return new ArgumentCode($"({Symbols.FullName(underlying)}){name}");
        }

        // A byte of text is any byte, and the C type has a sign.
        return new ArgumentCode(parameter.Type is IntegerType { Kind: IntegerKind.Char, IsSigned: true } && given.Type.SpecialType == SpecialType.System_Byte ? $"unchecked((sbyte){name})" : name);
    }

    private static ArgumentCode? MatchRecord(MatchContext context, IParameterSymbol given, Parameter parameter, RecordType record)
    {
        string name = Symbols.Escaped(given.Name);
        if (Symbols.Is(given.Type, KnownNames.NativeStruct))
        {
            return new ArgumentCode(name) { NeedsSession = RecordComparison.NeedsSession(context, given.Type, record) };
        }

        if (given.Type.TypeKind != TypeKind.Struct || !given.Type.IsUnmanagedType || ScalarTypes.IsScalar(given.Type))
        {
            return context.Refuse(given, parameter, $"{ScalarTypes.Describe(record)}: a .NET struct laid out as it is, without references");
        }

        return RecordComparison.Check(context, given.Type, record, Mistakes.Of(given))
            ? new ArgumentCode($"global::FfiIsolation.NativeArgument.Of({name})") { NeedsSession = RecordComparison.NeedsSession(context, given.Type, record) }
            : null;
    }

    private static bool NotAsynchronous(MatchContext context, IParameterSymbol given, Parameter parameter)
    {
        string? what = given.RefKind is RefKind.Out or RefKind.Ref or RefKind.In or RefKind.RefReadOnlyParameter ? $"passed by {Symbols.Modifier(given.RefKind).TrimEnd()}"
            : given.Type.IsRefLikeType ? "a span"
            : null;
        if (what is not null)
        {
            string instead = parameter.Type is PointerType ? Suggestion.OfParameter(parameter, isAsync: true) : ScalarTypes.NameOf(parameter.Type) ?? "NativeArgument";
            context.Mistakes.Add(Rules.NotAsynchronous, Mistakes.Of(given), instead, [given.Name, what, instead]);
        }

        return what is not null;
    }
}
