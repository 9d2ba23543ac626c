namespace FfiIsolation;

/// <summary>
/// A C# interface for a native library: the generator (package FfiIsolation.Generator) writes what implements it, from the C prototype over each method (<see cref="NativeFunctionAttribute"/>),
/// and the interface's static methods <c>On</c> and <c>OnAsync</c>, which give one for a host or a session.
/// </summary>
/// <param name="name">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class NativeLibraryAttribute(string name) : Attribute
{
    /// <summary>The library, as people name it.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the library keeps state between calls that its signatures do not show, such as a seed or a locale: it is opened on a session only, as an interface
    /// is whose methods return or store pointers.</summary>
    /// <value>False by default.</value>
    public bool RequiresSession { get; set; }

    /// <summary>The time that a call of a method may take which does not say so itself.</summary>
    /// <value>Milliseconds, 1 to 2,073,600,000 (24 days), or -1 for no limit; 0 (the default) for <see cref="NativeHostOptions.CallTimeout"/>.</value>
    public int TimeoutMilliseconds { get; set; }

    /// <summary>Whether calls may be made again after a crash, for all methods: their functions change nothing, as <c>const</c> and <c>pure</c> in a prototype say of one.</summary>
    /// <value>False by default: if the prototype says so.</value>
    public bool IsPure { get; set; }
}
