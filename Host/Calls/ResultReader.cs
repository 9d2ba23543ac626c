// From the registers that came back to a value.
using System.Buffers.Binary;
using FfiIsolation.Abi;
using FfiIsolation.Images;
using FfiIsolation.Members;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Calls;

internal static class ResultReader
{
    private const int LongDoubleBytes = 10;
    private const int ComplexLongDoubleSize = 32;

    /// <param name="memory">The result, where it came back in memory.</param>
    /// <param name="memoryAddress">Where that memory was in the worker.</param>
    /// <param name="evidence">What is known of the call, should its result look wrong.</param>
    public static NativeResult Read(
        CallPlan plan, byte[] resultPart, ReadOnlySpan<byte> memory, ulong memoryAddress, ReadOnlySpan<byte> fetched, int generation, bool inSession, in CallEvidence evidence)
    {
        var result = new CallImageReader(resultPart);
        CType type = plan.Prototype.ReturnType;
        string? warning = ResultWarning.Of(plan, result, memoryAddress, evidence);
        if (type is RecordType record)
        {
            var value = new NativeStruct(record);
            Gather(plan.Layout.Result, result, memory, value.Span);
            value.Origins.Filled(generation, inSession);
            return new NativeResult(type, 0, 0, value, result.Errno, warning, generation, inSession);
        }

        Span<byte> bytes = stackalloc byte[ComplexLongDoubleSize];
        bytes.Clear();
        Gather(plan.Layout.Result, result, memory, bytes[..type.Size]);
        ulong low = BinaryPrimitives.ReadUInt64LittleEndian(bytes), high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]);
        object? content = null;
        switch (type)
        {
            case IntegerType { Size: <= sizeof(ulong) } integer:
                low = Extend(low, integer.Size, integer.IsSigned);
                break;
            case EnumType named:
                low = Extend(low, named.Size, named.UnderlyingType.IsSigned);
                break;
            case ComplexType { Part.Kind: FloatingKind.LongDouble }:
                content = new LongDoubleComplex(LongDoubleAt(bytes), LongDoubleAt(bytes[(type.Size / 2)..]));
                break;
            case PointerType when plan.ReturnsText && result.FetchStatus != FetchStatus.Skipped && low != 0:
                int unit = (int)plan.FetchKind;
                content = plan.TextEncoding is { } encoding && NativeText.UnitOf(encoding) == unit ? encoding.GetString(fetched) : CharacterText.Decode(fetched, unit);
                break;
        }

        return new NativeResult(type, low, high, content, result.Errno, warning, generation, inSession);
    }

    /// <summary>Collects the bytes of the value from where the convention leaves them.</summary>
    private static void Gather(ResultPlace place, CallImageReader result, ReadOnlySpan<byte> memory, Span<byte> value)
    {
        switch (place)
        {
            case IntegerResult:
                result.Bytes(CallImageLayout.Rax, value.Length).CopyTo(value);
                break;
            case VectorResult:
                result.Bytes(CallImageLayout.Xmm0, value.Length).CopyTo(value);
                break;
            case X87Result:
                result.Bytes(CallImageLayout.St0, LongDoubleBytes).CopyTo(value);
                break;
            case ComplexX87Result:
                result.Bytes(CallImageLayout.St0, LongDoubleBytes).CopyTo(value);
                result.Bytes(CallImageLayout.St1, LongDoubleBytes).CopyTo(value[(value.Length / 2)..]);
                break;
            case SplitResult split:
                foreach (RegisterPiece piece in split.Pieces)
                {
                    result.Bytes(RegisterOf(piece), piece.Size).CopyTo(value[piece.Offset..]);
                }

                break;
            case MemoryResult:
                memory[..value.Length].CopyTo(value);
                break;
        }
    }

    /// <summary>Where in the result part the register of a piece lies.</summary>
    public static int RegisterOf(RegisterPiece piece) => (piece.File, piece.Register) switch
    {
        (RegisterFile.Integer, 0) => CallImageLayout.Rax,
        (RegisterFile.Integer, _) => CallImageLayout.Rdx,
        (_, 0) => CallImageLayout.Xmm0,
        _ => CallImageLayout.Xmm1,
    };

    private static LongDouble LongDoubleAt(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[sizeof(ulong)..]));

    /// <summary>A word of which a type has the low bytes, as the type's value.</summary>
    public static ulong Extend(ulong value, int size, bool isSigned)
    {
        int unused = 64 - (8 * size);
        return isSigned ? (ulong)((long)(value << unused) >> unused) : value << unused >> unused;
    }
}
