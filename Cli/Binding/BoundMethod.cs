namespace FfiIsolation.Cli.Binding;

/// <summary>A function of C as a method.</summary>
/// <param name="Prototype">The function.</param>
/// <param name="Name">Of the method.</param>
/// <param name="Result">Its result.</param>
/// <param name="Parameters">Its parameters: C's name, own name, type with its modifier.</param>
/// <param name="Remark">What the reader should know; null for nothing.</param>
internal sealed record BoundMethod(Prototype Prototype, string Name, string Result, IReadOnlyList<(string C, string Own, string Type)> Parameters, string? Remark)
{
    public void Write(CodeWriter code, DocComment comment)
    {
        comment.Write(code, Parameters.Select(parameter => (parameter.C, parameter.Own)));
        if (Remark is not null)
        {
            code.Line($"/// <remarks>{Remark}</remarks>");
        }

        code.Line($"[NativeFunction({CodeWriter.Literal(Prototype.ToString())})]");
        code.Line($"{Result} {Name}({string.Join(", ", Parameters.Select(parameter => $"{parameter.Type} {parameter.Own}"))});");
    }
}
