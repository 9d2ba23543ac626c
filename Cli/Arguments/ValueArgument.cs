namespace FfiIsolation.Cli.Arguments;

/// <summary>An argument that is the same for every call: a number, a text, an address.</summary>
internal sealed record ValueArgument(NativeArgument Value) : ParsedArgument
{
    public override BoundArgument Bind() => new(Value, Output: null);
}
