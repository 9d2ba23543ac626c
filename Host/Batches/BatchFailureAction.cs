namespace FfiIsolation;

/// <summary>What a batch does when a row fails.</summary>
public enum BatchFailureAction
{
    /// <summary>It ends with the row's exception. The rows before it are done.</summary>
    Stop,

    /// <summary>It goes on with the next row, and lists the failure. After a crash that is in another worker; a session, which has none, stops.</summary>
    Skip,
}
