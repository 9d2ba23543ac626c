using System.Text;

namespace FfiIsolation.Crashes.Hints;

/// <summary>Pointers that are text: a string was copied over them.</summary>
internal static class TextHints
{
    private const int FewestLetters = 4;

    /// <summary>The start of an argument's text, taken for a pointer: rather pointers are wanted there than that it was copied.</summary>
    public static IEnumerable<string> OfArgument(HintScene scene)
    {
        foreach (string text in PatternHints.Suspects(scene).Select(AsText).OfType<string>())
        {
            for (int i = 0; i < scene.Arguments.Count; i++)
            {
                if (scene.Arguments[i] is { Length: not null } argument && argument.Text.StartsWith('"' + text, StringComparison.Ordinal))
                {
                    yield return $"The text of {ArgumentHit.Describe(argument, i + 1)} was taken for a pointer (\"{text}\" as an address): the function takes a pointer to pointers there, or to a struct that begins with one, or has copied the text over a pointer.";
                    yield break;
                }
            }
        }
    }

    public static IEnumerable<string> Of(HintScene scene)
    {
        if (scene.IsExplained)
            yield break;
        // A return address made of text faults at the ret instruction, with the text on top of the stack.
        var top = scene.Evidence.IsGeneralProtection && scene.Record is { } record ? record.ReadStack(record.StackPointer) : null;
        foreach (var value in PatternHints.Suspects(scene).Concat(top is { } word && !ArgumentHints.IsCanonical(word) ? [word] : []))
        {
            if (AsText(value) is { } text)
            {
                yield return value == top
                    ? $"The return address on the stack is text (\"{text}\"): a string was written over the stack."
                    : $"The bytes of {Hex.Short(value)} look like text, \"{text}\": a string was written over a pointer.";
                yield break;
            }
        }
    }

    /// <summary>The bytes as they lie in memory, where all but trailing zeros are printable ASCII; null where they are not, or too few.</summary>
    internal static string? AsText(ulong value)
    {
        var text = new StringBuilder();
        for (; value != 0; value >>= 8)
        {
            var letter = (byte)value;
            if (letter is < 0x20 or > 0x7E)
                return null;
            text.Append((char)letter);
        }
        // x's only, or the like, are a pattern rather than a word, but still text.
        return text.Length >= FewestLetters ? text.ToString() : null;
    }
}
