namespace FfiIsolation;

/// <summary>The native function threw a C++ exception. It was caught at the call gate: its destructors ran and the worker lives on.</summary>
public sealed class CppException : CallFailedException
{
    internal CppException(string function, string typeName, string? what)
        : base(what is null ? $"{function} threw {typeName}." : $"{function} threw {typeName}: {what}")
    {
        TypeName = typeName;
        What = what;
    }

    /// <summary>The exception's C++ type, demangled, for instance <c>std::runtime_error</c>.</summary>
    public string TypeName { get; }

    /// <summary>What its <c>what()</c> says; null when it is not derived from <c>std::exception</c>.</summary>
    public string? What { get; }
}
