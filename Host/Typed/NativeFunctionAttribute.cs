namespace FfiIsolation;

/// <summary>The C prototype of a method of a <see cref="NativeLibraryAttribute"/> interface. The generator checks the method against it.</summary>
/// <param name="prototype">The line from the header: <c>size_t strlen(const char *s)</c>; the name alone where <see cref="NativeDeclarationsAttribute"/> declares the function.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeFunctionAttribute(string prototype) : Attribute
{
    /// <summary>The C prototype.</summary>
    public string Prototype { get; } = prototype;

    /// <summary>The time that a call may take.</summary>
    /// <value>Milliseconds, 1 to 2,073,600,000 (24 days), or -1 for no limit; 0 (the default) for what the interface says.</value>
    public int TimeoutMilliseconds { get; set; }

    /// <summary>Whether a call may be made again after a crash, on a host: the function changes nothing, as <c>const</c> and <c>pure</c> in the prototype say.</summary>
    /// <value>What the interface says by default; what is said here holds against it, also false. A prototype that says so holds in any case.</value>
    public bool IsPure { get; set; }

    /// <summary>Whether <c>errno</c> is kept for <see cref="System.Runtime.InteropServices.Marshal.GetLastPInvokeError"/>. For synchronous methods; any method may return <see cref="NativeResult"/>, which has it.</summary>
    /// <value>False by default.</value>
    public bool SetLastError { get; set; }
}
