namespace FfiIsolation.SharedMemory;

/// <summary>Where the answer to a callback is.</summary>
internal enum AnswerPlace : ulong
{
    /// <summary>In the registers of the exchange; all else is zero.</summary>
    InRegisters = 0,

    /// <summary>In the callback's record.</summary>
    InRecord = 1,
}
