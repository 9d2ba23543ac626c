using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Calls;

public sealed partial class SettingTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pure_function_that_crashed_is_called_again_and_another_is_not()
    {
        await using NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { CallRetries = 2, RestartBudget = RestartBudget.Unlimited });
        var crashes = new Crashes(host);
        IPurity c = IPurity.On(host);
        Assert.Throws<NativeCrashException>(() => c.Length(null));
        await crashes.ReachAsync(1);
        Assert.Throws<NativeCrashException>(() => c.PureLength(null));
        await crashes.ReachAsync(1 + 3);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_warning_is_logged_once_for_each_function()
    {
        using var log = new WarningLog("CallWarning");
        await using NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { LoggerFactory = log });
        IWrong wrong = IWrong.On(host);
        wrong.Abs(-5);
        wrong.Abs(-5);
        await wrong.AbsAsync(-5);
        await log.First;
        Assert.StartsWith("double abs(int n): The function did not set the floating-point result register", Assert.Single(log.Lines));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_function_is_refused_by_the_policy_of_its_method_and_by_that_of_its_interface()
    {
        await using NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { RestartBudget = RestartBudget.Unlimited });
        ISuspects c = ISuspects.On(host);
        Assert.Throws<NativeCrashException>(() => c.Length(null));
        Assert.Throws<NativeCrashException>(() => c.Length(null));
        Assert.Throws<FunctionQuarantinedException>(() => c.Length(null));

        // Where it is bound once more, what is held against it stays.
        Assert.Throws<FunctionQuarantinedException>(() => ISuspects.On(host).Length(null));
        for (int i = 0; i < 4; i++)
        {
            Assert.Throws<NativeCrashException>(() => c.ToNumber(null));
        }
    }

    /// <summary>By the host's own policy, the same arguments may crash three times.</summary>
    [NativeLibrary("c"), Quarantine(ArgumentsDeaths = 2)]
    public partial interface ISuspects
    {
        [NativeFunction("size_t strlen(const char *s)")]
        nuint Length(string? s);

        [NativeFunction("int atoi(const char *s)"), Quarantine(ArgumentsDeaths = -1)]
        int ToNumber(string? s);
    }

    [NativeLibrary("c")]
    public partial interface IPurity
    {
        [NativeFunction("size_t strlen(const char *s)")]
        nuint Length(string? s);

        [NativeFunction("size_t strlen(const char *s)", IsPure = true)]
        nuint PureLength(string? s);
    }

    /// <summary>Declared with the wrong result, which leaves a trace.</summary>
    [NativeLibrary("c")]
    public partial interface IWrong
    {
        [NativeFunction("double abs(int n)")]
        double Abs(int n);

        [NativeFunction("double abs(int n)")]
        ValueTask<double> AbsAsync(int n);
    }

    private sealed class Crashes
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<int, TaskCompletionSource> _waiting = [];
        private int _count;

        public Crashes(NativeHost host) => host.CrashReported += (_, _) =>
        {
            lock (_lock)
            {
                Of(++_count).TrySetResult();
            }
        };

        public async Task ReachAsync(int count)
        {
            Task reached;
            lock (_lock)
            {
                reached = Of(count).Task;
            }

            await reached;
            Assert.Equal(count, _count);
        }

        private TaskCompletionSource Of(int count) => _waiting.TryGetValue(count, out TaskCompletionSource? known)
            ? known
            : _waiting[count] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
