namespace FfiIsolation.Abi;

/// <summary>A complex long double: the real part on top of the x87 stack (st0), the imaginary part below it (st1). The caller pops both.</summary>
internal sealed record ComplexX87Result : ResultPlace
{
    public static ComplexX87Result Instance { get; } = new();
}
