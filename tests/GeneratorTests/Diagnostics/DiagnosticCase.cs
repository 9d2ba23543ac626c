namespace FfiIsolation.GeneratorTests.Diagnostics;

/// <summary>A mistake, marked where it is told, and words that its message has.</summary>
/// <param name="Members">The members of an interface.</param>
/// <param name="Declarations">The C declarations of the interface; null for none.</param>
/// <param name="Around">What else is in the source.</param>
public sealed record DiagnosticCase(string Name, string Members, string Words, string? Declarations = null, string Around = "")
{
    public string Source => $$"""
        [NativeLibrary("c")]{{(Declarations is null ? "" : $"[NativeDeclarations(\"{Declarations}\")]")}}
        public partial interface ILibrary
        {
            {{Members}}
        }
        {{Around}}
        """;

    public override string ToString() => Name;
}
