using FfiIsolation.Abi;

namespace FfiIsolation.Calls.Writers;

/// <summary>Decides, once for each prototype, what writes an argument.</summary>
internal static class WriterFactory
{
    public static ArgumentWriter Create(Prototype prototype, Parameter parameter, ArgumentPlace place) => parameter.Type switch
    {
        PointerType => new PointerWriter(prototype, parameter, place),
        BooleanType => new BooleanWriter(prototype, parameter, place),
        EnumType type => new EnumWriter(prototype, parameter, place, type),
        IntegerType { Size: > sizeof(ulong) } type => new WideIntegerWriter(prototype, parameter, place, type),
        IntegerType type => new IntegerWriter(prototype, parameter, place, type),
        FloatingType { Kind: FloatingKind.Float } => new FloatWriter(prototype, parameter, place),
        FloatingType { Kind: FloatingKind.Double } => new DoubleWriter(prototype, parameter, place),
        FloatingType { Kind: FloatingKind.Half } => new HalfWriter(prototype, parameter, place),
        FloatingType { Kind: FloatingKind.LongDouble } => new LongDoubleWriter(prototype, parameter, place),
        ComplexType { Part.Kind: not FloatingKind.Quad } type => new ComplexWriter(prototype, parameter, place, type),
        RecordType type => new RecordWriter(prototype, parameter, place, type),
        CType type => throw new InvalidOperationException($"An argument of type {type} cannot be passed."),
    };
}
