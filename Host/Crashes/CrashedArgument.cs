namespace FfiIsolation;

/// <summary>One argument of a call, as a report shows it.</summary>
public sealed record CrashedArgument
{
    /// <summary>The parameter's name in the prototype; empty where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>The parameter's type in C, such as <c>const char *</c>.</summary>
    public required string TypeText { get; init; }

    /// <summary>The value for a reader, of bounded length: <c>"hello"</c>, <c>42</c>, <c>NULL</c>, <c>out buffer of 16 bytes</c>.</summary>
    public required string Text { get; init; }

    /// <summary>For pointers, the value that native code got: the block in the worker's memory, or the pointer as it was given (0 is NULL).
    /// Null for other types, and where the block has no known place.</summary>
    public ulong? Address { get; init; }

    /// <summary>The length of the block at <see cref="Address"/>, in bytes, terminator included; null where nothing is known of it.</summary>
    public long? Length { get; init; }

    /// <summary>Of an argument that is no pointer and lies in integer registers: what the first of them held.</summary>
    internal ulong? Word { get; init; }

    /// <summary>Which way the bytes travel.</summary>
    public ArgumentDirection Direction { get; init; }
}
