// The C names of .NET types and identifiers, for prototypes that are derived from C#.
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

internal static class CNames
{
    /// <summary>The C type of a number or an address; null for what is none, or may be several.</summary>
    public static string? OfScalar(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { EnumUnderlyingType: { } underlying } => OfScalar(underlying),
        { SpecialType: SpecialType.System_SByte } => "signed char",
        { SpecialType: SpecialType.System_Byte } => "unsigned char",
        { SpecialType: SpecialType.System_Int16 } => "short",
        { SpecialType: SpecialType.System_UInt16 } => "unsigned short",
        { SpecialType: SpecialType.System_Int32 } => "int",
        { SpecialType: SpecialType.System_UInt32 } => "unsigned int",
        { SpecialType: SpecialType.System_Int64 } => "long",
        { SpecialType: SpecialType.System_UInt64 } => "unsigned long",
        { SpecialType: SpecialType.System_IntPtr } => "void *",
        { SpecialType: SpecialType.System_UIntPtr } => "size_t",
        { SpecialType: SpecialType.System_Single } => "float",
        { SpecialType: SpecialType.System_Double } => "double",
        _ when Symbols.Is(type, KnownNames.Half) => "_Float16",
        _ when Symbols.Is(type, KnownNames.Int128) => "__int128",
        _ when Symbols.Is(type, KnownNames.UInt128) => "unsigned __int128",
        _ when Symbols.Is(type, KnownNames.Complex) => "double _Complex",
        _ when Symbols.IsOneOf(type, KnownNames.NativePointer, KnownNames.NativeHandle) => "void *",
        _ => null,
    };

    /// <summary>C# names where C takes them, so that reports have them; else numbers, which no other has.</summary>
    public static string[] OfIdentifiers(IEnumerable<string> names)
    {
        string[] all = [.. names];
        for (int i = 0; i < all.Length; i++)
        {
            if (!IsIdentifier(all[i]) || all[i] == "complex" || DataModel.Lp64.Find(all[i]) is not null)
            {
                all[i] = Unused($"p{i}", name => all.Contains(name));
            }
        }

        return all;
    }

    /// <summary>A name that is not used yet.</summary>
    public static string Unused(string name, Func<string, bool> isUsed)
    {
        while (isUsed(name))
        {
            name += "_";
        }

        return name;
    }

    /// <summary>Whether something in C can have the name.</summary>
    public static bool IsIdentifier(string name) =>
        name.Length > 0 && name[0] is not (>= '0' and <= '9') && name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_') && !CKeywords.IsReserved(name);

    /// <summary>A pointer to a type, which native code only reads or not.</summary>
    public static string PointerTo(string type, bool isRead) =>
        !isRead ? Spaced(type) + "*" : type.EndsWith("*", StringComparison.Ordinal) ? type + "const *" : $"const {type} *";

    /// <summary>A type in front of a name.</summary>
    public static string Spaced(string type) => type.EndsWith("*", StringComparison.Ordinal) ? type : type + " ";
}
