// Every diagnostic of typed proxies. Ids are never used again for another mistake; docs/typed-proxies.md lists them.
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Diagnostics;

internal static class Rules
{
    /// <summary>Where a diagnostic keeps what its code fix writes.</summary>
    public const string Replacement = "Replacement";

    public static readonly DiagnosticDescriptor Prototype = Error("FFI001", "The C prototype cannot be read", "{0}; expected {1}");

    public static readonly DiagnosticDescriptor Declarations = Error("FFI002", "The C declarations cannot be read", "{0}; expected {1}");

    public static readonly DiagnosticDescriptor Arity = Error(
        "FFI003", "The number of parameters differs", "'{0}' has {1} in C and {2} in '{3}': {4}");

    public static readonly DiagnosticDescriptor Parameter = Error(
        "FFI004", "The parameter does not fit its C type", "'{0}' is '{1}' in C, {2}: take {3}, not {4}");

    public static readonly DiagnosticDescriptor Result = Error(
        "FFI005", "The result does not fit its C type", "'{0}' returns '{1}' in C, {2}: return {3}, not {4}");

    public static readonly DiagnosticDescriptor MissingOut = Error(
        "FFI006", "The C parameter is a pointer", "'{0}' is '{1}' in C, a pointer to where the value lies: take {2}, not {3}");

    public static readonly DiagnosticDescriptor Direction = Error(
        "FFI007", "Data goes the other way", "'{0}' is '{1}' in C, {2}: take {3}, not {4}");

    public static readonly DiagnosticDescriptor WritableText = Warning(
        "FFI008", "Native code may write into the text",
        "'{0}' is '{1}' in C, so native code may write there, and what it writes into a string does not come back: take {2}, or say 'const char *' in the prototype if it only reads");

    public static readonly DiagnosticDescriptor TextOwnership = Error(
        "FFI009", "Who frees the returned text is not said",
        "'{0}' returns '{1}', and nothing says who frees it: write [return: Borrowed] if the library keeps it, or [return: FreedBy(\"free\")] with what frees it if the caller owns it");

    public static readonly DiagnosticDescriptor HandleOwnership = Error(
        "FFI010", "What frees the handle is not said", "Nothing says what frees the NativeHandle {0}: write [{1}FreedBy(\"...\")] with the function that does, or take a NativePointer, which is borrowed");

    public static readonly DiagnosticDescriptor Layout = Error("FFI011", "The struct is not laid out as in C", "'{0}' is not laid out as '{1}': {2}");

    public static readonly DiagnosticDescriptor NotAsynchronous = Error(
        "FFI012", "Not possible asynchronously", "'{0}' is {1}, and the method returns before the call ends: take {2}");

    public static readonly DiagnosticDescriptor Cancellation = Error("FFI013", "The CancellationToken is misplaced", "{0}");

    public static readonly DiagnosticDescriptor Variadic = Error(
        "FFI014", "The argument has no C type behind the dots",
        "'{0}' stands behind the '...' of '{1}', where its C type comes from its .NET type, and {2} has none: take a number, a string, a NativePointer or a buffer");

    public static readonly DiagnosticDescriptor Delegate = Error("FFI015", "The delegate does not fit its C type", "'{0}' is '{1}' in C: {2}");

    public static readonly DiagnosticDescriptor Interface = Error("FFI016", "The interface cannot be implemented", "'{0}' {1}");

    public static readonly DiagnosticDescriptor NoPrototype = Error(
        "FFI017", "The method has no prototype", "'{0}' has no C prototype: write [NativeFunction(\"...\")] with the line from the header over it, or give it a body");

    /// <summary>"The interface needs a session": the compiler tells it, at the use of a method that is marked as obsolete by this id.</summary>
    public const string NeedsSession = "FFI018";

    public static readonly DiagnosticDescriptor Setting = Error("FFI019", "The setting is out of range", "{0}");

    public static readonly DiagnosticDescriptor Import = Error("FFI020", "The import cannot be written", "'{0}' {1}");

    public static readonly DiagnosticDescriptor ImportType = Error(
        "FFI021", "The type has no C type", "The C type of {0} cannot be derived from {1}: {2}");

    public static readonly DiagnosticDescriptor CanBeIsolated = new(
        "FFI022", "The import can be isolated", "'{0}' runs in this process: [IsolatedImport] makes its calls in a worker", "FfiIsolation", DiagnosticSeverity.Hidden, isEnabledByDefault: true,
        helpLinkUri: HelpOf("FFI022"));

    public static readonly DiagnosticDescriptor NoMethod = Error(
        "FFI023", "The prototype has no method", "No method follows the prototype: write '{0}'");

    public static readonly DiagnosticDescriptor Ownership = Error("FFI024", "Who frees the pointer is said wrongly", "{0}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "FfiIsolation", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpOf(id));

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(id, title, message, "FfiIsolation", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpOf(id));

    private static string HelpOf(string id) => "docs/typed-proxies.md#" + id.ToLowerInvariant();
}
