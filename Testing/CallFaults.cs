using System.Globalization;
using FfiIsolation.Calls;
using Polly;
using Polly.Simmy;
using Polly.Simmy.Behavior;
using Polly.Simmy.Fault;

namespace FfiIsolation.Testing;

/// <summary>Calls that something is to happen to: says what. Each of these methods adds one fault; where several fit a call, the one asked for first hits it.</summary>
public sealed class CallFaults
{
    private readonly FaultInjection _injection;
    private readonly string _function;
    private readonly string _which;
    private readonly Func<long, bool> _isHit;

    internal CallFaults(FaultInjection injection, string function, string which, Func<long, bool> isHit)
    {
        _injection = injection;
        _function = function;
        _which = which;
        _isHit = isHit;
    }

    /// <summary>The share of the calls that are hit.</summary>
    internal double Rate { get; init; } = 1;

    internal int Seed { get; init; }

    /// <summary>The function crashes: its worker really dies, and the call ends as <see cref="NativeCrashException"/>. A session is lost; a host goes on with another worker.</summary>
    /// <param name="crash">What it does.</param>
    public InjectedFault Crashes(InjectedCrash crash = InjectedCrash.NullPointer)
    {
        NativeFunction code = _injection.Code.Crash(crash);
        return Replace($"crashes ({crash})", _ => new StandIn(code));
    }

    /// <summary>The function does not return: the call's timeout passes, its worker is killed, and the call ends as <see cref="CallTimeoutException"/>.</summary>
    public InjectedFault Hangs()
    {
        NativeFunction code = _injection.Code.Hang;
        return Replace("hangs", _ => new StandIn(code));
    }

    /// <summary>The function throws a C++ exception: the call ends as <see cref="CppException"/>, and the worker lives on.</summary>
    /// <param name="typeName">The class, such as <c>std::runtime_error</c> or <c>codec::error</c>; no template.</param>
    /// <param name="what">What its <c>what()</c> says, at most 1,000 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">The type is no name of a class, or the text is too long or has a NUL.</exception>
    public InjectedFault Throws(string typeName, string what = "")
    {
        string mangled = CppClassName.Mangle(typeName);
        CppClassName.CheckWhat(what);
        NativeFunction code = _injection.Code.Throw, keep = _injection.Code.KeepException;
        return Replace($"throws {typeName}", _ => new StandIn(code, keep, (_, place) => [mangled, what, place]));
    }

    /// <summary>The worker is lost while the function runs, through no fault that the function could be blamed for (it becomes another program): the call ends as <see cref="WorkerLostException"/> with
    /// <see cref="WorkerLostException.Started"/> true, after half a second. A session is lost.</summary>
    /// <exception cref="InvalidOperationException">The host's workers may not run other programs (<see cref="Confinement.AllowPrograms"/>).</exception>
    public InjectedFault LosesItsWorker()
    {
        if (!_injection.Confinement.AllowPrograms)
        {
            throw new InvalidOperationException($"A worker is lost by becoming another program, which this host's confinement ({_injection.Confinement.Name}) does not allow.");
        }

        NativeFunction code = _injection.Code.Loss;
        return Replace("loses its worker", _ => new StandIn(code));
    }

    /// <summary>The function takes longer: it runs, and returns what it returns, after a while that counts for the call's timeout.</summary>
    /// <param name="by">1 millisecond to 1 hour, in whole milliseconds.</param>
    public InjectedFault IsSlow(TimeSpan by)
    {
        if (by < TimeSpan.FromMilliseconds(1) || by > TimeSpan.FromHours(1))
        {
            throw new ArgumentOutOfRangeException(nameof(by), by, "A function can be slow by 1 millisecond to 1 hour.");
        }

        NativeFunction code = _injection.Code.Wait, keep = _injection.Code.KeepWait;
        return Replace(
            string.Create(CultureInfo.InvariantCulture, $"is slow by {by.TotalMilliseconds:0} ms"),
            _ => new StandIn(code, keep, (real, place) => [NativePointer.FromAddress(real), (long)by.TotalMilliseconds, place]));
    }

    /// <summary>The function does not run, and returns this at once: an error code, say. Output buffers are left as they are.</summary>
    /// <param name="value">For a function that returns an integer of at most 8 bytes, an enum, a <c>bool</c>, a <c>float</c> or a <c>double</c>; for one that returns a pointer or text, null.</param>
    /// <exception cref="ArgumentException">The value does not fit what the function was declared to return. Where it is declared later, its call says so.</exception>
    public InjectedFault Returns(NativeArgument value)
    {
        foreach (FunctionTarget declared in _injection.Declared(_function))
        {
            _injection.Code.Result(declared.Prototype, value);
        }

        return Replace($"returns {value}", function => _injection.Code.Result(function.Prototype, value));
    }

    /// <summary>The call is rejected, as if too many waited: <see cref="QueueFullException"/>. Nothing runs.</summary>
    public InjectedFault IsRejected() => Fail("is rejected", () => new QueueFullException(_injection.MaxQueuedCalls));

    /// <summary>There is no worker, as if the restart budget were spent: <see cref="WorkerUnavailableException"/>. Nothing runs.</summary>
    /// <param name="retryAfter">Its <see cref="WorkerUnavailableException.RetryAfter"/>; null where that is not known.</param>
    public InjectedFault FindsNoWorker(TimeSpan? retryAfter = null) =>
        Fail("finds no worker", () => new WorkerUnavailableException($"A test lets {_function} find no worker.", retryAfter: retryAfter));

    private InjectedFault Replace(string what, Func<FunctionTarget, StandIn> standInFor)
    {
        (InjectedFault fault, Func<ResilienceContext, ValueTask<bool>> isHit, Func<double> randomizer) = Begin(what);
        return _injection.Add(fault, builder => builder.AddChaosBehavior(new ChaosBehaviorStrategyOptions
        {
            Name = fault.ToString(),
            InjectionRate = Rate,
            Randomizer = randomizer,
            EnabledGenerator = enabled => isHit(enabled.Context),
            BehaviorGenerator = hit =>
            {
                ResilienceProperties properties = hit.Context.Properties;
                FunctionTarget function = properties.GetValue(FaultySpot.Function, null!);
                properties.Set(FaultySpot.Chosen, function.ReplacedBy(standInFor(function).For(function, properties.GetValue(FaultySpot.Place, 0))));
                fault.Hit();
                return default;
            },
        }));
    }

    private InjectedFault Fail(string what, Func<Exception> exception)
    {
        (InjectedFault fault, Func<ResilienceContext, ValueTask<bool>> isHit, Func<double> randomizer) = Begin(what);
        return _injection.Add(fault, builder => builder.AddChaosFault(new ChaosFaultStrategyOptions
        {
            Name = fault.ToString(),
            InjectionRate = Rate,
            Randomizer = randomizer,
            EnabledGenerator = enabled => isHit(enabled.Context),
            FaultGenerator = _ =>
            {
                fault.Hit();
                return new ValueTask<Exception?>(exception());
            },
        }));
    }

    private (InjectedFault Fault, Func<ResilienceContext, ValueTask<bool>> IsHit, Func<double> Randomizer) Begin(string what)
    {
        var fault = new InjectedFault(_function, $"{_which} of {_function} {what}");
        var random = new Random(Seed);
        var lockOfRandom = new Lock();
        return (
            fault,
            context => new(_isHit(context.Properties.GetValue(FaultySpot.Number, 0) - fault.CallsBefore) && !context.Properties.TryGetValue(FaultySpot.Chosen, out _)),
            () =>
            {
                lock (lockOfRandom)
                {
                    return random.NextDouble();
                }
            });
    }
}
