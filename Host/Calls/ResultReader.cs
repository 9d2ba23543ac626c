// From the registers that came back to a value, with the tell-tale checks that a wrong prototype leaves its marks in.
using System.Buffers.Binary;
using FfiIsolation.Abi;
using FfiIsolation.Images;
using FfiIsolation.Members;

namespace FfiIsolation.Calls;

internal static class ResultReader
{
    private const ulong UpperHalf = 0xFFFFFFFF00000000;
    private const int LongDoubleBytes = 10;
    private const int ComplexLongDoubleSize = 32;

    /// <param name="memory">The result, where it came back in memory.</param>
    /// <param name="memoryAddress">Where that memory was in the worker.</param>
    /// <param name="isMapped">Whether an address is mapped in the worker; asked only when something looks wrong.</param>
    public static NativeResult Read(
        CallPlan plan, byte[] resultPart, ReadOnlySpan<byte> memory, ulong memoryAddress, ReadOnlySpan<byte> fetched, int generation, bool inSession, Func<ulong, bool> isMapped)
    {
        var result = new CallImageReader(resultPart);
        CType type = plan.Prototype.ReturnType;
        string? warning = Warn(plan, type, result, memoryAddress, isMapped);
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

    private static int RegisterOf(RegisterPiece piece) => (piece.File, piece.Register) switch
    {
        (RegisterFile.Integer, 0) => CallImageLayout.Rax,
        (RegisterFile.Integer, _) => CallImageLayout.Rdx,
        (_, 0) => CallImageLayout.Xmm0,
        _ => CallImageLayout.Xmm1,
    };

    private static LongDouble LongDoubleAt(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[sizeof(ulong)..]));

    private static ulong Extend(ulong value, int size, bool isSigned)
    {
        int unused = 64 - (8 * size);
        return isSigned ? (ulong)((long)(value << unused) >> unused) : value << unused >> unused;
    }

    private static string? Warn(CallPlan plan, CType type, CallImageReader result, ulong memoryAddress, Func<ulong, bool> isMapped)
    {
        if (result.FetchStatus == FetchStatus.Cut && plan.ReturnsText)
        {
            return $"The text is longer than {plan.FetchLimit} bytes ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.MaxTextBytes)}) and was cut there.";
        }

        ResultPlace place = plan.Layout.Result;
        if ((result.MachineChanges & MachineChanges.X87Unbalanced) != 0)
        {
            return place is X87Result or ComplexX87Result
                ? NotSet("long double", "something else")
                : "The function left a value on the x87 stack: it seems to return long double, not what the prototype says.";
        }

        if ((result.MachineChanges & MachineChanges.MemoryRefused) != 0)
        {
            return $"{plan.Prototype.Name} left errno at EFAULT: the kernel met memory that it may not touch on the function's behalf. A buffer that is shorter than the length passed with it ends at a guard page, and looks like that.";
        }

        if ((result.MachineChanges & MachineChanges.Modes) != 0)
        {
            return $"{plan.Prototype.Name} left the processor's floating-point modes or direction flag changed; the worker restored them.";
        }

        return place switch
        {
            IntegerResult { Size: <= sizeof(int) } => WarnNarrow(type, result.Rax, isMapped),
            MemoryResult when result.Rax != memoryAddress =>
                $"The function did not return the address of the memory for its result: it seems to return something else than {type}, or one of another size.",
            _ when UsesFirst(place, RegisterFile.Integer) && result.Rax == CallImageLayout.ResultPoison => NotSet("integer", "a floating-point value or nothing"),
            _ when UsesFirst(place, RegisterFile.Vector) && result.Xmm0 == CallImageLayout.VectorPoison => NotSet("floating-point", "an integer, a pointer or nothing"),
            _ => null,
        };
    }

    /// <summary>Whether the result is in rax, or in xmm0, from the lowest byte on: those had a mark before the call.</summary>
    private static bool UsesFirst(ResultPlace place, RegisterFile file) => place switch
    {
        IntegerResult => file == RegisterFile.Integer,
        VectorResult => file == RegisterFile.Vector,
        SplitResult split => split.Pieces is [var first, ..] && ((first.File == file && first.Register == 0)
            || (split.Pieces.Length > 1 && split.Pieces[1].File == file && split.Pieces[1].Register == 0)),
        _ => false,
    };

    private static string? WarnNarrow(CType type, ulong rax, Func<ulong, bool> isMapped)
    {
        if (rax == CallImageLayout.ResultPoison)
        {
            return NotSet("integer", "a floating-point value or nothing");
        }

        ulong upper = rax & UpperHalf;
        if (upper == (CallImageLayout.ResultPoison & UpperHalf))
        {
            // Whoever returns an int writes all of EAX, which clears the upper half. What is left of the mark was not written.
            return type.Size == sizeof(int) ? "The function wrote only the low bits of the result register: it seems to return bool, char or short." : null;
        }

        bool signExtended = upper == UpperHalf && (int)rax < 0;
        return upper != 0 && !signExtended && isMapped(rax)
            ? $"The value was cut to {8 * type.Size} bits: the result register held 0x{rax:x}, which is an address in the worker's memory. The function seems to return a pointer, not {type}."
            : null;
    }

    private static string NotSet(string register, string returns) =>
        $"The function did not set the {register} result register: it seems to return {returns}, not what the prototype says.";
}
