namespace FfiIsolation;

/// <summary>What became of a call of a list when the list ran last.</summary>
public enum ListedCallState
{
    /// <summary>It did not run.</summary>
    NotRun,

    /// <summary>It returned, and its result is there.</summary>
    Completed,

    /// <summary>It returned what it was not to return (<see cref="ListedCall.Expect"/>), and the list stopped there. Its result is there.</summary>
    Stopped,

    /// <summary>It did not run, and the list stopped there: an integer that an earlier call gave is none that its parameter can have.</summary>
    Refused,

    /// <summary>It threw, crashed, ended its worker, or ran past the time: the exception is its.</summary>
    Failed,

    /// <summary>It may have run: nobody waited for the list's end, or the worker's record was destroyed.</summary>
    Unknown,
}
