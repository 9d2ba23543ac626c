namespace FfiIsolation.Headers;

/// <summary><c>enum CXCursorKind</c> of clang-c/Index.h, as far as headers of C have them at their outermost level.</summary>
internal static class ClangCursorKind
{
    public const int Struct = 2;
    public const int Union = 3;
    public const int Enum = 5;
    public const int EnumConstant = 7;
    public const int Function = 8;
    public const int Variable = 9;
    public const int Parameter = 10;
    public const int Typedef = 20;
    public const int Macro = 501;
}
