using FfiIsolation.Confining;

namespace FfiIsolation.Tests.Confining;

/// <summary>What a worker may do to whom, without a worker: process 100, whose thread is 101 and whose child is 110.</summary>
public sealed class SystemCallJudgeTests
{
    private const ulong PathAddress = 0x1000, FlagsAddress = 0x2000;
    private readonly View _view = new();

    private static ulong Signed(int value) => unchecked((ulong)(long)value);

    [Theory]
    [InlineData(62, 110, 9, null)]
    [InlineData(62, -100, 15, null)]
    [InlineData(62, 0, 15, null)]
    [InlineData(62, 7, 9, "send a signal to process 7 (SIGKILL)")]
    [InlineData(62, -7, 1, "send a signal to process group 7 (SIGHUP)")]
    [InlineData(62, -1, 9, "send a signal to every process (SIGKILL)")]
    [InlineData(62, int.MinValue, 9, "send a signal to process group 2147483648 (SIGKILL)")]
    [InlineData(200, 101, 9, null)]
    [InlineData(203, 101, 8, null)]
    [InlineData(203, 7, 8, "choose the processors of process 7")]
    [InlineData(302, 7, 0, "limit process 7")]
    [InlineData(141, 0, 101, null)]
    [InlineData(141, 0, 7, "change the priority of process 7")]
    [InlineData(141, 1, 0, null)]
    [InlineData(141, 1, 7, "change the priority of process group 7")]
    [InlineData(141, 2, 0, "change the priority of all processes of a user")]
    [InlineData(251, 1, 101, null)]
    [InlineData(251, 1, 7, "change the priority of process 7")]
    [InlineData(251, 3, 0, "change the priority of all processes of a user")]
    [InlineData(424, 5, 9, null)]
    [InlineData(424, 6, 9, "send a signal to process 7 (SIGKILL)")]
    // A folder of /proc, a descriptor that is none, and one whose process has ended.
    [InlineData(424, 8, 9, "send a signal to a process behind a descriptor that does not say which (SIGKILL)")]
    [InlineData(424, 9, 9, "send a signal to a process behind a descriptor that does not say which (SIGKILL)")]
    [InlineData(440, 8, 0, "advise the memory of a process behind a descriptor that does not say which")]
    [InlineData(41, 10, 3, "open a socket (AF_INET6, SOCK_RAW)")]
    [InlineData(165, 0, 0, "mount a file system")]
    [InlineData(9999, 0, 0, "make the system call 9999")]
    public void A_process_is_decided_by_whose_it_is(int number, int first, int second, string? refused)
    {
        SystemCallVerdict verdict = Judge(number, Signed(first), Signed(second));
        Assert.Equal((refused is null, refused), (verdict.IsAllowed, verdict.Refused));
    }

    [Theory]
    [InlineData(8, 110ul, null)]
    [InlineData(8, 7ul, "have signals sent to process 7")]
    [InlineData(15, 110ul, "have signals sent to whom it names in memory")]
    public void An_owner_of_signals_is_a_number_or_refused(int request, ulong owner, string? refused) => Assert.Equal(refused, Judge(72, 3, (ulong)request, owner).Refused);

    [Fact]
    public void The_host_is_called_so() => Assert.Equal(
        $"send a signal to process {Environment.ProcessId}, its host (SIGKILL)", Judge(62, Signed(Environment.ProcessId), 9).Refused);

    [Fact]
    public void What_the_workers_runtime_tries_is_refused_and_not_told()
    {
        SystemCallVerdict verdict = new SystemCallJudge(100, _view, [], []).Judge(new SystemCallQuestion(41, 105, [2, 1, 0, 0, 0, 0]));
        Assert.Equal((false, null), (verdict.IsAllowed, verdict.Refused));
    }

    /// <summary>The kernel takes the lower half of an argument that is an int; so does the judge.</summary>
    [Fact]
    public void The_upper_half_of_a_process_number_means_nothing() => Assert.False(Judge(62, 0xFFFF_FFFF_0000_0007, 9).IsAllowed);

    [Theory]
    [InlineData("/lib/a.so", 0ul, null)]
    [InlineData("/lib", 0ul, null)]
    [InlineData("/library/a.so", 0ul, "open /library/a.so for reading")]
    [InlineData("/lib/a.so", 1ul, "open /lib/a.so for writing")]
    [InlineData("/lib/a.so", 0x200ul, "open /lib/a.so for writing")]
    [InlineData("/data/x", 2ul, null)]
    [InlineData("/data/x", 0ul, null)]
    [InlineData("/link/x", 0ul, "open /link/x for reading")]
    [InlineData("/missing", 0ul, null)]
    public void A_file_is_named_where_the_kernel_will_refuse_it_and_is_left_to_the_kernel(string path, ulong flags, string? refused)
    {
        _view.Text = path;
        SystemCallVerdict verdict = Judge(257, Signed(IWorkerView.WorkingDirectory), PathAddress, flags);
        Assert.Equal((true, refused), (verdict.IsAllowed, verdict.Refused));
    }

    [Fact]
    public void The_flags_of_openat2_are_behind_a_pointer()
    {
        _view.Text = "/lib/a.so";
        _view.Word = 1;
        Assert.Equal("open /lib/a.so for writing", Judge(437, Signed(IWorkerView.WorkingDirectory), PathAddress, FlagsAddress).Refused);
    }

    [Fact]
    public void Both_paths_of_a_rename_count()
    {
        _view.Text = "/data/x";
        _view.Second = "/lib/x";
        Assert.Equal("rename /lib/x", Judge(82, PathAddress, PathAddress + 1).Refused);
    }

    [Fact]
    public void A_path_that_cannot_be_read_is_the_kernels_to_refuse() => Assert.Equal(SystemCallVerdict.Allowed, Judge(2, 0));

    [Fact]
    public void Every_rule_about_files_says_where_its_paths_are()
    {
        foreach (SystemCallRule rule in SystemCallRules.Numbers.Select(number => SystemCallRules.Find(number)!))
        {
            Assert.Equal(rule.Kind == SystemCallKind.Files, rule.Paths is { Count: > 0 });
        }
    }

    /// <summary>The kernel's headers say the numbers, and the worker's filter asks about exactly these.</summary>
    [Fact]
    public void The_rules_are_those_of_the_workers_filter()
    {
        string filter = Repository.Read("native/confine/system_calls.c");
        string[] asked = [.. System.Text.RegularExpressions.Regex.Matches(filter, @"\{ SYS_(\w+), FFI_CONFINE").Select(match => match.Groups[1].Value)];
        string definitions = string.Concat(asked.Select(name => $"#ifdef SYS_{name}\nprintf(\"{name} %d\\n\", SYS_{name});\n#endif\n"));
        string[] numbers = CCompiler.Run($"#include <stdio.h>\n#include <sys/syscall.h>\nint main(void) {{\n{definitions}return 0; }}");
        Assert.Equal(asked.Order(), SystemCallRules.Numbers.Select(number => SystemCallRules.Find(number)!.Name).Order());
        Assert.InRange(numbers.Length, asked.Length - 5, asked.Length); // what is newer than the headers is defined in the file itself
        Assert.All(numbers, line => Assert.Equal(line.Split(' ')[0], SystemCallRules.Find(int.Parse(line.Split(' ')[1]))?.Name));
    }

    private SystemCallVerdict Judge(int number, params ulong[] arguments)
    {
        ulong[] six = new ulong[6];
        arguments.CopyTo(six, 0);
        return new SystemCallJudge(100, _view, ["/lib"], ["/data"]).Judge(new SystemCallQuestion(number, 100, six));
    }

    private sealed class View : IWorkerView
    {
        public string? Text { get; set; }

        public string? Second { get; set; }

        public ulong Word { get; set; }

        public bool IsOwn(int id) => id is 100 or 101 or 110;

        public bool IsRuntimes(int thread) => thread == 105;

        public int ProcessOf(int caller, int descriptor) => descriptor switch { 5 => 110, 6 => 7, 9 => -1, _ => 0 };

        public string? ReadPath(int caller, ulong address) => address == PathAddress ? Text : address == PathAddress + 1 ? Second : null;

        public ulong ReadWord(int caller, ulong address) => Word;

        public string? Resolve(int caller, int folder, string path, bool orFolder) => path switch
        {
            "/missing" => null,
            "/link/x" => "/etc/shadow",
            _ => path,
        };
    }
}
