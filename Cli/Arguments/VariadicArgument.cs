using System.Globalization;
using System.Numerics;
using FfiIsolation.Calls;

namespace FfiIsolation.Cli.Arguments;

/// <summary>Reads a word behind the dots of a variadic function, where nothing but the word says of which type it is: what it would be in C.</summary>
internal static class VariadicArgument
{
    /// <summary>Longer words of digits are text.</summary>
    private const int MaxNumber = 400;

    /// <param name="index">Its place among all arguments, from 0.</param>
    /// <param name="word">The word.</param>
    /// <param name="names">The values of earlier calls.</param>
    /// <param name="declarations">Where the names of constants and structs come from.</param>
    public static ParsedArgument Read(int index, string word, INamedValues? names, Declarations? declarations)
    {
        Parameter anything = VariadicType.ParameterOf(index, PointerTo(VoidType.Instance));
        if (names != null && NamedValueText.TryRead(word, out string name) && names.TryFind(name, out object? value) && value is not null)
        {
            return value switch
            {
                string text => new ValueArgument(text),
                byte[] bytes => new BufferArgument(BufferDirection.In, bytes),
                NativeStruct record => new ValueArgument(record),
                _ => new ValueArgument(Literal(Printing.ValueText.Of(value)) ?? InitialValue.ArgumentOf(value)),
            };
        }

        if (word is "true" or "false")
        {
            return new ValueArgument(word == "true" ? 1 : 0);
        }

        if (TryReadStruct(anything, word, declarations, out NativeArgument compound))
        {
            return new ValueArgument(compound);
        }

        if (declarations?.Names.Constants.TryGetValue(word, out IntegerValue constant) == true)
        {
            return new ValueArgument(constant.IsUnsigned ? constant.IsLong ? (ulong)constant.Bits : (uint)constant.Bits : constant.IsLong ? constant.Bits : (int)constant.Bits);
        }

        if (Literal(word) is { } literal)
        {
            return new ValueArgument(literal);
        }

        if (ProblemOfNumber(word) is { } problem)
        {
            throw new ArgumentTextException($"argument {index + 1}, '{word}', {problem}; write text:{word} where text is meant");
        }

        bool isPointer = word is "null" or "out" || word.StartsWith("addr:", StringComparison.Ordinal) || word.StartsWith("hex:", StringComparison.Ordinal)
            || word.StartsWith("file:", StringComparison.Ordinal) || word.StartsWith("out:", StringComparison.Ordinal) || word.StartsWith("inout:", StringComparison.Ordinal);
        return isPointer ? ArgumentParser.Parse(anything, word, names)
            : new ValueArgument(word.StartsWith("text:", StringComparison.Ordinal) ? word[5..] : word);
    }

    /// <summary>A constant of C with the type that C gives it; null if the word is none.</summary>
    private static NativeArgument? Literal(string word)
    {
        string suffix = new string([.. word.ToLowerInvariant().Reverse().TakeWhile(c => c is 'u' or 'l').Reverse()]);
        if (IntegerText.TryRead(word, out BigInteger integer))
        {
            bool isDecimal = !word.TrimStart('-', '+').StartsWith('0') || word.TrimStart('-', '+').Length == 1;
            bool mayBeUnsigned = suffix.Contains('u') || !isDecimal;
            bool isLong = suffix.Contains('l');

            // C17 6.4.4.1p5: the first of these types that holds it.
            return !suffix.Contains('u') && !isLong && integer >= int.MinValue && integer <= int.MaxValue ? (NativeArgument?)(int)integer
                : mayBeUnsigned && !isLong && integer >= 0 && integer <= uint.MaxValue ? (uint)integer
                : !suffix.Contains('u') && integer >= long.MinValue && integer <= long.MaxValue ? (long)integer
                : mayBeUnsigned && integer >= 0 && integer <= ulong.MaxValue ? (ulong)integer
                : null;
        }

        bool looksLikeNumber = word.TrimStart('-', '+') is { Length: > 0 } digits && (char.IsAsciiDigit(digits[0]) || digits[0] == '.' || digits is "inf" or "nan" or "infinity");
        if (looksLikeNumber && suffix == "l" && FloatingText.TryReadLongDouble(word, out LongDouble wide, out _))
        {
            return wide;
        }

        return looksLikeNumber && !IsBrokenOctal(word) && FloatingText.TryReadDouble(word, out double number, out _) ? number : null;
    }

    /// <summary>What is wrong with a word that is no literal but can only be meant as one; null for text. Passed as text, a function that asks for a number would print its address.</summary>
    private static string? ProblemOfNumber(string word)
    {
        if (word.Length > MaxNumber)
        {
            return null;
        }

        return IntegerText.TryRead(word, out BigInteger integer)
            ? integer >= 0 && integer <= ulong.MaxValue ? $"is too large for a signed integer of 64 bits: write {word}u" : "is an integer that no type of 64 bits holds"
            : IsBrokenOctal(word) ? "has a 0 in front, which is octal in C, where 8 and 9 are no digits"
            : double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
                && double.IsInfinity(number) && char.IsAsciiDigit(word[^1]) ? "is a number that no double holds"
            : null;
    }

    private static bool IsBrokenOctal(string word) =>
        word.TrimStart('-', '+') is { Length: > 1 and <= MaxNumber } digits && digits[0] == '0' && digits.All(char.IsAsciiDigit) && digits.AsSpan().ContainsAny('8', '9');

    /// <summary>A compound literal: <c>(struct point){1, 2}</c>.</summary>
    private static bool TryReadStruct(Parameter anything, string word, Declarations? declarations, out NativeArgument argument)
    {
        argument = default;
        int close = word.IndexOf(')', StringComparison.Ordinal);
        if (declarations is null || !word.StartsWith('(') || close < 0 || close + 1 >= word.Length || declarations.FindType(word[1..close].Trim()) is not RecordType type)
        {
            return false;
        }

        return InitialValue.TryRead(type, word[(close + 1)..].Trim(), declarations, out argument, out string problem)
            ? true
            : throw new ArgumentTextException(anything, word, problem);
    }

    private static CType PointerTo(CType type) => DataModel.Lp64.PointerTo(type, TypeQualifiers.None);
}
