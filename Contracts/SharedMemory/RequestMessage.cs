namespace FfiIsolation.SharedMemory;

/// <summary>What a host asks of the worker.</summary>
internal enum RequestMessage : uint
{
    /// <summary>Run the image of the first frame behind those of the calls that are out.</summary>
    Enter = 1,

    /// <summary>The answer to the callback that is out.</summary>
    CallbackReturn = 2,

    /// <summary>End the worker. Has no reply.</summary>
    Stop = 3,

    /// <summary>Run the frame's image for each row of the batch behind it.</summary>
    Batch = 4,

    /// <summary>Make the calls of the list behind the frame's image.</summary>
    List = 5,
}
