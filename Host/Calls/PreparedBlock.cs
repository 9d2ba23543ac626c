using FfiIsolation.Images;

namespace FfiIsolation.Calls;

/// <summary>An argument's data: where it comes from, and where it lies in the window.</summary>
/// <param name="Parameter">The index of the argument; <see cref="OfResult"/> for the memory of the result.</param>
/// <param name="Offset">In the window, in bytes.</param>
/// <param name="Length">Bytes, a terminator included.</param>
internal readonly record struct PreparedBlock(int Parameter, long Offset, int Length, BlockDirection Direction)
{
    /// <summary>Stands for the memory that the caller provides for a result, whose address is a hidden argument.</summary>
    public const int OfResult = -1;

    private const int FirstColumn = -2;

    /// <summary>Whether it is a column of a batch.</summary>
    public bool IsColumn => Parameter <= FirstColumn;

    /// <summary>Which.</summary>
    public int Column => FirstColumn - Parameter;

    /// <summary>Stands for a column of a batch.</summary>
    public static int OfColumn(int column) => FirstColumn - column;
}
