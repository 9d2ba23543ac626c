namespace FfiIsolation;

/// <summary>Says that the text that a function returns stays the library's own, so that it is copied and nobody frees it, where the prototype leaves that open: <c>char *getenv(const char *name)</c>.</summary>
[AttributeUsage(AttributeTargets.ReturnValue)]
public sealed class BorrowedAttribute : Attribute;
