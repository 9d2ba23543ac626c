using FfiIsolation.DebugInfo;

namespace FfiIsolation.Headers;

/// <summary>Makes of what a header declares what debug information would say, so that both are compared in one way.</summary>
internal sealed class DeclaredTruth
{
    private readonly Dictionary<object, TrueType> _records = new(ReferenceEqualityComparer.Instance);

    public static TrueFunction Of(Prototype prototype) => new DeclaredTruth().Function(prototype.Name, prototype.Type) with { Deallocators = prototype.Deallocators };

    private TrueFunction Function(string name, FunctionType type) =>
        new(name, Type(type.ReturnType), [.. type.Parameters.Select(parameter => new TrueParameter(parameter.Name, Type(parameter.Type)) { IsRead = parameter.Access?.Mode is AccessMode.ReadOnly or AccessMode.None })], type.IsVariadic) { Convention = type.Convention };

    private TrueType Type(CType type)
    {
        TrueType truth = Unnamed(type);
        return type.TypedefName is { } name ? truth.With(typedefName: name) : truth;
    }

    private TrueType Unnamed(CType type)
    {
        switch (type)
        {
            case VoidType:
                return new TrueType { Kind = TrueKind.Void };
            case BooleanType:
                return new TrueType { Kind = TrueKind.Boolean, Size = type.Size, Name = "bool" };
            case EnumType named:
                var constants = new TrueType { Kind = TrueKind.Enum, Size = type.Size, Name = named.Tag, Keyword = "enum" };
                constants.FillEnum(() => [.. named.Constants.Select(constant => new TrueConstant(constant.Name, constant.Value))]);
                return constants;
            case IntegerType integer:
                return new TrueType { Kind = TrueKind.Integer, Size = type.Size, IsSigned = integer.IsSigned, Name = integer.Kind == IntegerKind.Char ? "char" : integer.ToString() };
            case FloatingType:
                return new TrueType { Kind = TrueKind.Floating, Size = type.Size, Name = type.ToString() };
            case ComplexType:
                return new TrueType { Kind = TrueKind.Complex, Size = type.Size, Name = type.ToString() };
            case PointerType pointer:
                return TrueType.PointerTo(() => Qualified(Type(pointer.Pointee), pointer.PointeeQualifiers), type.Size);
            case ArrayType array:
                return TrueType.ArrayOf(Qualified(Type(array.Element), array.ElementQualifiers), array.Length);
            case FunctionType function:
                return new TrueType { Kind = TrueKind.Function, Function = Function("", function) };
            case RecordType record:
                return Record(record);
            case OpaqueType opaque:
                return new TrueType { Kind = TrueKind.Record, Name = opaque.ToString() };
            default:
                return new TrueType();
        }
    }

    private TrueType Record(RecordType record)
    {
        if (!_records.TryGetValue(record.Definition, out TrueType? truth))
        {
            truth = new TrueType { Kind = TrueKind.Record, Size = record.Size, Name = record.Tag, Keyword = record.Kind == TagKind.Union ? "union" : "struct" };
            _records.Add(record.Definition, truth);
            if (record.IsComplete)
            {
                truth.FillRecord(() => [.. record.Members.Where(member => member.Name is not null || member.BitWidth is null).Select(Member)]);
            }
        }

        return truth;
    }

    private TrueMember Member(RecordMember member) => new(member.Name, (8L * member.Offset) + member.BitOffset, member.BitWidth ?? (8L * member.Type.Size), Type(member.Type));

    private static TrueType Qualified(TrueType type, TypeQualifiers qualifiers)
    {
        type = (qualifiers & TypeQualifiers.Const) != 0 ? type.With(qualifier: TrueType.Const) : type;
        return (qualifiers & TypeQualifiers.Volatile) != 0 ? type.With(qualifier: "volatile") : type;
    }
}
