namespace FfiIsolation.Images;

/// <summary>What a call of a list must return for the list to go on (enum ffi_condition).</summary>
internal enum ResultCondition : byte
{
    None = 0,
    Equal = 1,
    NotEqual = 2,
    AtLeast = 3,
    AtLeastUnsigned = 4,
}
