// What a C pointer parameter says of what lies behind it.
using FfiIsolation.Generator.Records;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Matching;

internal static class Pointees
{
    /// <summary>Whether native code only reads there.</summary>
    public static bool IsRead(Parameter parameter) => parameter.Access?.Mode switch
    {
        AccessMode.ReadOnly => true,
        AccessMode.WriteOnly or AccessMode.ReadWrite => false,
        _ => parameter.Type is PointerType { PointsAtConst: true },
    };

    /// <summary>Whether native code only writes there.</summary>
    public static bool IsWritten(Parameter parameter) => parameter.Access?.Mode == AccessMode.WriteOnly;

    /// <summary>How a buffer travels: the name of what makes it.</summary>
    public static string DirectionOf(Parameter parameter) => IsRead(parameter) ? "In" : IsWritten(parameter) ? "Out" : "InOut";

    /// <summary>What an array holds, through all of its dimensions.</summary>
    public static CType InnermostOf(CType type) => type is ArrayType array ? InnermostOf(array.Element) : type;

    /// <summary>Why a method with a parameter that points at such things needs a session; null if it does not.</summary>
    public static string? NeedsSession(MatchContext context, IParameterSymbol given, CType pointee) => InnermostOf(pointee) switch
    {
        PointerType => $"'{context.Method.Name}' has pointers in '{given.Name}', which are valid in one worker alone",
        RecordType record => RecordComparison.NeedsSession(context, given.Type, record),
        _ => null,
    };

    /// <summary>Why elements of a .NET type cannot lie behind a C pointer; null if they can.</summary>
    public static string? WhyNot(ITypeSymbol element, CType pointee, bool isSingle, out ITypeSymbol? wrongRecord)
    {
        CType inner = InnermostOf(pointee);
        wrongRecord = null;
        if (!element.IsUnmanagedType)
        {
            return $"{Symbols.ShortName(element)} has references";
        }

        bool isByte = element.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte;
        switch (inner)
        {
            case VoidType or OpaqueType:
                return isSingle && inner is OpaqueType ? $"nobody knows what a {inner} is" : null;
            case RecordType record when element.TypeKind == TypeKind.Struct && !ScalarTypes.IsScalar(element):
                string? why = RecordComparison.WhyNot(element, record);
                wrongRecord = why is null ? null : element;
                return why;
            case RecordType or ComplexType or EnumType or FloatingType when isByte && !isSingle:
                return null; // bytes, as they are
            case IntegerType { Size: 1 } when isByte && !isSingle:
                return null;
            case PointerType:
                return ScalarTypes.IsAddress(element) || element.SpecialType is SpecialType.System_UInt64 or SpecialType.System_Int64 ? null : "what lies there is pointers";
            case BooleanType when element.SpecialType == SpecialType.System_Byte:
                return null;
            case IntegerType { Kind: IntegerKind.Int } when element.SpecialType == SpecialType.System_Boolean:
                return "a bool has 1 byte there and an int 4"; // by value it is converted
            default:
                return ScalarTypes.Fits(element, inner) ? null : $"what lies there is {inner}, {ScalarTypes.Describe(inner)}";
        }
    }
}
