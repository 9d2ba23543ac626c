namespace FfiIsolation.Images;

/// <summary>What became of a call of a list, as the worker tells it (enum ffi_call_state).</summary>
internal enum ListedState : byte
{
    NotRun = 0,
    Completed = 1,

    /// <summary>Completed, and the list stopped there.</summary>
    Stopped = 2,

    /// <summary>Not run: a linked integer is none that the parameter can have.</summary>
    Unfit = 3,

    Threw = 4,
}
