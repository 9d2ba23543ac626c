using FfiIsolation.Images;

namespace FfiIsolation.Calls.Writers;

/// <summary>One parameter of a prototype, or one argument behind its dots, compiled once: checks a value, and writes it where the calling convention wants it.
/// Holds nothing of any call.</summary>
internal abstract class ArgumentWriter(Prototype prototype, Parameter parameter)
{
    public Parameter Parameter { get; } = parameter;

    /// <summary>Whether a call can need memory in the window for it.</summary>
    public virtual bool UsesMemory => false;

    /// <summary>Whether the prototype says that its memory is only read.</summary>
    public virtual bool IsConst => false;

    /// <summary>The place in the image that gets the address of its memory.</summary>
    public virtual int AddressPlace => throw new InvalidOperationException($"'{Parameter}' has no memory.");

    protected Prototype Prototype { get; } = prototype;

    /// <summary>Checks an argument that uses memory.</summary>
    /// <returns>The memory that it needs; null when it needs none.</returns>
    /// <exception cref="ArgumentException">It does not fit; names it.</exception>
    /// <exception cref="StaleHandleException">It is a pointer of another scope.</exception>
    public virtual MemoryNeed? Need(in NativeArgument argument, ReadOnlySpan<NativeArgument> all, int? pointerGeneration) => null;

    /// <summary>Writes the argument into the image, but for addresses, which the worker fills in.</summary>
    /// <exception cref="ArgumentException">It does not fit; names it.</exception>
    public abstract void Write(CallImageWriter image, in NativeArgument argument);

    /// <summary>Writes what goes into its memory before the call.</summary>
    public virtual void CopyInput(in NativeArgument argument, Span<byte> destination) => throw new InvalidOperationException($"'{Parameter}' has no memory.");

    /// <summary>The exception for a value that the C type cannot have: out of range where it is a number, else of the wrong kind.</summary>
    protected ArgumentException Mistake(in NativeArgument argument, string why) =>
        argument.IsNumber && !why.EndsWith("expected", StringComparison.Ordinal)
            ? ArgumentMistake.Range(Prototype, Parameter, argument, why)
            : ArgumentMistake.Type(Prototype, Parameter, argument, why);
}
