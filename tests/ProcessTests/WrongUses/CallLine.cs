using FfiIsolation.Cli.Arguments;

namespace FfiIsolation.ProcessTests.WrongUses;

/// <summary>A call as the papers of these tests write it: <c>$name = int f(int n) &lt;- 42</c>, arguments as <c>ffi call</c> takes them.</summary>
/// <param name="Keep">Under which name the result is kept; null for none.</param>
/// <param name="Words">The arguments.</param>
internal sealed record CallLine(string? Keep, string Prototype, IReadOnlyList<string> Words)
{
    /// <summary>The word for an argument that is a function: it reads the text that it is given, and returns 1.</summary>
    private const string Callback = "callback";

    public static CallLine Read(string line)
    {
        string? keep = null;
        if (line.StartsWith('$'))
        {
            string[] halves = line.Split(" = ", 2);
            (keep, line) = (halves[0][1..], halves[1]);
        }

        string[] parts = line.Split(" <-", 2);
        return new CallLine(keep, parts[0].Trim(), Split(parts[1]));
    }

    /// <summary>Makes the call. What it gives is kept: its result, where that has a name, and each pointer that it stored, under its parameter's.</summary>
    public NativeResult Make(NativeFunction function, NamedValues values, Declarations declarations)
    {
        Prototype prototype = function.Prototype;
        string[] words = [.. Words.Select(word => word == Callback ? "null" : word)];
        BoundArgument[] arguments = [.. ArgumentParser.Parse(prototype, words, values, declarations).Select(argument => argument.Bind())];
        for (int i = 0; i < Words.Count; i++)
        {
            arguments[i] = Words[i] == Callback ? new(CallbackFor(prototype.Parameters[i].Type), null) : arguments[i];
        }

        NativeResult result = function.Invoke([.. arguments.Select(argument => argument.Argument)]);
        if (Keep is not null)
        {
            values.Set(Keep, result.Value is string ? result.Pointer : result.Value);
        }

        for (int i = 0; i < prototype.Parameters.Length; i++)
        {
            if (arguments[i].Output is PointerOut pointer && prototype.Parameters[i].Name is { } name)
            {
                values.Set(name, pointer.Value);
            }
        }

        return result;
    }

    private static NativeCallback CallbackFor(CType parameter)
    {
        var type = (FunctionType)((PointerType)parameter).Pointee;
        bool takesText = type.Parameters is [{ Type: PointerType { Pointee: IntegerType { Kind: IntegerKind.Char } } }, ..];
        return NativeCallback.Of(arguments =>
        {
            _ = takesText ? arguments.Text(0) : null;
            return type.ReturnType is VoidType ? default(NativeArgument) : 1;
        });
    }

    /// <summary>At commas, but for those within braces; quotes around a word are not part of it.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        int depth = 0, start = 0;
        bool isQuoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ',';
            isQuoted ^= c == '"';
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == ',' && (i == text.Length || (depth == 0 && !isQuoted)))
            {
                string word = text[start..i].Trim();
                words.Add(word is ['"', .. string inner, '"'] ? inner : word);
                start = i + 1;
            }
        }

        return words is [""] && !text.Contains('"', StringComparison.Ordinal) ? [] : words;
    }

    /// <summary>What earlier calls gave.</summary>
    internal sealed class NamedValues : INamedValues
    {
        private readonly Dictionary<string, object?> _values = [];

        public void Set(string name, object? value) => _values[name] = value;

        public bool TryFind(string name, out object? value) => _values.TryGetValue(name, out value);
    }
}
