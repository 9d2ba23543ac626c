namespace FfiIsolation;

/// <summary>Says what frees a pointer that a function returns, or stores by an <c>out</c> parameter, where its prototype does not (<c>__attribute__((malloc(free)))</c>).</summary>
/// <param name="function">A function of the library, or one that it uses such as <c>free</c>, that takes the pointer alone.</param>
[AttributeUsage(AttributeTargets.ReturnValue | AttributeTargets.Parameter)]
public sealed class FreedByAttribute(string function) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Function { get; } = function;
}
