using FfiIsolation.Abi;
using FfiIsolation.Images;

namespace FfiIsolation.Calls.Writers;

/// <summary>A value given by its bytes: in pieces in registers, whole on the stack, or behind a pointer to a copy in the window.</summary>
internal abstract class ValueWriter : ArgumentWriter
{
    /// <summary>The largest value that is no record: a complex long double.</summary>
    protected const int ScratchSize = 32;

    private readonly ValuePiece[] _pieces = [];
    private readonly ReferencePlace? _reference;
    private readonly int _pointer;

    protected ValueWriter(Prototype prototype, Parameter parameter, ArgumentPlace place)
        : base(prototype, parameter)
    {
        if (place is ReferencePlace reference)
        {
            _reference = reference;
            _pointer = PlaceMap.WordOf(reference.Pointer);
        }
        else
        {
            _pieces = PlaceMap.PiecesOf(place, parameter.Type.Size);
        }
    }

    public sealed override bool UsesMemory => _reference is not null;

    public sealed override int AddressPlace => _pointer;

    public sealed override MemoryNeed? Need(in NativeArgument argument, ReadOnlySpan<NativeArgument> all, int? pointerGeneration)
    {
        if (_reference is null)
        {
            return null;
        }

        ValueOf(argument, stackalloc byte[ScratchSize]);
        return new MemoryNeed(_reference.Size, _reference.Alignment, BlockDirection.In);
    }

    public sealed override void Write(CallImageWriter image, in NativeArgument argument)
    {
        if (_reference is not null)
        {
            return;
        }

        ReadOnlySpan<byte> value = ValueOf(argument, stackalloc byte[ScratchSize]);
        foreach (ValuePiece piece in _pieces)
        {
            image.SetBytes(piece.Place, value.Slice(piece.Offset, piece.Size));
        }
    }

    public sealed override void CopyInput(in NativeArgument argument, Span<byte> destination) =>
        ValueOf(argument, stackalloc byte[ScratchSize]).CopyTo(destination);

    /// <summary>The bytes of the value, as many as the type has: the caller's own, or written to <paramref name="scratch"/>.</summary>
    /// <exception cref="ArgumentException">The argument does not fit.</exception>
    protected abstract ReadOnlySpan<byte> ValueOf(scoped in NativeArgument argument, Span<byte> scratch);
}
