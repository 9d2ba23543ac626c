namespace FfiIsolation;

/// <summary>Native code tried what its confinement refuses.</summary>
public sealed class ActionRefusedEventArgs : EventArgs
{
    internal ActionRefusedEventArgs(RefusedAction action) => Action = action;

    /// <summary>What.</summary>
    public RefusedAction Action { get; }
}
