using FfiIsolation.Calls;

namespace FfiIsolation.Injection;

/// <summary>What a test puts between a host's functions and their calls. Asked once for each call and batch of the host and its sessions, before the arguments are checked, and for each call of a list whenever that runs. Safe for use from many threads.</summary>
internal interface ICallInterceptor
{
    /// <summary>What is called: the function itself, or one that stands in for it.</summary>
    /// <param name="place">Which of the calls of a list it is; 0 for any other.</param>
    /// <exception cref="FfiIsolationException">What the call ends with; nothing runs then.</exception>
    FunctionTarget Choose(FunctionTarget function, int place);
}
