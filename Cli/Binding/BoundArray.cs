using System.Globalization;

namespace FfiIsolation.Cli.Binding;

/// <summary>An array within a struct, as a type of C#.</summary>
internal sealed record BoundArray(string Name, string Element, long Count)
{
    public void Write(CodeWriter code)
    {
        code.Line($"/// <summary>{string.Create(CultureInfo.InvariantCulture, $"{Count:N0}")} elements side by side.</summary>");
        code.Line(string.Create(CultureInfo.InvariantCulture, $"[InlineArray({Count})]"));
        code.Line($"public struct {Name}");
        code.Line("{");
        code.Line($"private {Element} _first;");
        code.Line("}");
    }
}
