using FfiIsolation.Calls;
using FfiIsolation.Diagnostics;
using FfiIsolation.Libraries;
using FfiIsolation.Quarantining;
using FfiIsolation.Supervision;
using FfiIsolation.Tests.Crashes;
using FfiIsolation.Tests.Supervision;
using FfiIsolation.Workers;
using Microsoft.Extensions.Time.Testing;

namespace FfiIsolation.Tests.Quarantining;

/// <summary>A host's quarantine without a host: deaths by the crash guard's records, workers without processes, a clock that the test moves.</summary>
internal sealed class QuarantineScene : IDisposable
{
    private static readonly LibraryEntry s_library = new("demo", "/usr/lib/libdemo.so", 0);
    private static int s_index;

    public QuarantineScene(QuarantinePolicy? policy = null)
    {
        Events = new HostEvents(null, new HostTelemetry("test"), new HostHistory(Clock));
        Events.Supervision += (_, happened) => Told.Enqueue(happened);
        Suspects = new Suspects(policy ?? Policy, Clock, Events);
        Apart = new FakeWorkers(Clock);
        Calls = new CallQuarantine(Suspects, Apart);
        InSession = new CallQuarantine(Suspects, null);
    }

    /// <summary>Small numbers, so that tests count on their fingers.</summary>
    public static QuarantinePolicy Policy { get; } = new()
    {
        FunctionDeaths = 4, ArgumentsDeaths = 2, LibraryDeaths = 2, Window = TimeSpan.FromMinutes(1), Break = TimeSpan.FromSeconds(10), ForgivenAfter = 5,
    };

    public FakeTimeProvider Clock { get; } = new();

    public System.Collections.Concurrent.ConcurrentQueue<SupervisionEventArgs> Told { get; } = new();

    public HostEvents Events { get; }

    public Suspects Suspects { get; }

    public FakeWorkers Apart { get; }

    public CallQuarantine Calls { get; }

    public CallQuarantine InSession { get; }

    public static FunctionTarget Function(string prototype = "int demo(int value)")
    {
        Prototype parsed = Prototype.Parse(prototype);
        return new FunctionTarget(s_library, parsed.Name, parsed, new CallPlan(parsed, 4096), Interlocked.Increment(ref s_index));
    }

    public static PreparedCall Call(FunctionTarget function, params NativeArgument[] arguments) => function.Plan.Prepare(function, arguments, null);

    public static WorkerDeath Death(PreparedCall? call, DeathBuilder? how = null, params FunctionTarget[] earlier) =>
        new((how ?? new DeathBuilder().Fault(0).Status(11)).Report, null, call, Entered: true, Ended: false) { Innermost = call, Earlier = After(earlier).Functions };

    /// <summary>What a worker has noted in which calls of these ended, one after the other.</summary>
    public static CallLog After(params FunctionTarget[] functions)
    {
        var log = new CallLog();
        Array.ForEach(functions, log.Add);
        return log;
    }

    public static WorkerDeath Killed(PreparedCall call, KillReason reason) =>
        new(new DeathBuilder().Status(9).With(facts => facts with { KillReason = reason }).Report, reason, call, Entered: true, Ended: false) { Innermost = call };

    /// <summary>A call that ends its worker.</summary>
    public void Die(FunctionTarget function, params NativeArgument[] arguments) => Suspects.RecordDeath(Death(Call(function, arguments)));

    /// <summary>A call that ends well, wherever it is made.</summary>
    public int Make(FunctionTarget function, params NativeArgument[] arguments) => Make(Calls, function, arguments);

    public static int Make(CallQuarantine quarantine, FunctionTarget function, params NativeArgument[] arguments) =>
        quarantine.Guard(function, Call(function, arguments), CancellationToken.None, worker => worker is null ? 1 : 2);

    public FunctionQuarantinedException Refused(FunctionTarget function, params NativeArgument[] arguments) =>
        Assert.Throws<FunctionQuarantinedException>(() => Make(function, arguments));

    /// <summary>The events so far, once they have been told.</summary>
    public async Task<SupervisionEventKind[]> StoryAsync(int count)
    {
        await PoolScene.UntilAsync(() => Told.Count >= count, $"{count} events, and there are {Told.Count}");
        return [.. Told.Select(happened => happened.Kind)];
    }

    public void Dispose()
    {
        Apart.Dispose();
        Events.Complete();
    }
}
