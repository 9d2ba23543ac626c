namespace FfiIsolation;

/// <summary>Applies <c>ms_abi</c> and <c>sysv_abi</c> to the function type in a declaration.</summary>
internal static class FunctionConvention
{
    /// <summary>The type with the convention that the attributes say, if they say one.</summary>
    public static CType Apply(ParserScope scope, List<AttributeUse> attributes, CType type)
    {
        AttributeUse? last = attributes.FindLast(use => use.Name is "ms_abi" or "sysv_abi");
        if (last is null)
        {
            return type;
        }

        CallConvention convention = last.Name == "ms_abi" ? CallConvention.Microsoft : CallConvention.SystemV;
        CheckHalf(scope, last, type);
        return With(scope.Model, type, convention)
            ?? throw scope.Reader.Error(last.At, $"attribute '{last.Name}' on '{type}', which is no function", "a function or a pointer to one");
    }

    /// <summary>Refuses what compilers pass in different ways: GCC 12 has _Float16 in an integer register, Clang in a vector register.</summary>
    public static void CheckHalf(ParserScope scope, AttributeUse use, CType type)
    {
        CType target = type is PointerType pointer ? pointer.Pointee : type;
        if (use.Name == "ms_abi" && target is FunctionType function
            && (IsHalf(function.ReturnType) || function.Parameters.Any(parameter => IsHalf(parameter.Type))))
        {
            throw scope.Reader.Unsupported(use.At, "_Float16 arguments and results by ms_abi", "another type: compilers do not agree on the register");
        }
    }

    private static bool IsHalf(CType type) =>
        type is FloatingType { Kind: FloatingKind.Half } or ComplexType { Part.Kind: FloatingKind.Half };

    private static CType? With(DataModel model, CType type, CallConvention convention) => type switch
    {
        FunctionType function => function.With(convention),
        PointerType pointer when With(model, pointer.Pointee, convention) is { } pointee => model.PointerTo(pointee, pointer.PointeeQualifiers),
        ArrayType array when With(model, array.Element, convention) is { } element => new ArrayType(element, array.ElementQualifiers, array.Length),
        _ => null,
    };
}
