using System.Globalization;
using System.Text;

namespace FfiIsolation.Cli.Arguments;

/// <summary>Reads the word for a pointer parameter: its first letters say what kind of thing it points at.</summary>
internal static class PointerArgument
{
    /// <summary>The largest buffer of a call, in bytes.</summary>
    public static int LargestBuffer => (int)SharedMemory.WindowLayout.MaxBlockBytes;

    public static ParsedArgument Read(Parameter parameter, PointerType type, string word, INamedValues? names, Declarations? declarations = null)
    {
        if (word == "null")
        {
            return new ValueArgument(NativePointer.Null);
        }

        if (TryRest(word, "addr:", out string address))
        {
            return new ValueArgument(NativePointer.FromAddress(ReadAddress(parameter, word, address, names)));
        }

        if (TryRest(word, "out:", out string size))
        {
            return Out(type, ReadSize(parameter, word, size));
        }

        if (word == "out" && Pointee.IsElement(type))
        {
            return Out(type, type.Pointee.Size);
        }

        if (TryRest(word, "inout:", out string contents))
        {
            return new BufferArgument(BufferDirection.InOut, ReadChangeable(parameter, type, word, contents, names, declarations));
        }

        if (TryReadBytes(parameter, word, word, out byte[] bytes))
        {
            return new BufferArgument(BufferDirection.In, bytes);
        }

        if (TryRest(word, "text:", out string text) && (Pointee.IsText(type) || Pointee.IsWideText(type) || type.Pointee is VoidType))
        {
            return Text(type, text);
        }

        if (Pointee.IsValues(type, word))
        {
            return new BufferArgument(BufferDirection.In, Elements(parameter, type, word, word, declarations));
        }

        if (Pointee.IsText(type))
        {
            return Text(type, word);
        }

        return Pointee.IsWideText(type) ? Text(type, word) : throw new ArgumentTextException(parameter, word, Forms(type, word));
    }

    /// <summary>The text with its terminator, in UTF-8.</summary>
    public static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + "\0");

    private static ParsedArgument Out(PointerType type, int size) =>
        type.Pointee is PointerType && size == type.Pointee.Size ? new PointerOutArgument() : new BufferArgument(BufferDirection.Out, new byte[size]);

    // What a char may point at is text to the host too, with its own checks. To the host the others are bytes.
    private static ParsedArgument Text(PointerType type, string text) =>
        type.Pointee is IntegerType { IsCharacter: true }
            ? new ValueArgument(text)
            : new BufferArgument(BufferDirection.In, Terminated(text));

    private static byte[] ReadChangeable(Parameter parameter, PointerType type, string word, string contents, INamedValues? names, Declarations? declarations)
    {
        if (names != null && NamedValueText.TryRead(contents, out string name))
        {
            return names.TryFind(name, out object? value) && value is byte[] bytesOfName
                ? bytesOfName
                : throw new ArgumentTextException(parameter, word, "no earlier call left bytes of that name");
        }

        if (TryReadBytes(parameter, word, contents, out byte[] bytes))
        {
            return bytes;
        }

        if (Pointee.IsWideText(type) && !contents.StartsWith('{'))
        {
            int unit = type.Pointee.Size;
            byte[]? wide = Members.CharacterText.Encode(TryRest(contents, "text:", out string plain) ? plain : contents, unit, out string problem);
            return wide is null ? throw new ArgumentTextException(parameter, word, problem) : [.. wide, .. new byte[unit]];
        }

        return Pointee.IsElement(type) || Pointee.IsValues(type, contents) ? Elements(parameter, type, word, contents, declarations)
            : Terminated(TryRest(contents, "text:", out string text) ? text : contents);
    }

    private static bool TryReadBytes(Parameter parameter, string word, string contents, out byte[] bytes)
    {
        string problem = "";
        if (TryRest(contents, "hex:", out string digits))
        {
            HexText.TryRead(digits, out bytes, out problem);
        }
        else if (TryRest(contents, "file:", out string path))
        {
            FileBytes.TryRead(path, LargestBuffer, out bytes, out problem);
        }
        else
        {
            bytes = Array.Empty<byte>();
            return false;
        }

        return problem.Length == 0 ? true : throw new ArgumentTextException(parameter, word, problem);
    }

    private static byte[] Elements(Parameter parameter, PointerType type, string word, string contents, Declarations? declarations) =>
        ElementText.TryRead(type.Pointee, contents, declarations, out byte[] bytes, out string problem)
            ? bytes
            : throw new ArgumentTextException(parameter, word, Pointee.IsText(type) ? $"{problem}; write {word[..^contents.Length]}text:{contents} where text is meant" : problem);

    private static ulong ReadAddress(Parameter parameter, string word, string text, INamedValues? names)
    {
        if (names != null && NamedValueText.TryRead(text, out string name) && names.TryFind(name, out object? value) && NamedArgument.TryAddress(value, out ulong known))
        {
            return known;
        }

        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) &&
            ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address))
        {
            return address;
        }

        throw new ArgumentTextException(parameter, word, "an address is 0x and up to 16 hexadecimal digits");
    }

    private static int ReadSize(Parameter parameter, string word, string text)
    {
        if (!IntegerText.TryRead(text, out var size))
        {
            throw new ArgumentTextException(parameter, word, "behind 'out:' goes the number of bytes to make room for");
        }

        return size >= 0 && size <= LargestBuffer
            ? (int)size
            : throw new ArgumentTextException(parameter, word, $"{size} bytes are out of range: 0 to {LargestBuffer}");
    }

    private static string Forms(PointerType type, string word)
    {
        string forms = "write null, hex:, file:, out:N, inout:, addr:0x...";
        forms += Pointee.IsElement(type) ? ", out, or values in braces such as {1, 2}" : type.Pointee is VoidType ? ", or text:" : "";
        return word is "0" or "NULL" or "nullptr" ? "a null pointer is written null" : forms;
    }

    private static bool TryRest(string text, string prefix, out string rest)
    {
        bool found = text.StartsWith(prefix, StringComparison.Ordinal);
        rest = found ? text[prefix.Length..] : "";
        return found;
    }
}
