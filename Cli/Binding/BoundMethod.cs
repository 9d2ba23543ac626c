namespace FfiIsolation.Cli.Binding;

/// <summary>A function of C as a method.</summary>
/// <param name="Prototype">The function.</param>
/// <param name="Name">Of the method.</param>
/// <param name="Result">Its result.</param>
/// <param name="Parameters">Its parameters: C's name, own name, type with its modifier.</param>
/// <param name="Remark">What the reader should know; null for nothing.</param>
/// <param name="As">The method that it is another way to call; null for none.</param>
internal sealed record BoundMethod(Prototype Prototype, string Name, string Result, IReadOnlyList<(string C, string Own, string Type)> Parameters, string? Remark = null, string? As = null)
{
    public void Write(CodeWriter code, DocComment comment)
    {
        if (As is not null)
        {
            code.Line($"/// <summary>As <see cref=\"{As}\"/>, for functions that the library keeps beyond the call.</summary>");
        }
        else
        {
            comment.Write(code, [.. Parameters.Select(parameter => (parameter.C, parameter.Own))], Remark);
        }

        code.Line($"[NativeFunction({CodeWriter.Literal(Prototype.ToString())})]");
        code.Line($"{Result} {Name}({string.Join(", ", Parameters.Select(parameter => $"{parameter.Type} {parameter.Own}"))});");
    }
}
