using System.Text;
using FfiIsolation.Generator.Records;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

/// <summary>The C structs that are derived from .NET structs, for the imports of one class.</summary>
/// <param name="converts">Whether .NET's own marshalling would convert fields, since the assembly does not say [DisableRuntimeMarshalling].</param>
internal sealed class DerivedRecords(bool converts)
{
    private readonly Dictionary<ITypeSymbol, string?> _names = new(SymbolEqualityComparer.Default);
    private readonly StringBuilder _text = new();

    /// <summary>Their definitions, each before it is used.</summary>
    public string Text => _text.ToString();

    /// <summary>The C type of a .NET struct; null where its fields are not simply one after the other, or .NET would convert one.</summary>
    public string? NameOf(ITypeSymbol type)
    {
        if (!_names.TryGetValue(type, out string? name))
        {
            _names[type] = null; // a struct within itself is the compiler's affair
            _names[type] = name = Define(type);
        }

        return name;
    }

    private string? Define(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct, IsUnmanagedType: true, IsGenericType: false, SpecialType: SpecialType.None } record
            || !StructLeaves.IsKnown(record)
            || Symbols.Attribute(record.GetAttributes(), KnownNames.InlineArray) is not null
            || (Symbols.Attribute(record.GetAttributes(), KnownNames.StructLayout) is { } layout && !IsPlain(layout)))
        {
            return null;
        }

        var members = new StringBuilder();
        IFieldSymbol[] fields = [.. record.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst)];
        string[] names = CNames.OfIdentifiers(fields.Select(field => (field.AssociatedSymbol ?? field).Name));
        for (int i = 0; i < fields.Length; i++)
        {
            if (OfField(fields[i], names[i]) is not { } member)
            {
                return null;
            }

            members.Append(member).Append("; ");
        }

        var tag = new StringBuilder("struct ");
        foreach (char c in Symbols.NameOf(record))
        {
            tag.Append(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') ? c : '_');
        }

        string name = CNames.Unused(tag.ToString(), _names.ContainsValue); // A.B_C and A_B.C
        _text.Append(name).Append(" { ").Append(members).Append("};\n");
        return name;
    }

    private static bool IsPlain(AttributeData layout) =>
        layout.ConstructorArguments is [{ Value: 0 }] && Symbols.Named<int>(layout, "Pack") == 0 && Symbols.Named<int>(layout, "Size") == 0;

    private string? OfField(IFieldSymbol field, string name)
    {
        (ITypeSymbol type, string array) = field switch
        {
            { IsFixedSizeBuffer: true, Type: IPointerTypeSymbol buffer } => (buffer.PointedAtType, $"[{field.FixedSize}]"),
            { Type: INamedTypeSymbol inline } when Symbols.Attribute(inline.GetAttributes(), KnownNames.InlineArray) is { ConstructorArguments: [{ Value: int length }] } =>
                (inline.GetMembers().OfType<IFieldSymbol>().First().Type, $"[{length}]"),
            _ => (field.Type, ""),
        };
        if (converts && (type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char || Symbols.Attribute(field.GetAttributes(), KnownNames.MarshalAs) is not null))
        {
            return null; // a bool would have 4 bytes and a char 1: here a struct travels as it is
        }

        string? text = type is IPointerTypeSymbol or IFunctionPointerTypeSymbol ? "void *"
            : type.SpecialType == SpecialType.System_Boolean ? "_Bool"
            : type.SpecialType == SpecialType.System_Char ? "char16_t"
            : CNames.OfScalar(type) ?? NameOf(type);
        return text is null ? null : $"{CNames.Spaced(text)}{name}{array}";
    }
}
