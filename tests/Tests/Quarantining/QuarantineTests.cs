using FfiIsolation.Calls;
using FfiIsolation.Libraries;
using FfiIsolation.Quarantining;
using FfiIsolation.Tests.Crashes;
using FfiIsolation.Tests.Supervision;
using static FfiIsolation.Tests.Quarantining.QuarantineScene;

namespace FfiIsolation.Tests.Quarantining;

/// <summary>Circuits open, are tried, close and are forgotten, by a clock that the tests move.</summary>
public sealed class QuarantineTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_function_that_ended_no_worker_has_nothing_to_look_at()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function();
        Assert.Null(function.Suspicion);
        Assert.Equal(1, scene.Make(function, 1));
        Assert.Empty(scene.Suspects.Circuits);
    }

    [Fact]
    public void The_same_arguments_are_refused_first_and_others_go_on()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function();
        scene.Die(function, 1);
        Assert.Equal(1, scene.Make(function, 1));
        scene.Die(function, 1);
        FunctionQuarantinedException refused = scene.Refused(function, 1);
        Assert.Equal((QuarantineScope.Arguments, 2, Policy.Window, "demo", "/usr/lib/libdemo.so"),
            (refused.Evidence.Scope, refused.Evidence.Deaths, refused.Evidence.Window, refused.Evidence.Prototype!.Name, refused.Evidence.LibraryPath));
        Assert.Equal(2, refused.Evidence.Reports.Count);
        Assert.Equal(Policy.Break, refused.RetryAfter);
        Assert.StartsWith("demo with these arguments is in quarantine. 2 workers ended within 60 s. It is tried again in 10 s. Last death: demo crashed: SIGSEGV", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, scene.Make(function, 2));
        scene.Clock.Advance(3 * s_second);
        Assert.Equal(7 * s_second, scene.Refused(function, 1).RetryAfter);
    }

    [Fact]
    public void Input_data_are_arguments_too()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function("long demo(const char *text, const void *data)");
        for (int i = 0; i < 2; i++)
        {
            scene.Die(function, "poison", new byte[] { 1, 2, 3 });
        }

        scene.Refused(function, "poison", new byte[] { 1, 2, 3 });
        Assert.Equal(1, scene.Make(function, "poison", new byte[] { 1, 2, 4 }));
        Assert.Equal(1, scene.Make(function, "honey!", new byte[] { 1, 2, 3 }));
    }

    [Fact]
    public void A_function_is_refused_whatever_its_arguments_once_it_has_ended_enough_workers()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function(), other = Function();
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(1, scene.Make(function, 100));
            scene.Die(function, i);
        }

        Assert.Equal((QuarantineScope.Function, 4), (scene.Refused(function, 100).Evidence.Scope, scene.Refused(function, 100).Evidence.Deaths));
        Assert.Equal(3, scene.Refused(function, 100).Evidence.Reports.Count);
        Assert.Equal(1, scene.Make(other, 1));
        Assert.Throws<FunctionQuarantinedException>(() => Make(scene.InSession, function, 100));
    }

    [Fact]
    public async Task The_first_call_after_the_break_is_a_trial_in_a_worker_of_its_own()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function();
        scene.Die(function, 1);
        scene.Die(function, 1);
        scene.Clock.Advance(Policy.Break - TimeSpan.FromTicks(1));
        scene.Refused(function, 1);
        scene.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(2, scene.Make(function, 1));
        Assert.Same(Assert.Single(scene.Apart.Started).Process, Assert.Single(scene.Apart.Ended));
        Assert.Equal(1, scene.Make(function, 1));
        Assert.Equal([SupervisionEventKind.QuarantineBegan, SupervisionEventKind.QuarantineTrial, SupervisionEventKind.QuarantineEnded], await scene.StoryAsync(3));
        Assert.All(scene.Told, told => Assert.Equal(QuarantineScope.Arguments, told.Quarantine!.Scope));
        Assert.Equal(Policy.Break, scene.Told.First().RetryAfter);
        Assert.NotNull(scene.Told.First().Report);

        // It starts from nothing.
        scene.Die(function, 1);
        Assert.Equal(1, scene.Make(function, 1));
    }

    [Fact]
    public void A_trial_in_a_session_runs_in_the_sessions_worker()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function();
        scene.Die(function, 1);
        scene.Die(function, 1);
        scene.Clock.Advance(Policy.Break);
        Assert.Equal(1, Make(scene.InSession, function, 1));
        Assert.Empty(scene.Apart.Started);
        Assert.Equal(1, scene.Make(function, 1));
    }

    [Fact]
    public async Task While_one_trial_runs_others_are_refused()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function();
        scene.Die(function, 1);
        scene.Die(function, 1);
        scene.Clock.Advance(Policy.Break);
        var trying = new TaskCompletionSource<int>();
        Task<int> trial = scene.Calls.GuardAsync(function, Call(function, 1), CancellationToken.None, _ => trying.Task);
        await PoolScene.UntilAsync(() => scene.Apart.Started.Count == 1, "the trial's worker was started");
        Assert.Equal(TimeSpan.Zero, scene.Refused(function, 1).RetryAfter);
        trying.SetResult(7);
        Assert.Equal(7, await trial);
        Assert.Equal(1, scene.Make(function, 1));
    }

    [Theory]
    [InlineData("crash")]
    [InlineData("no worker")]
    [InlineData("cancelled")]
    public void A_trial_that_proves_nothing_opens_the_circuit_again(string how)
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function();
        scene.Die(function, 1);
        scene.Die(function, 1);
        scene.Clock.Advance(Policy.Break);
        Exception thrown = how switch
        {
            "crash" => new NativeCrashException(new DeathBuilder().Fault(0).Report),
            "no worker" => new WorkerUnavailableException("No."),
            _ => new OperationCanceledException(),
        };
        scene.Apart.BeforeStart = _ => how == "no worker" ? throw thrown : Task.CompletedTask;
        Assert.Same(thrown, Assert.ThrowsAny<Exception>(() => scene.Calls.Guard<int>(function, Call(function, 1), CancellationToken.None, _ => throw thrown)));
        Assert.Equal(Policy.Break, scene.Refused(function, 1).RetryAfter);
        scene.Clock.Advance(Policy.Break);
        scene.Apart.BeforeStart = _ => Task.CompletedTask;
        Assert.Equal(2, scene.Make(function, 1));
    }

    [Fact]
    public void An_exception_of_cpp_speaks_for_the_function()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function();
        scene.Die(function, 1);
        scene.Die(function, 1);
        scene.Clock.Advance(Policy.Break);
        Assert.Throws<CppException>(() => scene.Calls.Guard<int>(function, Call(function, 1), CancellationToken.None, _ => throw new CppException("demo", "int", null)));
        Assert.Equal(1, scene.Make(function, 1));
    }

    [Fact]
    public void A_function_can_have_a_policy_of_its_own()
    {
        using var scene = new QuarantineScene();
        FunctionTarget strict = Function(), free = Function(), hangs = Function();
        scene.Suspects.SetPolicy(strict, Policy with { FunctionDeaths = 2, ArgumentsDeaths = null });
        scene.Suspects.SetPolicy(free, QuarantinePolicy.Off);
        scene.Suspects.SetPolicy(hangs, Policy with { Causes = QuarantineCauses.Timeout });
        for (int i = 0; i < 2; i++)
        {
            scene.Die(strict, i);
        }

        for (int i = 0; i < 50; i++)
        {
            scene.Die(free, 1);
            scene.Die(hangs, 1);
        }

        Assert.Equal(QuarantineScope.Function, scene.Refused(strict, 100).Evidence.Scope);
        Assert.Equal(1, scene.Make(free, 1));
        Assert.Null(hangs.Suspicion);
        for (int i = 0; i < 2; i++)
        {
            scene.Suspects.RecordDeath(Killed(Call(hangs, 1), KillReason.Timeout));
            scene.Suspects.RecordDeath(Killed(Call(Function(), 1), KillReason.Timeout));
        }

        scene.Refused(hangs, 1);
        Assert.Equal(2, scene.Suspects.Circuits.Count(circuit => !circuit.IsClosed));
        scene.Suspects.SetPolicy(strict, null);
        Assert.Equal(1, scene.Make(strict, 100));
    }

    [Fact]
    public async Task A_library_that_crashes_while_it_is_loaded_is_not_loaded()
    {
        using var scene = new QuarantineScene();
        const string Path = "/usr/lib/libbad.so";
        FunctionTarget open = InternalFunctions.Open;
        for (int i = 0; i < 2; i++)
        {
            Assert.Null(scene.Suspects.InTheWayOf(Path));
            scene.Suspects.RecordDeath(Death(open.Plan.Prepare(open, [Path, 2, NativeBuffer.Out<byte>(16), 16], 3)));
        }

        var libraries = new LibraryQuarantine(scene.Suspects, () => scene.Apart);
        FunctionQuarantinedException refused = await Assert.ThrowsAsync<FunctionQuarantinedException>(() => libraries.AdmitAsync(Path, _ => Task.CompletedTask));
        Assert.Equal((QuarantineScope.Library, null, Path, 2), (refused.Evidence.Scope, refused.Evidence.Prototype, refused.Evidence.LibraryPath, refused.Evidence.Deaths));
        Assert.StartsWith("/usr/lib/libbad.so is in quarantine. While it was loaded or unloaded, 2 workers ended within 60 s.", refused.Message, StringComparison.Ordinal);
        await libraries.AdmitAsync("/usr/lib/libgood.so", _ => throw new InvalidOperationException("Nobody tries what nothing is held against."));
    }

    [Fact]
    public void What_a_test_has_called_in_a_functions_place_counts_against_the_function()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function();
        for (int i = 0; i < 2; i++)
        {
            scene.Die(function with { Index = 1000 + i }, 1);
        }

        scene.Refused(function, 1);
        scene.Refused(function with { Index = 2000 }, 1);
    }

    [Fact]
    public void Only_so_many_functions_and_arguments_are_kept_in_mind()
    {
        using var scene = new QuarantineScene(Policy with { FunctionDeaths = null });
        FunctionTarget function = Function();
        for (int i = 0; i < 1000; i++)
        {
            scene.Die(function, i);
            scene.Die(Function(), 1);
        }

        Assert.InRange(scene.Suspects.Circuits.Length, 100, 200);
    }
}
