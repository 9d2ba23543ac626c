using FfiIsolation.Abi;

namespace FfiIsolation.Calls;

/// <summary>A result that is all in the low bytes of RAX or XMM0, and needs nothing but to be extended.</summary>
/// <param name="IsVector">Whether it is in XMM0.</param>
/// <param name="Size">Its size in bytes, up to 8.</param>
/// <param name="IsSigned">Whether it is extended by its sign.</param>
internal sealed record ScalarResult(bool IsVector, int Size, bool IsSigned)
{
    /// <returns>null for results of other kinds.</returns>
    public static ScalarResult? Of(CType type, ResultPlace place, bool returnsText) => (type, place) switch
    {
        (IntegerType integer, IntegerResult { Size: <= sizeof(ulong) }) => new ScalarResult(false, integer.Size, integer.IsSigned),
        (PointerType, IntegerResult) when !returnsText => new ScalarResult(false, sizeof(ulong), false),
        (FloatingType, VectorResult { Size: <= sizeof(ulong) } vector) => new ScalarResult(true, vector.Size, false),
        _ => null,
    };
}
