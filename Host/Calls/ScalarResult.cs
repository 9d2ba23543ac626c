using FfiIsolation.Abi;
using FfiIsolation.Images;

namespace FfiIsolation.Calls;

/// <summary>A result that is all in the low bytes of RAX or XMM0 and needs nothing but to be extended, or none.</summary>
internal sealed class ScalarResult
{
    private const ulong UpperHalf = 0xFFFFFFFF00000000;
    private const uint LowStart = unchecked((uint)TellTales.Start);

    private readonly Kind _kind;
    private readonly bool _isSigned;
    private readonly int _unused;

    private ScalarResult(Kind kind, int size, bool isSigned)
    {
        _kind = kind;
        _isSigned = isSigned;
        _unused = 64 - (8 * size);
    }

    private enum Kind
    {
        Nothing,
        Narrow,
        Wide,
        Pointer,
        Half,
        Float,
        Double,
    }

    /// <returns>null for results of other kinds.</returns>
    public static ScalarResult? Of(CType type, ResultPlace place, bool returnsText) => (type, place) switch
    {
        (IntegerType integer, IntegerResult { Size: <= sizeof(ulong) }) => OfInteger(integer.Size, integer.IsSigned),
        (EnumType named, IntegerResult { Size: <= sizeof(ulong) }) => OfInteger(named.Size, named.UnderlyingType.IsSigned),
        (BooleanType, IntegerResult boolean) => OfInteger(boolean.Size, false),
        (PointerType, IntegerResult) when !returnsText => new ScalarResult(Kind.Pointer, sizeof(ulong), false),
        (FloatingType, VectorResult { Size: <= sizeof(ulong) } vector) =>
            new ScalarResult(vector.Size switch { sizeof(double) => Kind.Double, sizeof(float) => Kind.Float, _ => Kind.Half }, vector.Size, false),
        (_, NoResult) => new ScalarResult(Kind.Nothing, 0, false),
        _ => null,
    };

    private static ScalarResult OfInteger(int size, bool isSigned) => new(size <= sizeof(int) ? Kind.Narrow : Kind.Wide, size, isSigned);

    /// <summary>Reads it where nothing about it is conspicuous: all else goes the long way, which finds the words for it.</summary>
    public bool TryRead(byte[] resultPart, out ulong value, out int errno)
    {
        var result = new CallImageReader(resultPart);
        ulong register = _kind >= Kind.Half ? result.Xmm0 : result.Rax;
        value = _kind == Kind.Nothing ? 0 : _isSigned ? (ulong)((long)(register << _unused) >> _unused) : register << _unused >> _unused;
        errno = result.Errno;
        return result.Outcome == ImageOutcome.Returned && result.MachineChanges == 0 && !IsConspicuous(register);
    }

    /// <summary>Whether <see cref="WrongPrototypes.ResultWarning"/> may have something to say of it: a few comparisons, which let all of that through and little else.</summary>
    private bool IsConspicuous(ulong register) => _kind switch
    {
        Kind.Narrow => IsTellTale(Magnitude((int)register) - LowStart) || TellTales.IsSum((uint)register) || (uint)register == WrongPrototypes.ResultWarning.NanAsInt || ((register & UpperHalf) != 0 && ((long)register >> 31) != -1),
        Kind.Wide => IsTellTale(Magnitude(register) - TellTales.Start) || TellTales.IsSum(register) || register >> 32 == CallImageLayout.ResultPoison >> 32 || register == WrongPrototypes.ResultWarning.NanAsLong
            || (_isSigned && register is >= 0xFFFFFF00 and <= uint.MaxValue),
        Kind.Pointer => IsTellTale(register - TellTales.Start) || register >> 32 == CallImageLayout.ResultPoison >> 32 || register - 1 < uint.MaxValue,
        Kind.Double => (register & TellTales.AnyNanMask) == (TellTales.NanMark & TellTales.AnyNanMask) || register - 1 < uint.MaxValue,
        Kind.Float => ((uint)register & TellTales.AnyFloatMask) == (TellTales.FloatMark & TellTales.AnyFloatMask) || (register & TellTales.NanMask) == TellTales.NanMark,
        Kind.Half => register == TellTales.Nan,
        _ => false,
    };

    private static bool IsTellTale(ulong offset) => offset < TellTales.Count * TellTales.Room;

    private static ulong Magnitude(ulong number) => (long)number < 0 ? unchecked(0 - number) : number;

    private static uint Magnitude(int number) => number < 0 ? unchecked((uint)-number) : (uint)number;
}
