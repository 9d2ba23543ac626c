// Many calls in one crossing.
using System.Runtime.CompilerServices;
using FfiIsolation.Batches;
using FfiIsolation.Diagnostics;

namespace FfiIsolation;

public sealed partial class NativeFunction
{
    /// <summary>Calls the function once for each row, many rows in one crossing, and stores each result. The rows run in their order, in one worker.</summary>
    /// <typeparam name="TResult">The type of the result, exactly: nothing is converted.</typeparam>
    /// <param name="results">Gets the result of each row.</param>
    /// <param name="columns">For each parameter a value for each row, or the same argument for all.</param>
    /// <exception cref="ArgumentException">A column or constant does not fit the prototype; nothing ran.</exception>
    /// <exception cref="CallRejectedException">The function is none for a batch, or a pointer is not of this scope; nothing ran.</exception>
    /// <exception cref="CallFailedException">A row failed; says which. The rows before it are done, and their results stored.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The rows before it are done, and their results stored.</exception>
    public BatchResult Map<TResult>(Memory<TResult> results, params ReadOnlySpan<NativeColumn> columns)
        where TResult : unmanaged => Map(BatchOptions.Default, results, columns);

    /// <inheritdoc cref="Map{TResult}(Memory{TResult}, ReadOnlySpan{NativeColumn})"/>
    public BatchResult Map<TResult>(TResult[] results, params ReadOnlySpan<NativeColumn> columns)
        where TResult : unmanaged => Map(BatchOptions.Default, results.AsMemory(), columns);

    /// <inheritdoc cref="Map{TResult}(Memory{TResult}, ReadOnlySpan{NativeColumn})"/>
    /// <param name="options">What is done on failure, progress, timeout, cancellation.</param>
    /// <param name="results">Gets the result of each row.</param>
    /// <param name="columns">For each parameter a value for each row, or the same argument for all.</param>
    public BatchResult Map<TResult>(BatchOptions options, Memory<TResult> results, params ReadOnlySpan<NativeColumn> columns)
        where TResult : unmanaged => Run(options, new ColumnData<TResult>(results, isWritable: true), columns);

    /// <summary>Calls the function once for each row, for what it does and not for its result.</summary>
    /// <inheritdoc cref="Map{TResult}(BatchOptions, Memory{TResult}, ReadOnlySpan{NativeColumn})"/>
    /// <param name="options">What is done on failure, progress, timeout, cancellation.</param>
    /// <param name="columns">For each parameter a value for each row, or the same argument for all; at least one has rows.</param>
    [OverloadResolutionPriority(-1)]
    public BatchResult Map(BatchOptions options, params ReadOnlySpan<NativeColumn> columns) => Run(options, null, columns);

    /// <inheritdoc cref="Map{TResult}(BatchOptions, Memory{TResult}, ReadOnlySpan{NativeColumn})"/>
    /// <remarks>The batch has a thread of its own while it runs. The memory must stay as it is until the batch has ended.</remarks>
    public Task<BatchResult> MapAsync<TResult>(BatchOptions options, Memory<TResult> results, params ReadOnlySpan<NativeColumn> columns)
        where TResult : unmanaged => Start(options, new ColumnData<TResult>(results, isWritable: true), columns);

    /// <inheritdoc cref="Map(BatchOptions, ReadOnlySpan{NativeColumn})"/>
    /// <remarks>The batch has a thread of its own while it runs. The memory must stay as it is until the batch has ended.</remarks>
    [OverloadResolutionPriority(-1)]
    public Task<BatchResult> MapAsync(BatchOptions options, params ReadOnlySpan<NativeColumn> columns) => Start(options, null, columns);

    private BatchResult Run(BatchOptions options, ColumnData? results, ReadOnlySpan<NativeColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(options);
        return IsWatched ? WatchedCall.Run(this, options, results, columns) : BatchBuilder.Build(_scope, _target, options, results, columns).Run();
    }

    private Task<BatchResult> Start(BatchOptions options, ColumnData? results, ReadOnlySpan<NativeColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(options);
        return IsWatched ? WatchedCall.RunAsync(this, options, results, columns) : BatchBuilder.Build(_scope, _target, options, results, columns).Start();
    }
}
