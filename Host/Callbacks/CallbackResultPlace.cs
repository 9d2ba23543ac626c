using System.Buffers.Binary;
using FfiIsolation.Abi;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Callbacks;

/// <summary>Where the result of a callback goes in the answer. Immutable.</summary>
internal sealed class CallbackResultPlace
{
    private const int LongDoubleBytes = 10;

    private readonly ResultPlace _place;
    private readonly ulong _vector;
    private ArgumentWriter? _writer;

    public CallbackResultPlace(CType type, ResultPlace place)
    {
        Type = type;
        _place = place;
        _vector = place switch
        {
            NoResult or IntegerResult => TellTales.CallbackNan,
            VectorResult { Size: <= sizeof(float) } => TellTales.AboveCallbackFloat,
            _ => 0,
        };
        Form = CallbackForms.Of(type);
        (Kind, MemorySize) = place switch
        {
            X87Result => (CallbackResult.St0, 0),
            ComplexX87Result => (CallbackResult.St0St1, 0),
            MemoryResult memory => (CallbackResult.Memory, memory.Size),
            _ => (CallbackResult.Registers, 0),
        };
    }

    public CType Type { get; }

    public CallbackForm Form { get; }

    public CallbackResult Kind { get; }

    /// <summary>The bytes that go into memory of the caller's; 0 for results in registers.</summary>
    public int MemorySize { get; }

    /// <summary>Checks values that handlers return. Made when one is first returned: delegates need none.</summary>
    public ArgumentWriter Writer => _writer ??= CallbackResultWriter.CreateWriter(Type);

    /// <summary>Makes an answer empty: zero, but for xmm0 where the result does not go there, or leaves its upper half. Whoever takes it from there computes with a tell-tale value.</summary>
    public void Clear(Span<byte> answer)
    {
        answer.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(answer[CallbackLayout.AnswerXmm0..], _vector);
    }

    /// <summary>Writes the bytes of a value into an empty answer.</summary>
    public void Store(ReadOnlySpan<byte> value, Span<byte> answer)
    {
        switch (_place)
        {
            case NoResult:
                break;
            case IntegerResult integer:
                // Extended to the whole register: the ABI leaves it open, but code that was compiled for another opinion counts on it.
                Span<byte> register = answer.Slice(CallbackLayout.AnswerRax, sizeof(ulong));
                register.Fill(integer.IsSigned && (value[integer.Size - 1] & 0x80) != 0 ? (byte)0xFF : (byte)0);
                value[..integer.Size].CopyTo(register);
                break;
            case VectorResult vector:
                value[..vector.Size].CopyTo(answer[CallbackLayout.AnswerXmm0..]);
                break;
            case X87Result:
                value[..LongDoubleBytes].CopyTo(answer[CallbackLayout.AnswerSt0..]);
                break;
            case ComplexX87Result:
                value[..LongDoubleBytes].CopyTo(answer[CallbackLayout.AnswerSt0..]);
                value.Slice(16, LongDoubleBytes).CopyTo(answer[CallbackLayout.AnswerSt1..]);
                break;
            case SplitResult split:
                foreach (RegisterPiece piece in split.Pieces)
                {
                    value.Slice(piece.Offset, piece.Size).CopyTo(answer[OffsetOf(piece)..]);
                }

                break;
            case MemoryResult memory:
                value[..memory.Size].CopyTo(answer[CallbackLayout.AnswerSize..]);
                break;
            default:
                throw new InvalidOperationException($"A callback cannot leave its result in {_place}.");
        }
    }

    private static int OffsetOf(RegisterPiece piece) => (piece.File, piece.Register) switch
    {
        (RegisterFile.Integer, 0) => CallbackLayout.AnswerRax,
        (RegisterFile.Integer, _) => CallbackLayout.AnswerRdx,
        (_, 0) => CallbackLayout.AnswerXmm0,
        _ => CallbackLayout.AnswerXmm1,
    };
}
