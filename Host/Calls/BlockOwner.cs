namespace FfiIsolation.Calls;

/// <summary>Whose a block is.</summary>
/// <param name="Call">The call; of a batch, that which carries the rows.</param>
/// <param name="Parameter">The argument, by its place; negative where the block is none.</param>
/// <param name="Number">Of a batch the row, of a list the call; null where it is neither, or not known.</param>
internal readonly record struct BlockOwner(PreparedCall Call, int Parameter, long? Number);
