// Checks one pointer argument against its parameter, and says what memory it needs in the worker.
using System.Numerics;
using System.Text;
using FfiIsolation.Calls.Writers;
using FfiIsolation.Images;
using FfiIsolation.Members;

namespace FfiIsolation.Calls;

internal readonly ref struct PointerCheck(Prototype prototype, Parameter parameter, NativeArgument argument)
{
    private const int MaxAlignment = 16; // that of malloc

    private readonly PointerType _type = (PointerType)parameter.Type;

    /// <summary>The block that the argument needs; null when it is an address or null.</summary>
    public MemoryNeed? Run(int? pointerGeneration, ReadOnlySpan<NativeArgument> arguments)
    {
        if (argument.IsNull)
        {
            return parameter.IsNonNull ? throw ArgumentMistake.Null(prototype, parameter, argument) : null;
        }

        switch (argument.Kind)
        {
            case NativeArgumentKind.Pointer:
                argument.Owner?.RefuseIfFreed(prototype, parameter, argument);
                if (argument.Rented is { } rented)
                {
                    CheckRented(rented, arguments);
                }

                PointerScope.Check(prototype, parameter, argument, argument.Pointer, pointerGeneration);
                return null;
            case NativeArgumentKind.Text or NativeArgumentKind.Bytes or NativeArgumentKind.Buffer when _type.Pointee is FunctionType:
                throw Mistake($"a {nameof(NativePointer)} to a function, or null is expected");
            case NativeArgumentKind.Text when parameter.Access?.Mode is AccessMode.WriteOnly or AccessMode.ReadWrite:
                throw Mistake("native code writes there, and what it writes into text does not come back; pass a buffer");
            case NativeArgumentKind.Text:
                int length = TextLength();
                CheckSize(length, arguments);
                return new MemoryNeed(length, Unit, BlockDirection.In);
            case NativeArgumentKind.Bytes:
                return Block(argument.Bytes.Length, DefaultDirection(), arguments);
            case NativeArgumentKind.Buffer when pointerGeneration is null && argument.Buffer is PointerOut { Free: not null }:
                throw Mistake("a handle lives in a session, and this function is called outside any");
            case NativeArgumentKind.Buffer:
                if (argument.Buffer is PointerOut { Direction: BlockDirection.InOut } moved)
                {
                    PointerScope.Check(prototype, parameter, argument, moved.Value, pointerGeneration);
                }

                CheckDirection(argument.Buffer.Direction);
                CheckElements(argument.Buffer.ElementSize, argument.Buffer.HoldsFloats);
                return Block(argument.Buffer.Length, argument.Buffer.Direction, arguments);
            case NativeArgumentKind.Struct:
                CheckRecord(argument.Struct.Type);
                return new MemoryNeed(CheckedSize(argument.Struct.Bytes.Length, arguments), argument.Struct.Type.Alignment, DefaultDirection());
            default:
                throw Mistake($"text, bytes, a buffer, a {nameof(NativePointer)} or null is expected");
        }
    }

    /// <summary>The size of a unit of text here.</summary>
    private int Unit => _type.Pointee is IntegerType { IsCharacter: true } character ? character.Size : 1;

    private bool IsConst => _type.PointsAtConst;

    private BlockDirection DefaultDirection() => parameter.Access?.Mode switch
    {
        AccessMode.ReadOnly => BlockDirection.In,
        AccessMode.WriteOnly => BlockDirection.Out,
        _ => IsConst ? BlockDirection.In : BlockDirection.InOut,
    };

    private int TextLength()
    {
        if (_type.Pointee is not (VoidType or IntegerType { Size: 1 } or IntegerType { IsCharacter: true }))
        {
            throw Mistake($"text is passed to pointers to char, wchar_t, char16_t and char32_t, and this one is to {_type.Pointee}");
        }

        if (argument.Text.IndexOf('\0') is var at and >= 0)
        {
            throw Mistake($"it has a NUL at index {at}, where C would take the text to end; pass bytes if that is meant");
        }

        try
        {
            return checked(CharacterText.Strict(Unit).GetByteCount(argument.Text) + Unit);
        }
        catch (EncoderFallbackException e)
        {
            throw Mistake($"it has an unpaired surrogate at index {e.Index}, which {(Unit == 1 ? "UTF-8" : Unit == 2 ? "UTF-16" : "UTF-32")} cannot express");
        }
    }

    /// <summary>A struct goes where its type is pointed at, or where nothing is said of what lies there.</summary>
    private void CheckRecord(RecordType given)
    {
        bool fits = _type.Pointee is VoidType || (_type.Pointee is RecordType or OpaqueType && (_type.Pointee.IsCompatibleWith(given)
            || (_type.Pointee is RecordType pointee && new RecordType(pointee.Definition).Equals(new RecordType(given.Definition)))));
        if (!fits)
        {
            throw Mistake($"it is a {given}, and what is pointed at is {_type.Pointee}");
        }
    }

    private int CheckedSize(int length, ReadOnlySpan<NativeArgument> arguments)
    {
        CheckSize(length, arguments);
        return length;
    }

    private MemoryNeed Block(int length, BlockDirection direction, ReadOnlySpan<NativeArgument> arguments)
    {
        int elementSize = _type.Pointee.IsComplete ? _type.Pointee.Size : 1;
        if (length % elementSize != 0)
        {
            throw Mistake($"its {length} bytes are no whole number of {_type.Pointee}, which has {elementSize}");
        }

        CheckSize(length, arguments);

        // A pointee of unknown type gets the alignment that malloc would give, as far as the length keeps the end at the guard page.
        int natural = length == 0 ? MaxAlignment : 1 << Math.Min(BitOperations.TrailingZeroCount(length), 4);
        return new MemoryNeed(length, _type.Pointee.IsComplete ? _type.Pointee.Alignment : natural, direction);
    }

    private void CheckSize(long length, ReadOnlySpan<NativeArgument> arguments)
    {
        int elementSize = _type.Pointee.IsComplete ? _type.Pointee.Size : 1;
        if (parameter.MinimumLength is { } minimum && length < (long)minimum * elementSize)
        {
            throw Mistake($"the prototype asks for at least {minimum} elements, {(long)minimum * elementSize} bytes, and it has {length}");
        }

        if (parameter.Access?.SizeIndex is { } sizeIndex
            && arguments[sizeIndex] is { Kind: NativeArgumentKind.Signed or NativeArgumentKind.Unsigned } size
            && (size.Kind == NativeArgumentKind.Signed && (long)size.Bits < 0 || (UInt128)size.Bits * (uint)elementSize > (UInt128)length))
        {
            throw Mistake($"argument {sizeIndex + 1} says that it has {size} elements of {elementSize} bytes, and it has {length} bytes");
        }
    }

    /// <summary>The same for shared memory as for a buffer that is lent, from the address on that is passed.</summary>
    private void CheckRented(RentedBuffer rented, ReadOnlySpan<NativeArgument> arguments)
    {
        rented.RefuseIfReturned(prototype, parameter, argument);
        if (rented.RestFrom(argument.Bits) is { } rest && _type.Pointee is not FunctionType)
        {
            CheckElements(rented.ElementSize, rented.HoldsFloats);
            CheckSize(rest, arguments);
        }
    }

    /// <summary>Elements of another size or kind than the pointee are a mistake; bytes, and what is passed to a pointer to bytes or void, are meant as they are.</summary>
    private void CheckElements(int elementSize, bool holdsFloats)
    {
        CType pointee = ElementOf(_type.Pointee);
        bool isTyped = pointee is IntegerType or FloatingType or BooleanType && pointee.Size > 1 && elementSize > 1;
        if (isTyped && (elementSize != pointee.Size || holdsFloats != pointee is FloatingType))
        {
            throw Mistake($"its elements are {(holdsFloats ? "floating-point numbers" : "values")} of {elementSize} bytes, and {pointee} is {(pointee is FloatingType ? "a floating-point number" : "an integer")} of {pointee.Size}; pass bytes if that is meant");
        }
    }

    /// <summary>What lies in a row behind the pointer: the elements of an array, the integers of an enum, the parts of a complex number.</summary>
    private static CType ElementOf(CType pointee) => pointee switch
    {
        ArrayType array => ElementOf(array.Element),
        EnumType named => named.UnderlyingType,
        ComplexType complex => complex.Part,
        _ => pointee,
    };

    private void CheckDirection(BlockDirection direction)
    {
        if ((direction & BlockDirection.Out) != 0 && (IsConst || parameter.Access?.Mode == AccessMode.ReadOnly))
        {
            throw Mistake("native code only reads what this parameter points at, so nothing would come back");
        }

        if (direction == BlockDirection.In && parameter.Access?.Mode == AccessMode.WriteOnly)
        {
            throw Mistake("native code only writes what this parameter points at; pass a buffer for output");
        }
    }

    private ArgumentException Mistake(string why) => ArgumentMistake.Type(prototype, parameter, argument, why);
}
