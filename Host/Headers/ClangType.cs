namespace FfiIsolation.Headers;

/// <summary><c>CXType</c>.</summary>
internal readonly record struct ClangType(int Kind, ulong First, ulong Second)
{
    /// <summary><c>CXType_FunctionProto</c>.</summary>
    public const int FunctionWithPrototype = 111;
}
