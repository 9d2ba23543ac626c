namespace FfiIsolation;

/// <summary>What the header of a library declares: the structs, enums and typedefs that the prototypes of an interface's methods use.</summary>
/// <param name="declarations">C declarations, as for <see cref="FfiIsolation.Declarations.Parse(string)"/>.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class NativeDeclarationsAttribute(string declarations) : Attribute
{
    /// <summary>The C text.</summary>
    public string Declarations { get; } = declarations;
}
