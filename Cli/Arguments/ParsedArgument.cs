namespace FfiIsolation.Cli.Arguments;

/// <summary>One argument, read and checked against its parameter. May be bound for any number of calls.</summary>
internal abstract record ParsedArgument
{
    /// <summary>What one call takes: a buffer is a fresh one each time, with the contents that the command line gave.</summary>
    public abstract BoundArgument Bind();
}
