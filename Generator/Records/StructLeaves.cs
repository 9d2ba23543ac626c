// Where the runtime puts the fields of a struct without references: in their order, each at its alignment, unless StructLayout says otherwise.
using FfiIsolation.Generator.Matching;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Records;

internal sealed class StructLeaves
{
    private const int Explicit = 2;
    private const int Auto = 3;

    private StructLeaves(long size, int alignment, List<Leaf> leaves) => (Size, Alignment, Leaves) = (size, alignment, leaves);

    public long Size { get; }

    public int Alignment { get; }

    /// <summary>In the order of their places; empty where there are more than can be compared.</summary>
    public List<Leaf> Leaves { get; }

    /// <summary>Whether the fields are those of the type: reference assemblies have others in their place.</summary>
    public static bool IsKnown(INamedTypeSymbol type) => !type.GetMembers().Any(member => member is IFieldSymbol { Name: "_dummy" or "_dummyPrimitive" });

    /// <summary>Null for a type whose layout the runtime chooses, or nobody says, with the reason.</summary>
    public static StructLeaves? Of(ITypeSymbol type, out string whyNot) => Of(type, new(SymbolEqualityComparer.Default), out whyNot);

    /// <param name="known">Structs that were looked at: each may lie in others many times. null while one is looked at.</param>
    private static StructLeaves? Of(ITypeSymbol type, Dictionary<ITypeSymbol, StructLeaves?> known, out string whyNot)
    {
        whyNot = "";
        if (known.TryGetValue(type, out StructLeaves? before))
        {
            whyNot = before is null ? $"{Symbols.ShortName(type)} lies within itself" : ""; // which the compiler refuses
            return before;
        }

        if (Scalar(type) is { } scalar)
        {
            return new StructLeaves(scalar.Size, scalar.Alignment, scalar.Leaves);
        }

        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct, IsUnmanagedType: true } record)
        {
            whyNot = $"{Symbols.ShortName(type)} has references";
            return null;
        }

        if (!IsKnown(record) || record.SpecialType != SpecialType.None)
        {
            whyNot = $"nobody says how {Symbols.ShortName(record)} is laid out";
            return null;
        }

        known.Add(type, null);
        return known[type] = OfStruct(record, known, out whyNot);
    }

    private static StructLeaves? OfStruct(INamedTypeSymbol record, Dictionary<ITypeSymbol, StructLeaves?> known, out string whyNot)
    {
        whyNot = "";
        AttributeData? layout = Symbols.Attribute(record.GetAttributes(), KnownNames.StructLayout);
        int kind = layout?.ConstructorArguments is [{ Value: { } value }, ..] ? Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) : 0;
        int pack = layout is null ? 0 : Symbols.Named<int>(layout, "Pack"), least = layout is null ? 0 : Symbols.Named<int>(layout, "Size");
        if (kind == Auto)
        {
            whyNot = $"{Symbols.ShortName(record)} has LayoutKind.Auto, so the runtime chooses where its fields lie";
            return null;
        }

        int repeated = Symbols.Attribute(record.GetAttributes(), KnownNames.InlineArray) is { ConstructorArguments: [{ Value: int length }] } ? length : 1;
        long end = 0;
        int alignment = 1;
        var leaves = new List<Leaf>();
        foreach (IFieldSymbol field in record.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst))
        {
            (ITypeSymbol type, int count) = field is { IsFixedSizeBuffer: true, Type: IPointerTypeSymbol pointer } ? (pointer.PointedAtType, field.FixedSize) : (field.Type, repeated);
            if (Of(type, known, out whyNot) is not { } inner)
            {
                return null;
            }

            int own = pack == 0 ? inner.Alignment : Math.Min(pack, inner.Alignment);
            long at = kind == Explicit && Symbols.Attribute(field.GetAttributes(), KnownNames.FieldOffset) is { ConstructorArguments: [{ Value: int offset }] } ? offset : Align(end, own);
            AddField(leaves, field, inner, at, count, isArray: count > 1 || field.IsFixedSizeBuffer);
            alignment = Math.Max(alignment, own);
            end = Math.Max(end, at + (inner.Size * count));
        }

        return new StructLeaves(Math.Max(least, Math.Max(1, Align(end, alignment))), alignment, [.. leaves.OrderBy(leaf => leaf.Offset)]);
    }

    private static void AddField(List<Leaf> leaves, IFieldSymbol field, StructLeaves inner, long at, int count, bool isArray)
    {
        string name = field.AssociatedSymbol?.Name ?? field.Name;
        for (int i = 0; i < count && leaves.Count <= CLeaves.Max; i++)
        {
            string path = isArray ? $"{name}[{i}]" : name;
            foreach (Leaf leaf in inner.Leaves.TakeWhile(_ => leaves.Count <= CLeaves.Max))
            {
                leaves.Add(leaf with { Name = leaf.Name.Length == 0 ? path : $"{path}.{leaf.Name}", Offset = at + (i * inner.Size) + leaf.Offset, Symbol = field.AssociatedSymbol ?? field });
            }
        }
    }

    private static (int Size, int Alignment, List<Leaf> Leaves)? Scalar(ITypeSymbol type)
    {
        string text = Symbols.ShortName(type);
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
        {
            return One(ScalarTypes.SizeOf(underlying), LeafKind.Integer, text);
        }

        if (type is IPointerTypeSymbol or IFunctionPointerTypeSymbol || ScalarTypes.IsAddress(type))
        {
            return One(sizeof(ulong), LeafKind.Pointer, text);
        }

        if (ScalarTypes.IsInteger(type))
        {
            return One(ScalarTypes.SizeOf(type), ScalarTypes.IsSigned(type) ? LeafKind.Signed : LeafKind.Unsigned, text);
        }

        return type.SpecialType switch
        {
            SpecialType.System_Boolean => One(1, LeafKind.Boolean, text),
            SpecialType.System_Char => One(2, LeafKind.Unsigned, text),
            SpecialType.System_Single => One(4, LeafKind.Floating, text),
            SpecialType.System_Double => One(8, LeafKind.Floating, text),
            _ when Symbols.Is(type, KnownNames.Half) => One(2, LeafKind.Floating, text),
            _ when Symbols.Is(type, KnownNames.Int128) => One(16, LeafKind.Signed, text),
            _ when Symbols.Is(type, KnownNames.UInt128) => One(16, LeafKind.Unsigned, text),
            _ when Symbols.Is(type, KnownNames.Complex) => (16, 8, [new Leaf("", 0, 8, LeafKind.Floating, text), new Leaf("", 8, 8, LeafKind.Floating, text)]),
            _ => null,
        };

        static (int, int, List<Leaf>) One(int size, LeafKind kind, string text) => (size, size, [new Leaf("", 0, size, kind, text)]);
    }

    private static long Align(long offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}
