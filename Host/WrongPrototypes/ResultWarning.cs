// What the registers of a result say against the prototype. Evidence, no proof: a warning, and never an error.
using System.Numerics;
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.Images;

namespace FfiIsolation.WrongPrototypes;

internal static class ResultWarning
{
    private const ulong UpperHalf = 0xFFFFFFFF00000000;

    /// <summary>A number below is more likely a constant that a function returns in place of a pointer.</summary>
    private const ulong FewestOfPointer = 0x10000;

    /// <summary>As <c>long</c>, what is left of an <c>int</c> from -256 to -1.</summary>
    private const ulong SmallNegative = 0xFFFFFF00;

    /// <summary>What the processor makes of a NaN, and of all that does not fit, where it converts to an integer.</summary>
    public const uint NanAsInt = 0x80000000;

    public const ulong NanAsLong = 0x80000000_00000000;

    /// <summary>Bits of floats from 2^-20 to 2^32, as people use them.</summary>
    private const uint FewestOfFloat = 0x35800000, MostOfFloat = 0x4F800000;

    /// <summary>The bits that are shifted by to make the smallest <c>int</c> and the smallest <c>long</c> of 1.</summary>
    private const ulong HighestBitOfInt = 31, HighestBitOfLong = 63;

    /// <param name="memoryAddress">Where the memory of the result was in the worker, where it came back in memory.</param>
    /// <param name="evidence">What else is known of the call.</param>
    /// <returns>One sentence or two; null where nothing is wrong.</returns>
    public static string? Of(CallPlan plan, CallImageReader result, ulong memoryAddress, in CallEvidence evidence)
    {
        if (result.FetchStatus == FetchStatus.Cut && plan.ReturnsText)
        {
            return $"The text is longer than {plan.FetchLimit} bytes ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.MaxTextBytes)}) and was cut there.";
        }

        Prototype prototype = plan.Prototype;
        ResultPlace place = plan.Layout.Result;
        if ((result.MachineChanges & MachineChanges.X87Unbalanced) != 0)
        {
            return place is X87Result or ComplexX87Result
                ? NotSet("long double", "something else")
                : "The function left a value on the x87 stack: it seems to return long double, not what the prototype says.";
        }

        if ((result.MachineChanges & (MachineChanges.MemoryRefused | MachineChanges.HeapRefused)) == MachineChanges.MemoryRefused)
        {
            return $"{plan.Prototype.Name} left errno at EFAULT: the kernel met memory that it may not touch on the function's behalf. A buffer that is shorter than the length passed with it ends at a guard page, and looks like that.";
        }

        if ((result.MachineChanges & MachineChanges.Modes) != 0)
        {
            return $"{prototype.Name} left the processor's floating-point modes or direction flag changed; the worker restored them.";
        }

        return place switch
        {
            IntegerResult integer when integer.Size >= sizeof(int) && result.Rax == (integer.Size == sizeof(int) ? NanAsInt : NanAsLong) => OfConvertedNan(prototype, integer.Size, result, evidence),
            IntegerResult { Size: <= sizeof(int) } => OfNarrow(plan, result.Rax, evidence),
            IntegerResult => OfWide(plan, result, evidence),
            VectorResult { Size: sizeof(double) } => OfDouble(prototype, result, evidence),
            VectorResult { Size: sizeof(float) } => OfFloat(prototype, result),
            VectorResult when result.Xmm0 == TellTales.Vector(0) => NotSetVector(prototype, result),
            SplitResult split => OfPieces(prototype, split, result, evidence),
            MemoryResult when result.Rax != memoryAddress && evidence.IsDeclaredRight != true =>
                $"The function did not return the address of the memory for its result: it seems to return something else than {prototype.ReturnType}, or one of another size.",
            _ => null,
        };
    }

    /// <summary>Few functions return the smallest number there is; of one that is declared with integers alone, none of which is that nor makes it by a shift, it may be the NaN in xmm0: for certain where xmm0 was computed with.</summary>
    private static string? OfConvertedNan(Prototype prototype, int size, CallImageReader result, in CallEvidence evidence)
    {
        if (prototype is not { ReturnType: IntegerType { IsSigned: true }, Parameters.Length: > 0 } || !prototype.Parameters.All(parameter => parameter.Type is IntegerType or EnumType or BooleanType))
        {
            return null;
        }

        bool isComputed = (TellTales.OfDouble(result.Xmm0, out bool asDouble) is not null && asDouble) || (TellTales.OfFloat((uint)result.Xmm0, out bool asFloat) is not null && asFloat);
        bool mayBe = size == sizeof(int)
            ? evidence.PassedIntegersAlone(static value => (uint)value is not NanAsInt and not (uint)HighestBitOfInt)
            : evidence.PassedIntegersAlone(static value => value is not NanAsLong and not HighestBitOfLong);
        return isComputed || (mayBe && evidence.IsDeclaredRight != true)
            ? MissingArgument.OfVector(prototype, $"returned the smallest {prototype.ReturnType}, which a NaN becomes, and seems to have computed with", 0)
            : null;
    }

    private static string? OfNarrow(CallPlan plan, ulong rax, in CallEvidence evidence)
    {
        if (rax == CallImageLayout.ResultPoison)
        {
            return NotSet("integer", "a floating-point value or nothing");
        }

        CType type = plan.Prototype.ReturnType;
        ulong upper = rax & UpperHalf;
        if (upper == (CallImageLayout.ResultPoison & UpperHalf))
        {
            // Whoever returns an int writes all of EAX, which clears the upper half. What is left of the mark was not written.
            return type.Size == sizeof(int) ? PartWritten(rax) : null;
        }

        if (TellTales.Of32((uint)rax) is { } number)
        {
            return MadeOf(plan, number, evidence);
        }

        // Whoever returns a byte may write al alone, over what is left of a pointer; of a bool it is 0 or 1 then.
        bool mayBeCut = type.Size > 1 || (type is BooleanType && (byte)rax > 1);
        bool signExtended = upper == UpperHalf && (int)rax < 0;
        return mayBeCut && upper != 0 && !signExtended && evidence.WhatIsAt(rax) is { Length: > 0 } what && evidence.IsDeclaredRight != true
            ? $"The value was cut to {8 * type.Size} bits: the result register held 0x{rax:x}, an address in {what}. The function seems to return a pointer, not {type}."
            : null;
    }

    private static string? OfWide(CallPlan plan, CallImageReader result, in CallEvidence evidence)
    {
        CType type = plan.Prototype.ReturnType;
        ulong rax = result.Rax;
        if (rax == CallImageLayout.ResultPoison)
        {
            return NotSet("integer", "a floating-point value or nothing");
        }

        if ((rax & UpperHalf) == (CallImageLayout.ResultPoison & UpperHalf))
        {
            return PartWritten(rax);
        }

        if (TellTales.Of64(rax) is { } number)
        {
            return MadeOf(plan, number, evidence);
        }

        return type switch
        {
            IntegerType { IsSigned: true } when rax is >= SmallNegative and <= uint.MaxValue && IsLikelyInt((uint)rax, result.Errno, evidence) =>
                $"The upper half of the result register was 0 and the lower half {(int)rax}: the function seems to return int, not {type}.",
            PointerType pointer when rax is >= FewestOfPointer and <= uint.MaxValue && (IsOfWhat(pointer) || evidence.Passed((uint)rax)) && evidence.WhatIsAt(rax) is null && evidence.IsDeclaredRight != true =>
                $"The result, 0x{rax:x}, has 32 bits and is no address in the worker's memory: the function seems to return int, not {type}, or passes a number off as a pointer.",
            _ => null,
        };
    }

    /// <summary>A number near a tell-tale address. A call that brought it itself says nothing by it, and numbers hit one by chance; only what a variadic function was not given is no matter of its declaration.</summary>
    private static string? MadeOf(CallPlan plan, int number, in CallEvidence evidence) =>
        evidence.PassedTellTale(plan, number) || (!plan.Prototype.IsVariadic && evidence.IsDeclaredRight == true) ? null : MissingArgument.OfInteger(plan.Prototype, "returned a value made of", number);

    /// <summary>
    /// Whether what is a large number as a <c>long</c> is rather a negative one that was returned as an <c>int</c>. Where nobody knows: -1 that came with an error, or another of a call which passed
    /// small integers alone, that number not among them, nor that of a mask's bits. Texts, memory and large numbers can make a large one, and all bits of an <c>int</c> are a limit or a mask (<c>sysconf(_SC_UINT_MAX)</c>).
    /// </summary>
    private static bool IsLikelyInt(uint low, int errno, in CallEvidence evidence) =>
        evidence.IsDeclaredRight is { } isRight ? !isRight
        : low == uint.MaxValue ? errno != 0
        : evidence.PassedSmallIntegersAlone && !evidence.Passed(low) && !IsMask(low, evidence);

    /// <summary>Whether it is a mask of so many bits as the call passed: <c>netmask(24)</c>.</summary>
    private static bool IsMask(uint low, in CallEvidence evidence) =>
        BitOperations.TrailingZeroCount(low) is var zeros && low == uint.MaxValue << zeros && evidence.Passed((uint)(32 - zeros));

    /// <summary>Whether a pointer says what it points at. One that does not is what libraries hand numbers of their callers' back in, and their own.</summary>
    private static bool IsOfWhat(PointerType pointer) => pointer.Pointee is FunctionType or { IsComplete: true };

    private static string? OfDouble(Prototype prototype, CallImageReader result, in CallEvidence evidence)
    {
        ulong bits = result.Xmm0;
        if (TellTales.OfDouble(bits, out bool isComputed) is { } register)
        {
            return isComputed ? MissingArgument.OfVector(prototype, "computed its result with", register)
                : (uint)bits != (uint)TellTales.Vector(register) ? HalfSet(prototype, bits)
                : register == 0 ? NotSetVector(prototype, result)
                : MissingArgument.OfVector(prototype, "returned", register);
        }

        if (TellTales.IsOfCallback(bits))
        {
            return CallbackMistake.OfResult(prototype, isComputed, bits);
        }

        // As a double it is smaller than any that is computed as a rule; but of floating-point numbers, texts and memory one can be made that is right.
        return bits is >= FewestOfFloat and <= MostOfFloat && (evidence.IsDeclaredRight is { } isRight ? !isRight : evidence.PassedSmallIntegersAlone) ? HalfSet(prototype, bits) : null;
    }

    private static string? OfFloat(Prototype prototype, CallImageReader result)
    {
        if (TellTales.OfFloat((uint)result.Xmm0, out bool isComputed) is { } register)
        {
            return isComputed ? MissingArgument.OfVector(prototype, "computed its result with", register)
                : register == 0 ? NotSetVector(prototype, result)
                : MissingArgument.OfVector(prototype, "returned", register);
        }

        if (TellTales.IsOfCallback((uint)result.Xmm0))
        {
            return CallbackMistake.OfResult(prototype, isComputed, (uint)result.Xmm0);
        }

        // What lies above a float in its register stays there, or is overwritten; only as a double is it computed with.
        return TellTales.OfDouble(result.Xmm0, out isComputed) is { } above && isComputed ? MissingArgument.OfVector(prototype, "computed its result as a double with", above) : null;
    }

    private static string? OfPieces(Prototype prototype, SplitResult split, CallImageReader result, in CallEvidence evidence)
    {
        foreach (RegisterPiece piece in split.Pieces)
        {
            bool isVector = piece.File == RegisterFile.Vector;
            ulong word = BitConverter.ToUInt64(result.Bytes(ResultReader.RegisterOf(piece), sizeof(ulong)));
            if (piece.Register == 0 && word == (isVector ? TellTales.Vector(0) : CallImageLayout.ResultPoison))
            {
                return isVector ? NotSetVector(prototype, result) : NotSet("integer", "a floating-point value or nothing");
            }

            if (isVector && ComputedFrom(prototype.ReturnType, piece, word) is { } register)
            {
                return MissingArgument.OfVector(prototype, "computed its result with", register);
            }

            // rdx is where the third argument goes, too: a function that returns nothing there leaves it as it was.
            if (!isVector && piece.Register != 0 && word == TellTales.Address(2) && evidence.IsDeclaredRight != true)
            {
                return $"The function did not set rdx, the second register of its result: it seems to return something smaller than {prototype.ReturnType}, or leaves that part of it unset.";
            }
        }

        return null;
    }

    /// <summary>Which tell-tale one of the numbers in a register was computed from: a double, or one or two floats.</summary>
    private static int? ComputedFrom(CType type, RegisterPiece piece, ulong word) =>
        TellTales.OfDouble(word, out bool isComputed) is { } ofDouble && isComputed ? ofDouble
        : ComputedFromFloat((uint)word) is { } low && HasFloats(type) ? low
        : piece.Size == sizeof(double) && ComputedFromFloat((uint)(word >> 32)) is { } high && HasFloats(type) ? high
        : null;

    private static int? ComputedFromFloat(uint bits) => TellTales.OfFloat(bits, out bool isComputed) is { } register && isComputed ? register : null;

    private static bool HasFloats(CType type) => type switch
    {
        FloatingType { Kind: FloatingKind.Float } => true,
        ComplexType complex => HasFloats(complex.Part),
        ArrayType array => HasFloats(array.Element),
        RecordType record => record.Members.Any(member => HasFloats(member.Type)),
        _ => false,
    };

    private static string HalfSet(Prototype prototype, ulong bits) => FormattableString.Invariant(
        $"Only the low half of the result register is set; as a float it is {BitConverter.UInt32BitsToSingle((uint)bits)}: the function seems to return float, not {prototype.ReturnType}.");

    private static string PartWritten(ulong rax)
    {
        string part = rax >> 8 == CallImageLayout.ResultPoison >> 8 ? "8 bits of the result register: it seems to return bool or char"
            : rax >> 16 == CallImageLayout.ResultPoison >> 16 ? "16 bits of the result register: it seems to return short"
            : "bits of the result register: it seems to return bool, char or short";
        return $"The function wrote only the low {part}.";
    }

    /// <summary>xmm0 is as it was before the call, but perhaps for its sign.</summary>
    private static string NotSetVector(Prototype prototype, CallImageReader result) => result.Rax == CallImageLayout.ResultPoison
        ? MissingArgument.OfVector(prototype, "set no result register, and either returns nothing or gave back", 0)
        : NotSet("floating-point", "an integer, a pointer or nothing");

    private static string NotSet(string register, string returns) =>
        $"The function did not set the {register} result register: it seems to return {returns}, not what the prototype says.";
}
