// Parameters that are C pointers and are passed by value: text, buffers, pointers, handles, delegates.
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Records;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Matching;

internal static class PointerMatcher
{
    public static ArgumentCode? Match(MatchContext context, IParameterSymbol given, Parameter parameter, PointerType pointer)
    {
        string name = Symbols.Escaped(given.Name);
        ITypeSymbol type = given.Type;
        if (Symbols.IsOneOf(type, KnownNames.NativePointer, KnownNames.NativeHandle, KnownNames.NativeCallback, KnownNames.KeptMemory, KnownNames.RentedBuffer)
            || Symbols.DerivesFrom(type, KnownNames.RentedBuffer) || Symbols.Is(type, KnownNames.PointerOut))
        {
            return new ArgumentCode(name) { NeedsSession = ParameterMatcher.TakesPointer(context, given) };
        }

        if (Symbols.DerivesFrom(type, KnownNames.NativeBuffer) || Symbols.Is(type, KnownNames.TransferredMemory))
        {
            return new ArgumentCode(name); // checked when it is called
        }

        if (Symbols.Is(type, KnownNames.NativeStruct))
        {
            return pointer.Pointee is RecordType or OpaqueType or VoidType
                ? new ArgumentCode(name) { NeedsSession = Pointees.NeedsSession(context, given, pointer.Pointee) }
                : context.Refuse(given, parameter);
        }

        if (type.TypeKind == TypeKind.Delegate)
        {
            return DelegateMatcher.Match(context, given, parameter, pointer);
        }

        if (type.SpecialType == SpecialType.System_String)
        {
            return MatchText(context, given, parameter, pointer);
        }

        if (Symbols.ElementOf(type) is { } element)
        {
            return MatchBuffer(context, given, parameter, pointer, element);
        }

        return context.IsImport && MatchAddress(context, given) is { } address ? address : RefuseValue(context, given, parameter);
    }

    private static ArgumentCode? MatchText(MatchContext context, IParameterSymbol given, Parameter parameter, PointerType pointer)
    {
        if (pointer.Pointee is not (VoidType or IntegerType { Size: 1 } or IntegerType { IsCharacter: true }))
        {
            return context.Refuse(given, parameter, $"which points at {pointer.Pointee}, no text");
        }

        string span = Suggestion.OfParameter(parameter, context.IsAsync);
        if (parameter.Access?.Mode is AccessMode.WriteOnly or AccessMode.ReadWrite)
        {
            return context.Refuse(given, parameter, "into which native code writes", Rules.Direction);
        }

        if (!Pointees.IsRead(parameter) && parameter.Ownership is null)
        {
            context.Mistakes.Add(Rules.WritableText, Mistakes.Of(given), span, [given.Name, parameter.ToString(), span]);
        }

        return new ArgumentCode(Symbols.Escaped(given.Name));
    }

    private static ArgumentCode? MatchBuffer(MatchContext context, IParameterSymbol given, Parameter parameter, PointerType pointer, ITypeSymbol element)
    {
        if (pointer.Pointee is FunctionType)
        {
            return context.Refuse(given, parameter);
        }

        if (Symbols.IsOneOf(given.Type, KnownNames.ReadOnlySpan, KnownNames.ReadOnlyMemory) && !Pointees.IsRead(parameter))
        {
            return context.Refuse(given, parameter, "into which native code may write", Rules.Direction);
        }

        if (Pointees.WhyNot(element, pointer.Pointee, isSingle: false, out ITypeSymbol? wrongRecord) is { } why)
        {
            if (wrongRecord is not null)
            {
                RecordComparison.Check(context, wrongRecord, (RecordType)Pointees.InnermostOf(pointer.Pointee), Mistakes.Of(given));
                return null;
            }

            return context.Refuse(given, parameter, why);
        }

        string name = Symbols.Escaped(given.Name), local = context.Local(given.Name + "Buffer"), direction = Pointees.DirectionOf(parameter);
        string? needsSession = Pointees.NeedsSession(context, given, pointer.Pointee);
        if (given.Type.IsRefLikeType)
        {
            return new ArgumentCode($"{local}.Buffer")
            {
                Before = [$"var {local} = global::FfiIsolation.Typed.LentSpan.{direction}({name});"],
                After = [$"{local}.Return();"],
                NeedsSession = needsSession,
            };
        }

        if (given.Type is IArrayTypeSymbol)
        {
            string full = Symbols.FullName(element);
            string memory = direction == "In" ? $"new global::System.ReadOnlyMemory<{full}>({name})" : $"new global::System.Memory<{full}>({name})";
            return new ArgumentCode($"{name} is null ? null : global::FfiIsolation.NativeBuffer.{direction}({memory})") { NeedsSession = needsSession };
        }

        string content = direction == "In" && Symbols.Is(given.Type, KnownNames.Memory) ? $"(global::System.ReadOnlyMemory<{Symbols.FullName(element)}>){name}" : name;
        return new ArgumentCode($"global::FfiIsolation.NativeBuffer.{direction}({content})") { NeedsSession = needsSession };
    }

    /// <summary>What .NET's own marshalling takes for a pointer.</summary>
    private static ArgumentCode? MatchAddress(MatchContext context, IParameterSymbol given) => ScalarTypes.IsAddress(given.Type)
        ? new ArgumentCode($"global::FfiIsolation.NativePointer.FromAddress(unchecked((ulong){Symbols.Escaped(given.Name)}))") { NeedsSession = ParameterMatcher.TakesPointer(context, given) }
        : null;

    private static ArgumentCode? RefuseValue(MatchContext context, IParameterSymbol given, Parameter parameter)
    {
        if (ScalarTypes.IsAddress(given.Type) && !ScalarTypes.Fits(given.Type, ((PointerType)parameter.Type).Pointee))
        {
            return context.Refuse(given, parameter, "a pointer, which says of which worker it is", suggestion: "NativePointer");
        }

        bool isValue = ScalarTypes.IsScalar(given.Type) || given.Type.TypeKind == TypeKind.Struct;
        if (!isValue)
        {
            return context.Refuse(given, parameter);
        }

        // The usual slip: the value in place of where it lies. Where it is the right type, it is only the modifier that is missing.
        string suggestion = Suggestion.OfParameter(parameter, context.IsAsync);
        CType pointee = ((PointerType)parameter.Type).Pointee;
        if (!context.IsAsync && (ScalarTypes.Fits(given.Type, pointee) || (pointee is RecordType && given.Type.IsUnmanagedType && !ScalarTypes.IsScalar(given.Type))))
        {
            string modifier = Pointees.IsRead(parameter) ? "in " : pointee is RecordType || parameter.Access?.Mode == AccessMode.ReadWrite ? "ref " : "out ";
            suggestion = modifier + Symbols.ShortName(given.Type);
        }

        context.Mistakes.Add(Rules.MissingOut, Mistakes.Of(given), suggestion, [given.Name, parameter.ToString(), suggestion, Symbols.ShortName(given)]);
        return null;
    }
}
