// Tell-tale values that do not come back as the result: stored where an argument points, or written out as text. Looked for where a call brings memory back anyway.
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;

namespace FfiIsolation.WrongPrototypes;

/// <summary>The arguments of a call's shape that can bring one back. Immutable.</summary>
internal sealed class StoredTellTales
{
    /// <summary>Numbers and pointers that are looked at behind one argument: whoever computes with what he did not get does so from the first on.</summary>
    private const int MostValues = 16;

    /// <summary>Bytes of a text that are looked at.</summary>
    private const int MostText = 512;

    private readonly Prototype _prototype;
    private readonly int _vectors;
    private readonly bool _returnsText;
    private readonly bool _returnsMemory;
    private readonly (int Argument, CType Type)[] _watched;

    private StoredTellTales(Prototype prototype, CallLayout layout, (int Argument, CType Type)[] watched)
    {
        _prototype = prototype;
        _vectors = layout.VectorRegisters;
        _returnsText = prototype.ReturnType is PointerType { Pointee: IntegerType { IsCharacter: true, Size: 1 } };
        _returnsMemory = layout.Result is MemoryResult && IsTelling(prototype.ReturnType);
        _watched = watched;
    }

    /// <param name="layout">Of the arguments that the calls pass.</param>
    /// <param name="writers">One for each of them.</param>
    /// <returns>null where nothing that comes back can show one.</returns>
    public static StoredTellTales? Of(Prototype prototype, CallLayout layout, ReadOnlySpan<ArgumentWriter> writers)
    {
        var watched = new List<(int, CType)>();
        for (int i = 0; i < writers.Length; i++)
        {
            if (writers[i].Parameter is { Type: PointerType { PointsAtConst: false } pointer, Access: not { Mode: AccessMode.ReadOnly } } && IsTelling(pointer.Pointee))
            {
                watched.Add((i, pointer.Pointee));
            }
        }

        var stored = new StoredTellTales(prototype, layout, [.. watched]);
        return watched.Count > 0 || stored._returnsText || stored._returnsMemory ? stored : null;
    }

    /// <summary>What a call brought back that was made of a register which no argument filled.</summary>
    /// <param name="call">Whose buffers are filled.</param>
    /// <param name="returned">The text behind its result; empty where it has none.</param>
    /// <returns>One sentence; null where nothing is conspicuous.</returns>
    public string? Find(PreparedCall call, ReadOnlySpan<byte> returned) => FindStored(call) ?? FindReturned(call, returned);

    /// <summary>The same behind its arguments alone: while they are its caller's, who may do anything with them later.</summary>
    public string? FindStored(PreparedCall call)
    {
        foreach ((int index, CType type) in _watched)
        {
            ReadOnlySpan<byte> stored = OutputOf(call.Arguments[index]);
            if (!stored.IsEmpty && InStored(call, index, type, stored) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The same in what a row of a batch left in a column.</summary>
    /// <param name="parameter">Whose; -1 for the result, of which only memory is looked at.</param>
    public string? FindInRow(PreparedCall call, int parameter, ReadOnlySpan<byte> element)
    {
        if (parameter < 0)
        {
            return _returnsMemory ? InValues(call, null, _prototype.ReturnType, element) : null;
        }

        int place = Array.FindIndex(_watched, watched => watched.Argument == parameter);
        return place < 0 ? null : InStored(call, parameter, _watched[place].Type, element);
    }

    /// <summary>The same in its result alone.</summary>
    public string? FindReturned(PreparedCall call, ReadOnlySpan<byte> returned) =>
        _returnsText && !returned.IsEmpty ? InText(call, null, returned)
        : _returnsMemory && call.ResultMemory is { Length: > 0 } memory ? InValues(call, null, _prototype.ReturnType, memory)
        : null;

    private string? InStored(PreparedCall call, int index, CType type, ReadOnlySpan<byte> stored) => IsText(type) ? InText(call, index, stored) : InValues(call, index, type, stored);

    private static ReadOnlySpan<byte> OutputOf(in NativeArgument argument) => argument.Kind switch
    {
        NativeArgumentKind.Buffer when (argument.Buffer.Direction & BlockDirection.Out) != 0 => argument.Buffer.Span,
        NativeArgumentKind.Bytes => argument.Bytes,
        NativeArgumentKind.Struct => argument.Struct.Bytes,
        _ => default,
    };

    private static bool IsText(CType type) => type is IntegerType { IsCharacter: true, Size: 1 };

    /// <summary>Whether values of a type are told from tell-tales: not those of so few bits that any number looks like one, and not memory of which nobody says what it holds.</summary>
    private static bool IsTelling(CType type) => type switch
    {
        FloatingType { Kind: FloatingKind.Float or FloatingKind.Double } or PointerType => true,
        IntegerType { Size: sizeof(int) or sizeof(ulong) } => true,
        ArrayType array => IsTelling(array.Element),
        RecordType record => IsOfNumbers(record),
        _ => IsText(type),
    };

    private static bool IsOfNumbers(RecordType record) =>
        record is { Kind: TagKind.Struct, IsComplete: true } && record.NamedMembers().Any(member => member.BitWidth is null && !IsText(member.Type) && IsTelling(member.Type));

    /// <param name="index">The argument; null for the result.</param>
    private string? InValues(PreparedCall call, int? index, CType type, ReadOnlySpan<byte> stored)
    {
        int left = MostValues;
        bool isOne = stored.Length == type.Size;
        for (int at = 0; type.Size > 0 && at + type.Size <= stored.Length && left > 0; at += type.Size)
        {
            if (InValue(type, stored.Slice(at, type.Size), isOne, ref left, out bool isComputed, out bool isVector) is { } number && (isVector || !CallEvidence.PassedTellTale(call, number)))
            {
                string verb = $"{(index is { } argument ? $"stored in {NameOf(argument)}" : "returned")} {(isComputed && isVector ? "what it computed with" : isVector ? "what lay in" : "a value made of")}";
                return isVector ? MissingArgument.OfVector(_prototype, verb, number) : MissingArgument.OfInteger(_prototype, verb, number);
            }
        }

        return null;
    }

    /// <param name="isOne">Whether it is all that is stored there: of many numbers of 32 bits, one may be near a tell-tale by chance.</param>
    private static int? InValue(CType type, ReadOnlySpan<byte> value, bool isOne, ref int left, out bool isComputed, out bool isVector)
    {
        isComputed = isVector = false;
        left--;
        switch (type)
        {
            case FloatingType { Kind: FloatingKind.Double }:
                isVector = true;
                return TellTales.OfDouble(BitConverter.ToUInt64(value), out isComputed);
            case FloatingType { Kind: FloatingKind.Float }:
                isVector = true;
                return TellTales.OfFloat(BitConverter.ToUInt32(value), out isComputed);
            case PointerType:
                return TellTales.OfAccess(BitConverter.ToUInt64(value));
            case IntegerType { Size: sizeof(ulong) }:
                return TellTales.Of64(BitConverter.ToUInt64(value));
            case IntegerType { Size: sizeof(uint) }:
                return isOne ? TellTales.Of32(BitConverter.ToUInt32(value)) : TellTales.OfLowHalf(BitConverter.ToUInt32(value));
            case ArrayType { Element: var element } when IsTelling(element) && !IsText(element):
                for (int at = 0; at + element.Size <= value.Length && left > 0; at += element.Size)
                {
                    if (InValue(element, value.Slice(at, element.Size), isOne: false, ref left, out isComputed, out isVector) is { } ofElement)
                    {
                        return ofElement;
                    }
                }

                return null;
            case RecordType { Kind: TagKind.Struct } record:
                foreach (RecordMember member in record.Members)
                {
                    if (left > 0 && member is { BitWidth: null, Name: not null } && !IsText(member.Type) && IsTelling(member.Type)
                        && InValue(member.Type, value.Slice(member.Offset, member.Type.Size), isOne: false, ref left, out isComputed, out isVector) is { } ofMember)
                    {
                        return ofMember;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    /// <param name="index">The argument; null for the result.</param>
    private string? InText(PreparedCall call, int? index, ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, MostText)];
        text = text.IndexOf((byte)0) is var end and >= 0 ? text[..end] : text;
        string verb = index is { } argument ? $"wrote into {NameOf(argument)}, as text, what lay in" : "returned, as text, what lay in";
        return WrittenTellTales.NumberIn(text) is { } number && !CallEvidence.PassedTellTale(call, number) ? MissingArgument.OfInteger(_prototype, verb, number)
            : _prototype.IsVariadic && WrittenTellTales.HasNan(text) && AsksForFloating(call) && PassesNoNan(call) && _vectors < SystemVX64.VectorRegisterCount ? MissingArgument.OfVector(_prototype, verb, _vectors)
            : null;
    }

    /// <summary>Whether a text that was passed asks for a floating-point number, as formats of <c>printf</c> do.</summary>
    private static bool AsksForFloating(PreparedCall call)
    {
        foreach (NativeArgument argument in call.Arguments)
        {
            if (argument.Kind == NativeArgumentKind.Text && WrittenTellTales.AsksForFloating(argument.Text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether what a variadic function writes as a number that is none cannot come from what it was given.</summary>
    private static bool PassesNoNan(PreparedCall call)
    {
        foreach (NativeArgument argument in call.Arguments)
        {
            bool mayBeNan = argument.Kind switch
            {
                NativeArgumentKind.Half or NativeArgumentKind.Float or NativeArgumentKind.Double => double.IsNaN(argument.Double),
                NativeArgumentKind.Text => argument.Text.Contains("nan", StringComparison.OrdinalIgnoreCase),
                NativeArgumentKind.Boolean or NativeArgumentKind.Signed or NativeArgumentKind.Unsigned or NativeArgumentKind.Nothing or NativeArgumentKind.Callback => false,
                NativeArgumentKind.Buffer => argument.Buffer.Direction != BlockDirection.Out,
                _ => true,
            };
            if (mayBeNan)
            {
                return false;
            }
        }

        return true;
    }

    private string NameOf(int index) => ParameterName.Of(index < _prototype.Parameters.Length ? _prototype.Parameters[index].Name : null, index);
}
