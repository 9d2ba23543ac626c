// Parameters that are passed by out, ref or in: one element behind a pointer.
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Records;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Matching;

internal static class ReferenceMatcher
{
    public static ArgumentCode? Match(MatchContext context, IParameterSymbol given, Parameter parameter)
    {
        if (parameter.Type is not PointerType pointer)
        {
            return context.Refuse(given, parameter, $"{ScalarTypes.Describe(parameter.Type)} and no pointer");
        }

        if (Pointees.IsRead(parameter) && given.RefKind is RefKind.Out or RefKind.Ref)
        {
            return context.Refuse(given, parameter, "which native code only reads", Rules.Direction);
        }

        bool isIn = given.RefKind is RefKind.In or RefKind.RefReadOnlyParameter;
        if (!Pointees.IsRead(parameter) && isIn)
        {
            return context.Refuse(given, parameter, "which native code may write", Rules.Direction);
        }

        if (Pointees.IsWritten(parameter) && given.RefKind == RefKind.Ref)
        {
            return context.Refuse(given, parameter, "which native code only writes", Rules.Direction);
        }

        if (pointer.Pointee is PointerType && given.Type.SpecialType == SpecialType.System_String)
        {
            return context.Refuse(given, parameter, "where the address of a text is stored, which the session reads (ReadText)");
        }

        if (pointer.Pointee is PointerType && MatchPointer(context, given) is { } code)
        {
            return code.Expression.Length > 0 ? code : null;
        }

        return MatchValue(context, given, parameter, pointer, isIn);
    }

    /// <returns>Null where the parameter is no pointer; an empty expression for a mistake that was told.</returns>
    private static ArgumentCode? MatchPointer(MatchContext context, IParameterSymbol given)
    {
        string name = Symbols.Escaped(given.Name), local = context.Local(given.Name + "Buffer");
        string stores = $"'{context.Method.Name}' stores a pointer in '{given.Name}', which is valid in one worker alone";
        if (given.RefKind == RefKind.Ref && Symbols.Is(given.Type, KnownNames.NativePointer))
        {
            return new ArgumentCode(local)
            {
                Before = [$"var {local} = new global::FfiIsolation.PointerOut({name});"],
                After = [$"{name} = {local}.Value;"],
                NeedsSession = stores,
            };
        }

        if (given.RefKind != RefKind.Out)
        {
            return null;
        }

        if (Symbols.Is(given.Type, KnownNames.NativePointer))
        {
            return new ArgumentCode(local)
            {
                Before = [$"var {local} = new global::FfiIsolation.PointerOut();"],
                After = [$"{name} = {local}.Value;"],
                NeedsSession = stores,
            };
        }

        if (Symbols.Is(given.Type, KnownNames.NativeHandle))
        {
            if (Symbols.Attribute(given.GetAttributes(), KnownNames.FreedBy) is not { } freedBy || Symbols.FirstText(freedBy) is not { Length: > 0 } free)
            {
                context.Mistakes.Add(Rules.HandleOwnership, Mistakes.Of(given), $"'{given.Name}'", "");
                return new ArgumentCode("");
            }

            return new ArgumentCode(local)
            {
                Before = [$"var {local} = new global::FfiIsolation.PointerOut({{0}});"],
                After = [$"{name} = {local}.Handle{(given.NullableAnnotation == NullableAnnotation.Annotated ? "" : "!")};"],
                Deallocator = free,
                NeedsSession = stores,
            };
        }

        if (context.IsImport && ScalarTypes.IsAddress(given.Type))
        {
            return new ArgumentCode(local)
            {
                Before = [$"var {local} = new global::FfiIsolation.PointerOut();"],
                After = [$"{name} = unchecked(({Symbols.FullName(given.Type)}){local}.Value.Address);"],
                NeedsSession = stores,
            };
        }

        return null;
    }

    private static ArgumentCode? MatchValue(MatchContext context, IParameterSymbol given, Parameter parameter, PointerType pointer, bool isIn)
    {
        if (Pointees.WhyNot(given.Type, pointer.Pointee, isSingle: true, out ITypeSymbol? wrongRecord) is { } why)
        {
            if (wrongRecord is not null)
            {
                RecordComparison.Check(context, wrongRecord, (RecordType)Pointees.InnermostOf(pointer.Pointee), Mistakes.Of(given));
                return null;
            }

            return context.Refuse(given, parameter, why);
        }

        string name = Symbols.Escaped(given.Name), local = context.Local(given.Name + "Buffer"), type = Symbols.FullName(given.Type);
        string make = isIn ? $"In({name})" : given.RefKind == RefKind.Out ? $"Out<{type}>()" : $"InOut({name})";
        return new ArgumentCode(local)
        {
            Before = [$"var {local} = global::FfiIsolation.NativeBuffer.{make};"],
            After = isIn ? [] : [$"{name} = {local}.Value;"],
            NeedsSession = Pointees.NeedsSession(context, given, pointer.Pointee),
        };
    }
}
