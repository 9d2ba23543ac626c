using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Libraries;
using FfiIsolation.Quarantining;
using FfiIsolation.SharedMemory;
using FfiIsolation.Tests.Crashes;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Quarantining;

/// <summary>Whom a death is put down to, and whom not.</summary>
public sealed class CulpritTests
{
    private const int OtherThread = DeathBuilder.OtherThread;

    private static readonly FunctionTarget s_function = QuarantineScene.Function();

    [Theory]
    [InlineData("fault", QuarantineCauses.Crash)]
    [InlineData("abort", QuarantineCauses.Crash)]
    [InlineData("exit", QuarantineCauses.Exit)]
    [InlineData("raw exit", QuarantineCauses.Exit)]
    [InlineData("SIGKILL", QuarantineCauses.Kill)]
    [InlineData("SIGTERM", QuarantineCauses.Kill)]
    [InlineData("SIGALRM", QuarantineCauses.Crash)]
    public void How_a_call_ended_its_worker_is_told_apart(string how, QuarantineCauses expected)
    {
        DeathBuilder death = how switch
        {
            "fault" => new DeathBuilder().Fault(0).Status(11),
            "abort" => new DeathBuilder().Abort("").Status(6),
            "exit" => new DeathBuilder().Exit(CrashRecordKind.Exit, 3).Status(0x300),
            "raw exit" => new DeathBuilder().Status(0x800),
            "SIGKILL" => new DeathBuilder().Status(9),
            "SIGTERM" => new DeathBuilder().Status(15),
            _ => new DeathBuilder().Status(14),
        };
        PreparedCall call = QuarantineScene.Call(s_function, 1);
        Assert.Equal(new Culprit(s_function, call, expected), Culprit.Of(QuarantineScene.Death(call, death)));
    }

    [Theory]
    [InlineData(KillReason.Timeout, QuarantineCauses.Timeout)]
    [InlineData(KillReason.ThreadExited, QuarantineCauses.Exit)]
    [InlineData(KillReason.PipeClosed, QuarantineCauses.Exit)]
    [InlineData(KillReason.ProtocolViolation, QuarantineCauses.Crash)]
    [InlineData(KillReason.Cancelled, null)]
    [InlineData(KillReason.Disposed, null)]
    [InlineData(KillReason.Shutdown, null)]
    [InlineData(KillReason.Stopped, null)]
    public void What_the_host_ended_is_the_calls_doing_only_where_the_call_made_it_necessary(KillReason reason, QuarantineCauses? expected)
    {
        PreparedCall call = QuarantineScene.Call(s_function, 1);
        Assert.Equal(expected, Culprit.Of(QuarantineScene.Killed(call, reason))?.Cause);
    }

    [Fact]
    public void What_frees_a_result_is_held_against_the_function_that_gave_it_and_by_no_arguments()
    {
        PreparedCall free = QuarantineScene.Call(QuarantineScene.Function("void demo_free(void *memory)"), NativePointer.FromAddress(0x1000));
        free.FreesFor = s_function;
        Assert.Equal(new Culprit(s_function, null, QuarantineCauses.Crash), Culprit.Of(QuarantineScene.Death(free)));
    }

    [Fact]
    public void A_call_that_was_not_entered_is_a_bystander()
    {
        PreparedCall call = QuarantineScene.Call(s_function, 1);
        Assert.Null(Culprit.Of(QuarantineScene.Death(call, new DeathBuilder().Status(9).Recorder(6, RecorderStage.Done))));
        Assert.Null(Culprit.Of(QuarantineScene.Killed(call, KillReason.Timeout) with { Report = new DeathBuilder().Status(9).Recorder(6, RecorderStage.Done).Report }));
    }

    [Fact]
    public void A_thread_that_crashes_is_put_down_to_the_call_in_flight_only_where_no_other_function_can_have_made_it()
    {
        PreparedCall call = QuarantineScene.Call(s_function, 1);
        DeathBuilder thread = new DeathBuilder().Fault(0).OnThread(OtherThread).Status(11);
        Assert.Same(s_function, Culprit.Of(QuarantineScene.Death(call, thread))?.Function);
        Assert.Same(s_function, Culprit.Of(QuarantineScene.Death(call, thread, s_function, s_function))?.Function);
        Assert.Same(s_function, Culprit.Of(QuarantineScene.Death(call, thread, InternalFunctions.Open, InternalFunctions.Resolve, s_function))?.Function);
        Assert.Same(s_function, Culprit.Of(QuarantineScene.Death(call, thread, s_function with { Index = 1000 }))?.Function);
        FunctionTarget starts = QuarantineScene.Function("void start(void)"), other = QuarantineScene.Function("void other(void)");
        Assert.Null(Culprit.Of(QuarantineScene.Death(call, thread, other)));
        Assert.Null(Culprit.Of(QuarantineScene.Death(call, thread, starts, other)));
        Assert.Null(Culprit.Of(QuarantineScene.Death(call, thread, s_function, other)));
        Assert.Null(Culprit.Of(QuarantineScene.Death(call, thread, [starts, .. Enumerable.Repeat(s_function, 1000)])));
    }

    /// <summary>The call that called back, or those of a list beside it, may have made the thread as well.</summary>
    [Fact]
    public void A_thread_that_crashes_is_not_put_down_to_one_of_several_calls_on_board()
    {
        PreparedCall call = QuarantineScene.Call(s_function, 1), outer = QuarantineScene.Call(QuarantineScene.Function("void outer(void)"));
        DeathBuilder thread = new DeathBuilder().Fault(0).OnThread(OtherThread).Status(11);
        Assert.Null(Culprit.Of(QuarantineScene.Death(outer, thread) with { Innermost = call }));
        Assert.Same(s_function, Culprit.Of(QuarantineScene.Death(QuarantineScene.Call(s_function, 2), thread) with { Innermost = call })?.Function);
    }

    [Fact]
    public void What_crashes_after_a_call_has_returned_is_put_down_to_it_only_where_it_was_alone()
    {
        DeathBuilder after = new DeathBuilder().Fault(0).OnThread(OtherThread).OfCall(7, RecorderStage.Done).Calling(null).Status(11);
        FunctionTarget starts = QuarantineScene.Function("void start(void)");
        Assert.Equal(new Culprit(s_function, null, QuarantineCauses.Crash), Culprit.Of(QuarantineScene.Death(null, after, s_function)));
        Assert.Null(Culprit.Of(QuarantineScene.Death(null, after)));

        // However many calls of an innocent function come after what started the thread.
        Assert.Null(Culprit.Of(QuarantineScene.Death(null, after, [starts, .. Enumerable.Repeat(s_function, 1000)])));
    }

    [Fact]
    public void A_crash_while_a_library_is_loaded_is_the_librarys()
    {
        FunctionTarget open = InternalFunctions.Open;
        PreparedCall call = open.Plan.Prepare(open, ["/usr/lib/libdemo.so", 2, NativeBuffer.Out<byte>(16), 16], 3);
        Assert.Equal("/usr/lib/libdemo.so", Culprit.Of(QuarantineScene.Death(call))?.Library);
        Assert.Null(Culprit.Of(QuarantineScene.Death(QuarantineScene.Call(s_function, 1)))!.Library);
    }
}
