using System.Collections.Immutable;
using FfiIsolation.Abi;
using FfiIsolation.Images;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Callbacks;

/// <summary>One parameter of a callback, and where its argument lies in the record. Immutable.</summary>
internal sealed class CallbackParameter
{
    private const int InPieces = -1;
    private const int InData = -2;

    private readonly int _offset;
    private readonly int _pointer;
    private readonly (RegisterFile File, int Number)? _register;
    private readonly ImmutableArray<RegisterPiece> _pieces = [];

    /// <param name="rule">What is brought along for it: the value itself where it is passed by reference, else what the pointer points at; -1 for nothing.</param>
    public CallbackParameter(Parameter parameter, ArgumentPlace place, int rule)
    {
        Parameter = parameter;
        Rule = rule;
        Form = CallbackForms.Of(parameter.Type);
        switch (place)
        {
            case IntegerRegisterPlace at:
                _offset = IntegerOffset(at.Register);
                _register = (RegisterFile.Integer, at.Register);
                break;
            case VectorRegisterPlace at:
                _offset = VectorOffset(at.Register);
                _register = (RegisterFile.Vector, at.Register);
                break;
            case StackPlace at:
                _offset = StackOffset(at.Word);
                break;
            case SplitPlace split:
                _offset = InPieces;
                _pieces = split.Pieces;
                break;
            case ReferencePlace reference:
                _offset = InData;
                _pointer = reference.Pointer is StackPlace stack ? StackOffset(stack.Word) : IntegerOffset(((IntegerRegisterPlace)reference.Pointer).Register);
                IsElsewhere = rule < 0 && !EmptyRecords.IsEmpty(parameter.Type);
                break;
            default:
                throw new InvalidOperationException($"A callback has no {place}.");
        }
    }

    public Parameter Parameter { get; }

    public CType Type => Parameter.Type;

    public CallbackForm Form { get; }

    public int Rule { get; }

    /// <summary>Whether it is passed by reference and did not come along: there were more such arguments than a callback brings.</summary>
    public bool IsElsewhere { get; }

    /// <summary>The register of an argument that has one of its own; null for others.</summary>
    public (RegisterFile File, int Number)? Register => _register;

    /// <summary>Whether that register is as it was before the call.</summary>
    public bool IsUnset(ReadOnlySpan<byte> record) => _register is not null && TellTales.IsUntouched(BitConverter.ToUInt64(record[_offset..]));

    /// <summary>Where an argument is that is passed by reference.</summary>
    public ulong AddressOf(ReadOnlySpan<byte> record) => BitConverter.ToUInt64(record[_pointer..]);

    /// <summary>The value of an integer, an enum, a bool or a pointer, extended to 64 bits by its type.</summary>
    public ulong ReadWord(ReadOnlySpan<byte> record)
    {
        ulong word = BitConverter.ToUInt64(record[_offset..]);
        return Form switch
        {
            CallbackForm.Boolean => (byte)word != 0 ? 1UL : 0,
            CallbackForm.Signed => (ulong)((long)(word << (64 - (8 * Type.Size))) >> (64 - (8 * Type.Size))),
            CallbackForm.Unsigned => word << (64 - (8 * Type.Size)) >> (64 - (8 * Type.Size)),
            _ => word,
        };
    }

    /// <summary>The bytes of a value of any type.</summary>
    /// <param name="value">As many bytes as the type has.</param>
    public void Copy(ReadOnlySpan<byte> record, Span<byte> value)
    {
        switch (_offset)
        {
            case InData:
                ReadOnlySpan<byte> data = Rule < 0 ? default : CallbackRecord.DataOf(record, Rule);
                data[..Math.Min(data.Length, value.Length)].CopyTo(value);
                break;
            case InPieces:
                foreach (RegisterPiece piece in _pieces)
                {
                    int from = piece.File == RegisterFile.Integer ? IntegerOffset(piece.Register) : VectorOffset(piece.Register);
                    record.Slice(from, piece.Size).CopyTo(value[piece.Offset..]);
                }

                break;
            default:
                record.Slice(_offset, value.Length).CopyTo(value);
                break;
        }
    }

    private static int IntegerOffset(int register) => CallbackLayout.Integers + (register * sizeof(ulong));

    private static int VectorOffset(int register) => CallbackLayout.Vectors + (register * 16);

    private static int StackOffset(int word) => CallbackLayout.Stack + (word * sizeof(ulong));
}
