using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Confining;

/// <summary>Limits of memory, processor time, descriptors and files.</summary>
public sealed class LimitsTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task Memory_ends_at_its_limit_and_the_worker_goes_on()
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited with { MaxMemoryBytes = 128L << 20 });
        Assert.Equal(0UL, (ulong)(await scene.CallAsync("unsigned long malloc(size_t size)", 256 << 20)));
        Assert.NotEqual(0UL, (ulong)(await scene.CallAsync("unsigned long malloc(size_t size)", 16 << 20)));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Processor_time_ends_at_its_limit_with_the_call_that_uses_it()
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited with { MaxCpuTime = TimeSpan.FromSeconds(1) });
        NativeFunction spin = await scene.Host.FaultAsync("void spin(void)");
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(async () => await spin.InvokeAsync());
        Assert.Equal(("SIGXCPU", CrashCause.CpuLimit), (crash.Report.SignalName, crash.Report.Cause));
        Assert.Equal(5, (int)await (await scene.Host.FaultAsync("int add(int a, int b)")).InvokeAsync(2, 3));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Descriptors_end_at_their_limit()
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited with { MaxDescriptors = 40 });
        NativeFunction duplicate = await scene.Host.FunctionAsync("c", "int dup(int descriptor)");
        int made = 0;
        while ((int)await duplicate.InvokeAsync(1) >= 0)
        {
            Assert.InRange(++made, 0, 40);
        }

        Assert.InRange(made, 10, 40);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_file_ends_at_its_limit()
    {
        await using ConfinedScene scene = await ConfinedScene.OpenAsync(Confinement.Limited with { MaxFileBytes = 4096 });
        string file = OwnTemporaryFolder.NewFile();
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => scene.CallAsync("int truncate(const char *path, long length)", file, 5000));
        Assert.Equal(("SIGXFSZ", CrashCause.FileSizeLimit), (crash.Report.SignalName, crash.Report.Cause));
        Assert.Equal(0, new FileInfo(file).Length);
    }
}
