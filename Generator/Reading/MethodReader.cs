// Holds one C# method against its C prototype.
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Matching;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Reading;

internal static class MethodReader
{
    /// <param name="text">The prototype as it was given.</param>
    /// <param name="declarations">The expression by which generated code has the C declarations; null for none.</param>
    /// <returns>Null where the method cannot be written; why has been told then.</returns>
    public static MethodModel? Read(IMethodSymbol method, Prototype prototype, string text, CallSettings settings, bool isImport, string? declarations, Mistakes mistakes)
    {
        int before = mistakes.Errors;
        ReturnShape returns = ReturnShape.Of(method);
        IParameterSymbol[] parameters = [.. method.Parameters.Where(parameter => !Symbols.Is(parameter.Type, KnownNames.CancellationToken))];
        string? token = ReadToken(method, returns, mistakes);
        if (settings.SetLastError && returns.IsAsync)
        {
            mistakes.Add(Rules.Setting, Mistakes.Of(method), $"SetLastError is for synchronous methods, since a task may go on on another thread: return {returns.Task}<NativeResult>, which has Errno");
        }

        if (parameters.Length < prototype.Parameters.Length || (parameters.Length > prototype.Parameters.Length && !prototype.IsVariadic))
        {
            string right = Suggestion.OfParameters(prototype, returns.IsAsync, token is not null);
            mistakes.Add(
                Rules.Arity, Mistakes.Of(method), right,
                [prototype.Name, Count(prototype.Parameters.Length), parameters.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), method.Name, $"write ({right})"]);
            return null;
        }

        var context = new MatchContext(method, prototype, returns.IsAsync, isImport, mistakes) { Declarations = declarations };
        var arguments = new List<ArgumentCode>();
        for (int i = 0; i < parameters.Length; i++)
        {
            Ownership.CheckParameter(context, parameters[i]);
            ArgumentCode? code = i < prototype.Parameters.Length
                ? ParameterMatcher.Match(context, parameters[i], prototype.Parameters[i])
                : ParameterMatcher.MatchVariadic(context, parameters[i]);
            if (code is not null)
            {
                arguments.Add(code);
            }
        }

        ResultCode? result = ResultMatcher.Match(context, returns.Type, returns.Task);
        if (result is null || mistakes.Errors > before)
        {
            return null;
        }

        return new MethodModel(method, prototype.Name, TextFor(prototype, text, result), arguments, result, returns, token, settings);
    }

    /// <summary>The prototype that the host gets: as it was given, unless the method says more of its result.</summary>
    private static string TextFor(Prototype prototype, string text, ResultCode result)
    {
        if (result.IsTextOfBytes)
        {
            string canonical = prototype.ToString();
            text = "const char *" + canonical.Substring(canonical.IndexOf(prototype.Name + "(", StringComparison.Ordinal)); // called alike, and a char * is text to the host
        }

        return result.FreedBy is { } free && prototype.Deallocators.IsEmpty ? $"{(result.IsTextOfBytes ? text : prototype.ToString())} __attribute__((malloc({free})))" : text;
    }

    private static string? ReadToken(IMethodSymbol method, ReturnShape returns, Mistakes mistakes)
    {
        IParameterSymbol? token = method.Parameters.FirstOrDefault(parameter => Symbols.Is(parameter.Type, KnownNames.CancellationToken));
        if (token is null)
        {
            return null;
        }

        if (!returns.IsAsync)
        {
            mistakes.Add(Rules.Cancellation, Mistakes.Of(token), $"'{method.Name}' waits on its caller's thread, which no token frees: return a Task or ValueTask, or leave '{token.Name}' out");
        }
        else if (token.Ordinal != method.Parameters.Length - 1)
        {
            mistakes.Add(Rules.Cancellation, Mistakes.Of(token), $"A CancellationToken is the last parameter: move '{token.Name}' behind '{method.Parameters[method.Parameters.Length - 1].Name}'");
        }

        return Symbols.Escaped(token.Name);
    }

    private static string Count(int count) => count == 1 ? "1 parameter" : $"{count} parameters";
}
