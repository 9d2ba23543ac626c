namespace FfiIsolation.Abi;

/// <summary>On top of the x87 stack (st0), 80 bits, which the caller pops.</summary>
internal sealed record X87Result : ResultPlace
{
    public static X87Result Instance { get; } = new();
}
