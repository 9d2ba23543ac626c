// Writes the body of one method: buffers, the call, what comes back.
using FfiIsolation.Generator.Matching;
using FfiIsolation.Generator.Reading;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Writing;

internal static class MethodWriter
{
    /// <param name="head">The declaration up to the method's return type: accessibility and modifiers.</param>
    /// <param name="function">The expression that is the bound function.</param>
    /// <param name="deallocator">The expression of a function that frees.</param>
    public static void Write(CodeText code, MethodModel model, string head, string function, Func<string, string> deallocator)
    {
        string arguments = string.Join(", ", model.Arguments.Select(argument => argument.Expression));
        string call = model.Returns.IsAsync
            ? $"{function}.InvokeAsync({string.Join(", ", new[] { model.Token ?? "default" }.Concat(model.Arguments.Select(argument => argument.Expression)))})"
            : IsNumber(model) ? $"{function}.Call<{model.Result.Number}>({arguments})"
            : $"{function}.Invoke({arguments})";
        if (model.Returns.IsAsync)
        {
            call = $"await {call}.ConfigureAwait(false)";
        }

        string[] before = [.. model.Arguments.SelectMany(argument => argument.Before.Select(line => argument.Deallocator is { } free ? line.Replace("{0}", deallocator(free)) : line))];
        string[] after = [.. model.Arguments.SelectMany(argument => argument.After), .. LastError(model)];
        string signature = Signature(model.Method, model.Returns.IsAsync ? head + "async " : head);
        if (before.Length == 0 && after.Length == 0)
        {
            string value = model.Result.Format is null ? call : ValueOf(model, model.Returns.IsAsync ? $"({call})" : call);
            code.Line($"{signature} => {value};");
            return;
        }

        WriteBlock(code, model, signature, call, before, after);
    }

    /// <summary>A method that does not fit its prototype: the compiler says why elsewhere, and not that it is missing besides.</summary>
    public static void WriteMissing(CodeText code, IMethodSymbol method, string head) =>
        code.Line($"{Signature(method, head)} => throw new global::System.NotSupportedException(\"It does not fit its C prototype.\");");

    private static void WriteBlock(CodeText code, MethodModel model, string signature, string call, string[] before, string[] after)
    {
        string result = LocalName(model.Method, "result");
        code.Open(signature);
        foreach (string line in before)
        {
            code.Line(line);
        }

        bool keepsResult = model.Result.Format is not null || model.Settings.SetLastError;
        code.Line(after.Length == 0 && model.Result.Format is not null
            ? $"return {ValueOf(model, model.Returns.IsAsync ? $"({call})" : call)};"
            : keepsResult ? $"var {result} = {call};" : call + ";");
        foreach (string line in after)
        {
            code.Line(line.Replace("{result}", result));
        }

        if (after.Length > 0 && model.Result.Format is not null)
        {
            code.Line($"return {ValueOf(model, result)};");
        }

        code.Close();
    }

    /// <summary>Whether the call itself gives the number that the method returns, and nothing else of its result is needed.</summary>
    private static bool IsNumber(MethodModel model) => !model.Returns.IsAsync && model.Result.Number is not null && !model.Settings.SetLastError;

    private static string ValueOf(MethodModel model, string call) => IsNumber(model) ? model.Result.OfNumber(call) : model.Result.Of(call);

    private static string[] LastError(MethodModel model) =>
        model.Settings.SetLastError ? ["global::System.Runtime.InteropServices.Marshal.SetLastPInvokeError({result}.Errno);"] : [];

    private static string Signature(IMethodSymbol method, string head)
    {
        IEnumerable<string> parameters = method.Parameters.Select(parameter =>
            $"{(parameter.IsParams ? "params " : "")}{(parameter.ScopedKind != ScopedKind.None && parameter.RefKind != RefKind.Out ? "scoped " : "")}{Symbols.Modifier(parameter.RefKind)}{Symbols.FullName(parameter.Type)} {Symbols.Escaped(parameter.Name)}");
        string byReference = method.ReturnsByRef ? "ref " : method.ReturnsByRefReadonly ? "ref readonly " : "";
        return $"{head}{byReference}{(method.ReturnsVoid ? "void" : Symbols.FullName(method.ReturnType))} {Symbols.Escaped(method.Name)}({string.Join(", ", parameters)})";
    }

    private static string LocalName(IMethodSymbol method, string wanted)
    {
        string name = wanted;
        while (method.Parameters.Any(parameter => parameter.Name == name || parameter.Name + "Buffer" == name || parameter.Name + "Callback" == name))
        {
            name = "_" + name;
        }

        return name;
    }
}
