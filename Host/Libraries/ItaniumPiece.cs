namespace FfiIsolation.Libraries;

/// <summary>A type as text around the place where a declarator would stand: <c>void (*</c> and <c>)(int)</c>.
/// A template argument pack has elements in place of text.</summary>
internal sealed record ItaniumPiece(string Left, string Right = "", bool IsFunctionOrArray = false, IReadOnlyList<ItaniumPiece>? Pack = null)
{
    public string Text => Pack is null ? Left + (IsFunctionOrArray && Right.StartsWith('(') ? " " : "") + Right : string.Join(", ", Pack.Select(p => p.Text));
}
