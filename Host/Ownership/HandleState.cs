namespace FfiIsolation.Ownership;

internal enum HandleState
{
    /// <summary>The application owns it and nobody has freed it.</summary>
    Open,

    /// <summary>A call that frees it, or takes it over, is under way.</summary>
    Claimed,

    /// <summary>It was freed, or native code has taken it over.</summary>
    Freed,
}
