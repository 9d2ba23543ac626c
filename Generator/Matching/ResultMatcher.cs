// Decides how the result of a call becomes the result of a method, or why it cannot.
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Records;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Matching;

internal static class ResultMatcher
{
    /// <param name="type">What the method returns, without its task; null for nothing.</param>
    /// <param name="task">The method's task type, for messages; null if it is synchronous.</param>
    public static ResultCode? Match(MatchContext context, ITypeSymbol? type, string? task)
    {
        Ownership.CheckResult(context, type);
        CType returned = context.Prototype.ReturnType;
        if (type is null)
        {
            // What a function returns may be left where it is, but for memory that somebody has to free: that the host does.
            return returned is VoidType || context.Prototype.Deallocators.IsEmpty ? new ResultCode(Format: null) : Refuse(context, task, "which is the caller's to free");
        }

        if (Symbols.Is(type, KnownNames.NativeResult))
        {
            return new ResultCode("{0}");
        }

        return returned switch
        {
            VoidType => Refuse(context, task),
            PointerType pointer => MatchPointer(context, type, task, pointer),
            RecordType record => MatchRecord(context, type, task, record),
            _ => MatchScalar(context, type, task),
        };
    }

    private static ResultCode? MatchScalar(MatchContext context, ITypeSymbol type, string? task)
    {
        CType returned = context.Prototype.ReturnType;
        if (!ScalarTypes.Fits(type, returned))
        {
            return Refuse(context, task);
        }

        string natural = ScalarTypes.NameOf(returned)!, full = Symbols.FullName(type);
        bool isOther = type.TypeKind == TypeKind.Enum || (ScalarTypes.IsInteger(type) && returned is IntegerType or EnumType && ScalarTypes.IsSigned(type) != IsSigned(returned));
        string number = isOther ? natural : full;
        return new ResultCode(isOther ? $"unchecked(({full}){{0}}.As<{number}>())" : $"{{0}}.As<{number}>()") { Number = number };
    }

    private static ResultCode? MatchRecord(MatchContext context, ITypeSymbol type, string? task, RecordType record)
    {
        if (Symbols.Is(type, KnownNames.NativeStruct))
        {
            return new ResultCode("{0}.Struct!") { NeedsSession = RecordComparison.NeedsSession(context, type, record) };
        }

        if (type.TypeKind != TypeKind.Struct || !type.IsUnmanagedType || ScalarTypes.IsScalar(type))
        {
            return Refuse(context, task, $"{ScalarTypes.Describe(record)}: a .NET struct laid out as it is, without references");
        }

        return RecordComparison.Check(context, type, record, Mistakes.OfResult(context.Method))
            ? new ResultCode($"{{0}}.As<{Symbols.FullName(type)}>()") { NeedsSession = RecordComparison.NeedsSession(context, type, record) }
            : null;
    }

    private static ResultCode? MatchPointer(MatchContext context, ITypeSymbol type, string? task, PointerType pointer)
    {
        string returns = $"'{context.Method.Name}' returns a pointer, which is valid in one worker alone";
        bool isText = pointer.Pointee is IntegerType { IsCharacter: true };
        string? freedBy = Symbols.Attribute(context.Method.GetReturnTypeAttributes(), KnownNames.FreedBy) is { } attribute ? Symbols.FirstText(attribute) : null;
        bool isOwned = !context.Prototype.Deallocators.IsEmpty || freedBy is not null;
        bool isBytes = !isText && pointer.Pointee is IntegerType { Size: 1 };
        if (type.SpecialType == SpecialType.System_String && (isText || isBytes))
        {
            bool isBorrowed = pointer.PointsAtConst || Symbols.Attribute(context.Method.GetReturnTypeAttributes(), KnownNames.Borrowed) is not null;
            if (!isOwned && !isBorrowed)
            {
                context.Mistakes.Add(Rules.TextOwnership, Mistakes.OfResult(context.Method), context.Prototype.Name, context.Prototype.ReturnType.ToString());
                return null;
            }

            return new ResultCode(type.NullableAnnotation == NullableAnnotation.Annotated ? "{0}.Text" : "{0}.Text!") { FreedBy = freedBy, IsTextOfBytes = isBytes };
        }

        if (Symbols.Is(type, KnownNames.NativeHandle) && !isText)
        {
            if (!isOwned)
            {
                context.Mistakes.Add(Rules.HandleOwnership, Mistakes.OfResult(context.Method), $"that '{context.Method.Name}' returns", "return: ");
                return null;
            }

            return new ResultCode(type.NullableAnnotation == NullableAnnotation.Annotated ? "{0}.Handle" : "{0}.Handle!") { FreedBy = freedBy, NeedsSession = returns };
        }

        if (Symbols.Is(type, KnownNames.NativePointer) && !isOwned)
        {
            return new ResultCode("{0}.Pointer") { NeedsSession = returns };
        }

        return context.IsImport && !isOwned && ScalarTypes.IsAddress(type)
            ? new ResultCode($"unchecked(({Symbols.FullName(type)}){{0}}.Pointer.Address)") { NeedsSession = returns }
            : Refuse(context, task, isOwned && !isText ? "which is the caller's to free" : null);
    }

    private static ResultCode? Refuse(MatchContext context, string? task, string? detail = null)
    {
        CType returned = context.Prototype.ReturnType;
        string suggestion = Suggestion.OfResult(context.Prototype, task);
        context.Mistakes.Add(
            Rules.Result, Mistakes.OfResult(context.Method), suggestion,
            [context.Prototype.Name, returned.ToString(), detail ?? ScalarTypes.Describe(returned), suggestion, Symbols.ShortName(context.Method.ReturnType)]);
        return null;
    }

    private static bool IsSigned(CType type) => (type as IntegerType ?? ((EnumType)type).UnderlyingType).IsSigned;
}
