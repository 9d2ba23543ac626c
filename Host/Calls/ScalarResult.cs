using FfiIsolation.Abi;
using FfiIsolation.Images;

namespace FfiIsolation.Calls;

/// <summary>A result that is all in the low bytes of RAX or XMM0 and needs nothing but to be extended, or none.</summary>
internal sealed class ScalarResult
{
    private const ulong UpperHalf = 0xFFFFFFFF00000000;

    private readonly bool _isNothing;
    private readonly bool _isVector;
    private readonly bool _isSigned;
    private readonly bool _isNarrow;
    private readonly ulong _mark;
    private readonly int _unused;

    private ScalarResult(bool isVector, int size, bool isSigned)
    {
        _isNothing = size == 0;
        _isVector = isVector;
        _isSigned = isSigned;
        _isNarrow = !isVector && size <= sizeof(int);
        _unused = 64 - (8 * size);
        _mark = isVector ? CallImageLayout.VectorPoison : CallImageLayout.ResultPoison;
    }

    /// <returns>null for results of other kinds.</returns>
    public static ScalarResult? Of(CType type, ResultPlace place, bool returnsText) => (type, place) switch
    {
        (IntegerType integer, IntegerResult { Size: <= sizeof(ulong) }) => new ScalarResult(false, integer.Size, integer.IsSigned),
        (EnumType named, IntegerResult { Size: <= sizeof(ulong) }) => new ScalarResult(false, named.Size, named.UnderlyingType.IsSigned),
        (BooleanType, IntegerResult boolean) => new ScalarResult(false, boolean.Size, false),
        (PointerType, IntegerResult) when !returnsText => new ScalarResult(false, sizeof(ulong), false),
        (FloatingType, VectorResult { Size: <= sizeof(ulong) } vector) => new ScalarResult(true, vector.Size, false),
        (_, NoResult) => new ScalarResult(false, 0, false),
        _ => null,
    };

    /// <summary>Reads it where nothing about it is conspicuous: all else goes the long way, which finds the words for it.</summary>
    public bool TryRead(byte[] resultPart, out ulong value, out int errno)
    {
        var result = new CallImageReader(resultPart);
        ulong register = _isVector ? result.Xmm0 : result.Rax, upper = register & UpperHalf;
        value = _isNothing ? 0 : _isSigned ? (ulong)((long)(register << _unused) >> _unused) : register << _unused >> _unused;
        errno = result.Errno;
        return result.Outcome == ImageOutcome.Returned && result.MachineChanges == 0
            && (_isNothing || (register != _mark && (!_isNarrow || upper == 0 || (upper == UpperHalf && (int)register < 0))));
    }
}
