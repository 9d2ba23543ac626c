namespace FfiIsolation;

/// <summary>The macro <c>complex</c> of &lt;complex.h&gt;, as manual pages write it. It is read wherever it may stand, and is no name but where one has to stand.</summary>
internal static class ComplexMacro
{
    /// <summary>Whether the word <c>complex</c> that comes next is the macro.</summary>
    /// <param name="isBehindReal">Whether the words of its part stand before it.</param>
    public static bool IsNext(ParserScope scope, DeclarationPlace place, bool isBehindReal)
    {
        Token next = scope.Reader.Peek(1);
        if (next.Kind == TokenKind.Identifier && CKeywords.Plain(next.Text) is "float" or "double" or "long" && scope.Find("complex") is null)
        {
            return true;
        }

        return isBehindReal && (next.Kind == TokenKind.Identifier || next.Is("*") || (next.Is("(") && scope.Reader.Peek(2).Is("*")) || place switch
        {
            DeclarationPlace.TypeName => true,
            DeclarationPlace.Parameter => next.Is(",") || next.Is(")") || next.Is("["),
            _ => false,
        });
    }
}
