namespace FfiIsolation;

/// <summary>A thread that native code made, as it was when a call of its worker did not return.</summary>
public sealed record NativeThread
{
    /// <summary>The kernel's number.</summary>
    public required int Id { get; init; }

    /// <summary>The name that it has; a thread that gave itself none has its maker's.</summary>
    public required string Name { get; init; }

    /// <summary>What it did.</summary>
    public required HangState State { get; init; }

    /// <summary>The same in words: <c>waiting for a lock (futex) in pthread_mutex_lock, called by worker_loop</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Its stack, innermost frame first, as far as it can be read without stopping it; empty for a thread that ran.</summary>
    public required IReadOnlyList<StackFrame> Stack { get; init; }

    /// <summary>The number and what it did.</summary>
    public override string ToString() => $"thread {Id} \"{Name}\": {Description}";
}
