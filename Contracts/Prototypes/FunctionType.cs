using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>The type of a function, which is what a function pointer points at.</summary>
public sealed class FunctionType : CType
{
    internal FunctionType(CType returnType, ImmutableArray<Parameter> parameters, bool isVariadic, CallConvention convention)
        : base(size: 0, alignment: 1)
    {
        ReturnType = returnType;
        Parameters = parameters;
        IsVariadic = isVariadic;
        Convention = convention;
        Depth = 1 + parameters.Aggregate(returnType.Depth, (most, parameter) => Math.Max(most, parameter.Type.Depth));
    }

    internal override int Depth { get; }

    /// <summary>What it returns; <see cref="VoidType"/> for nothing.</summary>
    public CType ReturnType { get; }

    /// <summary>Its parameters, with their names where they were given.</summary>
    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>Whether more arguments may follow the parameters: <c>...</c>.</summary>
    public bool IsVariadic { get; }

    /// <summary>Its calling convention.</summary>
    public CallConvention Convention { get; }

    /// <summary>What stands inside the parentheses of a pointer to it.</summary>
    internal string ConventionText => Convention == CallConvention.Microsoft ? "__attribute__((ms_abi)) " : "";

    internal FunctionType With(CallConvention convention) => new(ReturnType, Parameters, IsVariadic, convention);

    private protected override string DeclareUnnamed(TypeQualifiers qualifiers, string declarator) =>
        ReturnType.Declare(TypeQualifiers.None, declarator + PrototypeText.ParameterList(Parameters, IsVariadic));

    private protected override bool EqualsSameKind(CType other) =>
        other is FunctionType function && function.IsVariadic == IsVariadic && function.Convention == Convention
        && function.ReturnType.Equals(ReturnType) && function.Parameters.SequenceEqual(Parameters);
}
