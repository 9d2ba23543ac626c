using System.Runtime.InteropServices;

namespace FfiIsolation;

/// <summary>
/// In place of <see cref="LibraryImportAttribute"/>: the generator writes the method, which makes its calls in a worker of <see cref="IsolatedImports.Host"/>. The C prototype is derived from the
/// C# signature, unless <see cref="Prototype"/> gives it; then the method is checked against it.
/// </summary>
/// <param name="libraryName">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IsolatedImportAttribute(string libraryName) : Attribute
{
    /// <summary>The library, as people name it.</summary>
    public string LibraryName { get; } = libraryName;

    /// <summary>The function's name in the library; null (the default) for the method's own.</summary>
    public string? EntryPoint { get; set; }

    /// <summary>How strings are passed: <see cref="StringMarshalling.Utf8"/> as <c>char *</c>, <see cref="StringMarshalling.Utf16"/> as <c>char16_t *</c>.</summary>
    public StringMarshalling StringMarshalling { get; set; }

    /// <summary>Whether <c>errno</c> is kept for <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public bool SetLastError { get; set; }

    /// <summary>The C prototype, to be checked; null (the default) to derive it from the method.</summary>
    public string? Prototype { get; set; }

    /// <summary>The time that a call may take.</summary>
    /// <value>Milliseconds, 1 to 2,073,600,000 (24 days), or -1 for no limit; 0 (the default) for <see cref="NativeHostOptions.CallTimeout"/>.</value>
    public int TimeoutMilliseconds { get; set; }

    /// <summary>Whether a call may be made again after a crash.</summary>
    /// <value>False by default: if the prototype says so.</value>
    public bool IsPure { get; set; }
}
