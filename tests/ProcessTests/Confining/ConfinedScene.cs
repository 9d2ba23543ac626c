using System.Collections.Concurrent;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Confining;

/// <summary>A host with a confinement, whose C library tries things.</summary>
internal sealed class ConfinedScene : IAsyncDisposable
{
    private readonly ConcurrentQueue<RefusedAction> _refused = new();

    private ConfinedScene(RecordedHost recorded)
    {
        Recorded = recorded;
        Host.ActionRefused += (_, happened) => _refused.Enqueue(happened.Action);
    }

    public RecordedHost Recorded { get; }

    public NativeHost Host => Recorded.Host;

    /// <summary>The C library's own numbers of errors.</summary>
    public const int NotPermitted = 1, AccessDenied = 13;

    public static async Task<ConfinedScene> OpenAsync(Confinement confinement, LaneChoice lane = LaneChoice.Automatic) =>
        new(await RecordedHost.StartAsync(RecordedHost.Options with { Confinement = confinement, Lane = lane, MaxWorkers = 1, Spares = 0 }));

    public async Task<NativeResult> CallAsync(string prototype, params NativeArgument[] arguments) =>
        await (await Host.FunctionAsync("c", prototype)).InvokeAsync(arguments);

    /// <summary>Makes a call that must fail, and says what the host was told.</summary>
    public async Task<RefusedAction> RefusedAsync(string prototype, params NativeArgument[] arguments) => await RefusedAsync(await Host.FunctionAsync("c", prototype), arguments);

    /// <summary>The same of any library's function.</summary>
    public async Task<RefusedAction> RefusedAsync(NativeFunction function, params NativeArgument[] arguments)
    {
        int before = _refused.Count;
        NativeResult result = await function.InvokeAsync(arguments);
        Assert.Equal(-1, (long)result);
        Assert.Contains(result.Errno, (int[])[NotPermitted, AccessDenied]);
        await Eventually.HoldsAsync(() => _refused.Count > before, () => $"Nobody told that {function} was refused.");
        return _refused.Last();
    }

    public RefusedAction[] Refused => [.. _refused];

    public ValueTask DisposeAsync() => Recorded.DisposeAsync();
}
