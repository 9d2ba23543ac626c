namespace FfiIsolation.Members;

/// <summary>Writes a value of any C type from a .NET one: all of it or nothing.</summary>
internal readonly ref struct MemberWriter(Span<byte> bytes, PointerOrigins origins)
{
    private readonly Span<byte> _bytes = bytes;

    /// <exception cref="ArgumentException">The value does not fit; the message says which member, and why.</exception>
    public void Write(ValuePlace place, object? value)
    {
        // An array may be refused in its middle: what was there comes back.
        byte[]? before = place.Type is ArrayType ? place.In(_bytes).ToArray() : null;
        try
        {
            WriteChecked(place, value);
        }
        catch (ArgumentException) when (before is not null)
        {
            before.CopyTo(place.In(_bytes));
            throw;
        }
    }

    private void WriteChecked(ValuePlace place, object? value)
    {
        switch (place.Type)
        {
            case RecordType record when value is NativeStruct source:
                if (!record.IsCompatibleWith(source.Type))
                {
                    throw Mistake(place, $"it is given a value of another type, {source.Type}");
                }

                source.Bytes.CopyTo(place.In(_bytes));
                origins.Copy(source.Origins, record, source.Bytes, 0, place.Offset);
                break;
            case ArrayType { Length: not null } array when value is string text && CharacterText.IsFor(array.Element):
                WriteText(place, array, text);
                break;
            case ArrayType { Length: { } length } array when value is Array { Rank: 1 } elements:
                if (elements.Length != length)
                {
                    throw Mistake(place, $"it is given {elements.Length} elements");
                }

                for (int i = 0; i < length; i++)
                {
                    WriteChecked(place.Element(array, i), elements.GetValue(i));
                }

                break;
            case RecordType or ArrayType:
                throw Mistake(place, $"{(place.Type is RecordType ? $"a {nameof(NativeStruct)}" : "an array")} is expected");
            default:
                if (ScalarWriter.Write(place, _bytes, value) is { Length: > 0 } problem)
                {
                    throw Mistake(place, problem);
                }

                if (place.Type is PointerType)
                {
                    origins.Note(place.Offset, value is NativePointer pointer ? pointer : NativePointer.Null);
                }

                break;
        }
    }

    private void WriteText(ValuePlace place, ArrayType array, string text)
    {
        int unit = array.Element.Size;
        byte[] encoded = CharacterText.Encode(text, unit, out string problem) ?? throw Mistake(place, problem);
        if (encoded.Length + unit > array.Size)
        {
            throw Mistake(place, $"the text needs {(encoded.Length / unit) + 1} elements with its terminator; give an array where none is meant");
        }

        Span<byte> destination = place.In(_bytes);
        destination.Clear();
        encoded.CopyTo(destination);
    }

    private static ArgumentException Mistake(ValuePlace place, string why) => new($"{place}: {why}.", "value");
}
