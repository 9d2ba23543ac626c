using FfiIsolation.Confining;
using FfiIsolation.Tests.Layout;

namespace FfiIsolation.Tests.Confining;

public sealed class ConfinementTests
{
    [Fact]
    public void The_constructor_of_a_worker_reads_what_the_options_say()
    {
        Confinement confinement = Confinement.Confined with
        {
            MaxMemoryBytes = 1L << 30,
            MaxCpuTime = TimeSpan.FromSeconds(90.5),
            MaxDescriptors = 99,
            MaxFileBytes = 1 << 20,
        };
        Assert.Equal(
            CHeader.Bytes("""
                struct ffi_confinement c = { .flags = FFI_CONFINE_OTHERS | FFI_CONFINE_MACHINE | FFI_CONFINE_EXEC | FFI_CONFINE_SOCKETS | FFI_CONFINE_FILES, .paths_length = 12,
                    .memory = 1ull << 30, .cpu_seconds = 91, .descriptors = 99, .file_size = 1 << 20 };
                char paths[] = { FFI_PATH_READ, '/', 'a', '/', 'b', 0, FFI_PATH_WRITE, '/', 'c', '\xc3', '\xbf', 0 };
                put(&c, sizeof c);
                put(paths, sizeof paths);
                """),
            ConfinementImage.Of(confinement, ["/a/b"], ["/c\u00ff"]));
    }

    [Fact]
    public void Each_preset_says_what_it_refuses()
    {
        Assert.Equal(0, ConfinementImage.Of(Confinement.Open, [], [])[0]);
        Assert.Equal(3, ConfinementImage.Of(Confinement.Limited, [], [])[0]);
        Assert.Equal(31, ConfinementImage.Of(Confinement.Confined, [], [])[0]);
        Assert.Same(Confinement.Limited, new NativeHostOptions().Confinement);
    }

    [Fact]
    public void Paths_that_do_not_fit_are_refused() => Assert.Contains(
        "bytes together", Assert.Throws<ArgumentException>(() => ConfinementImage.Of(Confinement.Confined, [new string('/', 30_000)], [])).Message, StringComparison.Ordinal);

    public static TheoryData<Confinement, string> Mistakes => new()
    {
        { Confinement.Confined with { ReadPaths = ["lib"] }, "Confinement.ReadPaths has \"lib\": it must be an absolute path." },
        { Confinement.Confined with { WritePaths = ["/a\0b"] }, "Confinement.WritePaths has \"/a\\x00b\": it must be an absolute path." },
        { Confinement.Limited with { ReadPaths = ["/lib"] }, "mean nothing while AllowFiles is true" },
        { Confinement.Open with { MaxMemoryBytes = 1 << 20 }, "Confinement.MaxMemoryBytes is 1048576" },
        { Confinement.Open with { MaxCpuTime = TimeSpan.Zero }, "Confinement.MaxCpuTime is 00:00:00" },
        { Confinement.Open with { MaxDescriptors = 3 }, "Confinement.MaxDescriptors is 3" },
        { Confinement.Open with { MaxFileBytes = 0 }, "Confinement.MaxFileBytes is 0" },
        { null!, "Confinement is null" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_by_its_name(Confinement confinement, string told) => Assert.Contains(
        told, Assert.Throws<ArgumentException>(new NativeHostOptions { Confinement = confinement }.Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void What_the_kernel_lacks_is_told_before_a_worker_starts()
    {
        Assert.Null(ConfinementSupport.WhyNot(Confinement.Open, landlockVersion: 0, canAsk: false, guardsMemory: false));
        Assert.Contains("seccomp", ConfinementSupport.WhyNot(Confinement.Limited, landlockVersion: 7, canAsk: false, guardsMemory: true), StringComparison.Ordinal);
        Assert.Contains("restricts files", ConfinementSupport.WhyNot(Confinement.Confined, landlockVersion: 0, canAsk: true, guardsMemory: true), StringComparison.Ordinal);
        Assert.Null(ConfinementSupport.WhyNot(Confinement.Confined, landlockVersion: 1, canAsk: true, guardsMemory: false));
    }

    /// <summary>landlock(7): the first version refuses every rename between folders to whom it restricts in files at all, so that there is no domain with it; and a domain is what refuses /proc/PID/mem.</summary>
    [Fact]
    public void A_kernel_that_would_leave_the_hosts_memory_writable_is_refused_and_one_that_leaves_less_is_told_of()
    {
        foreach (int version in (int[])[0, 1])
        {
            Assert.Contains("memory", ConfinementSupport.WhyNot(Confinement.Limited, version, canAsk: true, guardsMemory: false), StringComparison.Ordinal);
            Assert.Null(ConfinementSupport.WhyNot(Confinement.Limited, version, canAsk: true, guardsMemory: true));
            Assert.Contains("stay as writable", ConfinementSupport.WhatIsMissing(Confinement.Limited, version), StringComparison.Ordinal);
            Assert.Null(ConfinementSupport.WhyNot(Confinement.Limited with { AllowOtherProcesses = true }, version, canAsk: true, guardsMemory: false));
            Assert.Null(ConfinementSupport.WhatIsMissing(Confinement.Open, version));
        }

        Assert.Null(ConfinementSupport.WhyNot(Confinement.Limited, landlockVersion: 2, canAsk: true, guardsMemory: false));
        Assert.Null(ConfinementSupport.WhatIsMissing(Confinement.Limited, landlockVersion: 2));
        Assert.Null(ConfinementSupport.WhatIsMissing(Confinement.Confined, landlockVersion: 1));
    }

    /// <summary>The action goes into warnings, events and logs as it is.</summary>
    [Fact]
    public void An_action_with_a_path_of_escape_sequences_is_told_without_them_and_cut()
    {
        var told = new List<RefusedAction>();
        var log = new RefusalLog("Confined", told.Add);
        log.Add(1, 1, "open", "open /\u001b[31m\u0007\n\u202e" + new string('x', 4000));
        string action = Assert.Single(told).Action;
        Assert.StartsWith("open /?[31m? ?xxx", action, StringComparison.Ordinal);
        Assert.Equal((512, '…'), (action.Length, action[^1]));
        Assert.Equal(told, log.Kept);
    }

    [Fact]
    public void A_worker_that_asks_without_end_is_told_of_sixteen_times()
    {
        var told = new List<RefusedAction>();
        var log = new RefusalLog("Limited", told.Add);
        for (int i = 0; i < 100; i++)
        {
            log.Add(1, 1, "kill", $"send a signal to process {i / 2}");
        }

        Assert.Equal(16, told.Count);
        Assert.Equal(told, log.Kept);
        Assert.Equal(16, told.Distinct().Count());
    }
}
