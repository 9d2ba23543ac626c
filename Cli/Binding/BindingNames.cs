namespace FfiIsolation.Cli.Binding;

/// <summary>What a binding is called.</summary>
/// <param name="Library">As <c>[NativeLibrary]</c> has it.</param>
/// <param name="Namespace">Of all types.</param>
/// <param name="Interface">Of the proxy.</param>
/// <param name="Prefix">What names of functions begin with and methods do not; empty for nothing.</param>
internal sealed record BindingNames(string Library, string Namespace, string Interface, string Prefix);
