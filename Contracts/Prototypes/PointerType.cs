namespace FfiIsolation;

/// <summary>A pointer. Its own qualifiers belong to the place that uses it (<see cref="Parameter.Qualifiers"/>, or the pointer to it).</summary>
public sealed class PointerType : CType
{
    internal PointerType(CType pointee, TypeQualifiers pointeeQualifiers, int size)
        : base(size, alignment: size)
    {
        Pointee = pointee;
        PointeeQualifiers = pointeeQualifiers;
        Depth = pointee is RecordType ? 1 : 1 + pointee.Depth;
    }

    internal override int Depth { get; }

    /// <summary>What it points at.</summary>
    public CType Pointee { get; }

    /// <summary>The qualifiers of what it points at: <see cref="TypeQualifiers.Const"/> for <c>const char *</c>.</summary>
    public TypeQualifiers PointeeQualifiers { get; }

    /// <summary>Whether what it points at is not to be written: the elements of an array have its qualifiers (<c>const int (*rows)[3]</c>).</summary>
    internal bool PointsAtConst
    {
        get
        {
            TypeQualifiers qualifiers = PointeeQualifiers;
            for (CType type = Pointee; type is ArrayType array; type = array.Element)
            {
                qualifiers |= array.ElementQualifiers;
            }

            return (qualifiers & TypeQualifiers.Const) != 0;
        }
    }

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator)
    {
        string own = QualifierText.Write(qualifiers);
        string space = own.Length > 0 && declarator.Length > 0 ? " " : "";
        string pointer = "*" + own + space + declarator;

        // Brackets and parameter lists bind tighter than the star.
        if (Pointee is FunctionType { TypedefName: null } function)
        {
            return function.Declare(PointeeQualifiers, $"({function.ConventionText}{pointer})");
        }

        return Pointee.Declare(PointeeQualifiers, Pointee is ArrayType { TypedefName: null } ? $"({pointer})" : pointer);
    }

    private protected override bool EqualsSameKind(CType other) =>
        other is PointerType pointer && pointer.PointeeQualifiers == PointeeQualifiers && pointer.Pointee.Equals(Pointee) && pointer.Size == Size;
}
