namespace FfiIsolation.Sessions;

/// <summary>A session and what its set-up made: a use needs both of one worker.</summary>
internal sealed record SessionInUse<TState>(NativeSession Session, TState State);
