using System.Collections.Immutable;
using System.Diagnostics;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Calls;

/// <summary>Makes a call as it was written and says how it ended. What native code does, and what the writer got wrong, is an outcome; nothing is thrown.</summary>
internal static class CallRunner
{
    public static async Task<CallOutcome> RunAsync(ICaller caller, CallRequest request, INamedValues? names, CancellationToken cancellationToken)
    {
        try
        {
            PreparedRequest prepared = Prepare(request, names);
            IBoundFunction function = await caller.BindAsync(request, cancellationToken).ConfigureAwait(false);
            return await InvokeAsync(function, prepared, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (Failures.OutcomeOf(error) is { })
        {
            return Failed(error, TimeSpan.Zero);
        }
    }

    /// <summary>Reads prototype and arguments. Needs no worker.</summary>
    /// <exception cref="PrototypeException">The prototype cannot be read.</exception>
    /// <exception cref="ArgumentTextException">An argument does not fit.</exception>
    public static PreparedRequest Prepare(CallRequest request, INamedValues? names = null)
    {
        Prototype prototype = request.Declarations is { } declarations ? Prototype.Parse(request.Prototype, declarations) : Prototype.Parse(request.Prototype);
        return new PreparedRequest(request, prototype, ArgumentParser.Parse(prototype, request.Arguments, names, request.Declarations));
    }

    /// <summary>Makes the call once.</summary>
    public static async Task<CallOutcome> InvokeAsync(IBoundFunction function, PreparedRequest prepared, CancellationToken cancellationToken)
    {
        ImmutableArray<BoundArgument> bound = prepared.Arguments.Select(argument => argument.Bind()).ToImmutableArray();
        NativeArgument[] arguments = bound.Select(argument => argument.Argument).ToArray();
        var options = new CallOptions { Timeout = prepared.Request.Timeout, CancellationToken = cancellationToken };
        long start = Stopwatch.GetTimestamp();
        try
        {
            CallResult result = await function.InvokeAsync(options, arguments).ConfigureAwait(false);
            return new CallOutcome
            {
                Outcome = Outcome.Completed,
                Value = result.Value,
                HasValue = prepared.Prototype.ReturnType is not VoidType,
                Outputs = Outputs(prepared.Prototype, bound),
                Errno = result.Errno,
                Warning = result.Warning,
                Elapsed = Stopwatch.GetElapsedTime(start),
            };
        }
        catch (Exception error) when (Failures.OutcomeOf(error) is { })
        {
            return Failed(error, Stopwatch.GetElapsedTime(start));
        }
    }

    public static CallOutcome Failed(Exception error, TimeSpan elapsed) =>
        new() { Outcome = Failures.OutcomeOf(error) ?? Outcome.Rejected, Error = error, Elapsed = elapsed, Warning = Refused(error) };

    // Told as a call that comes back tells it.
    private static string? Refused(Exception error) =>
        error is LibraryNotFoundException { RefusedActions: { Count: > 0 } refused } ? string.Join(' ', refused) : null;

    private static ImmutableArray<OutputValue> Outputs(Prototype prototype, ImmutableArray<BoundArgument> bound)
    {
        var outputs = ImmutableArray.CreateBuilder<OutputValue>();
        for (int index = 0; index < bound.Length; index++)
        {
            if (bound[index].Output is { } buffer)
            {
                // Behind the dots of a variadic function there are no names, and no types but bytes.
                Parameter? parameter = index < prototype.Parameters.Length ? prototype.Parameters[index] : null;
                CType pointee = parameter?.Type is PointerType type ? type.Pointee : VoidType.Instance;
                outputs.Add(new OutputValue(parameter is null ? $"arg{index + 1}" : ParameterName.Of(parameter), pointee, buffer.Bytes.ToArray(), (buffer as PointerOut)?.Value));
            }
        }

        return outputs.ToImmutable();
    }
}
