namespace FfiIsolation;

/// <summary>What a death is put down to.</summary>
public enum CrashBlame
{
    /// <summary>No call: the worker itself, or somebody outside.</summary>
    None,

    /// <summary>The call in flight.</summary>
    Call,

    /// <summary>A thread that native code made, while the call was in flight.</summary>
    LibraryThread,

    /// <summary>Something that an earlier call left behind; <see cref="CrashReport.LastCalls"/> names the suspects.</summary>
    AfterReturn,
}
