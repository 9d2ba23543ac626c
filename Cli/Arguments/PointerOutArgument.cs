namespace FfiIsolation.Cli.Arguments;

/// <summary>Room for one pointer that native code stores, such as <c>sqlite3 **db</c>.</summary>
internal sealed record PointerOutArgument : ParsedArgument
{
    public override BoundArgument Bind()
    {
        var buffer = new PointerOut();
        return new BoundArgument(buffer, buffer);
    }
}
