using System.Text.Json;
using FfiIsolation.Crashes;
using static FfiIsolation.Tests.Crashes.DeathBuilder;

namespace FfiIsolation.Tests.Crashes;

public sealed class CrashReportTests
{
    private static DeathBuilder Strlen() => new DeathBuilder().Fault(0).Register("rip", Libc + 0x1015).Frames(Exact(Libc + 0x1015), Worker + 0x1010, Worker + 0x2010)
        .Status(11).With(f => f with
        {
            Call = new CrashedCall
            {
                Function = "strlen",
                Prototype = "size_t strlen(const char *s)",
                LibraryPath = "/usr/lib/libc.so.6",
                Arguments = [Pointer("s", 0)],
            },
            MaxResidentBytes = 17_825_792,
            CpuTime = TimeSpan.FromMilliseconds(12),
        });

    [Fact]
    public void A_null_argument_reads_like_this() => Assert.Equal("""
        strlen crashed: SIGSEGV (SEGV_MAPERR) reading address 0x0

        Call
          size_t strlen(const char *s)
          in /usr/lib/libc.so.6
            s = NULL

        Why
          - Parameter `s` was NULL.

        Stack of thread 4711 "ffi-worker" (the call's)
           0  libc.so.6   strlen+0x15                                                         0x7f0000401015
           1  (call gate)

        Registers
          rax 0000000000000000  rbx 0000000000000000  rcx 0000000000000000  rdx 0000000000000000
          rsi 0000000000000000  rdi 0000000000000000  rbp 0000000000000000  rsp 00007ffc007ff000
          r8  0000000000000000  r9  0000000000000000  r10 0000000000000000  r11 0000000000000000
          r12 0000000000000000  r13 0000000000000000  r14 0000000000000000  r15 0000000000000000
          rip 00007f0000401015  efl 0000000000000000

        Worker
          process 4711, generation 3, up 1.23 s, 17 calls, 17.0 MB at most, 12 ms of CPU time, died
          2026-07-30 12:00:00.250Z
          calls before: open_it, use_it

        """.ReplaceLineEndings("\n"), Strlen().Report.ToString());

    [Fact]
    public void Endless_recursion_reads_like_this() => Assert.Equal("""
        demo overflowed its stack: SIGSEGV (SEGV_MAPERR) writing address 0x7ffbfffffff8

        Call
          int demo(int depth)
          in /usr/lib/libdemo.so
            depth = 0

        Why
          - Endless recursion: recurse calls itself, 126 times in the frames that were kept.
          - The stack of this thread has 8192 KB.

        Stack of thread 4711 "ffi-worker" (the call's)
           0  libdemo.so  recurse+0x10                                                        0x7f0000110410
              … this frame 126 times in all
         126  libdemo.so  demo+0x5                                                            0x7f0000110205
         127  (call gate)
        """.ReplaceLineEndings("\n"), new DeathBuilder().Fault(StackLow - 8, 6).Register("rsp", StackLow)
            .Frames([Exact(Lib + 0x10410), .. Enumerable.Repeat(Lib + 0x10420, 125), Lib + 0x10205, Worker + 0x1010])
            .Calling(CallOf("demo", "int demo(int depth)", Number("depth", "0"))).Report.ToString().Split("\n\nRegisters")[0]);

    [Fact]
    public void Heap_corruption_reads_like_this() => Assert.Equal("""
        demo aborted: free(): double free detected in tcache 2

        Call
          int demo(char *dst, const char *src)
          in /usr/lib/libdemo.so
            dst = buffer of 16 bytes   16 bytes at 0x7f0000a00ff0
            src = "hello"   6 bytes at 0x7f0000a00ffa

        Why
          - glibc checked its heap and found it misused. The same block was freed twice. Look for two owners
            of one pointer, or for a function that frees what it was given.
          - A session with a guarded heap (HeapGuarding.Guarded, ffi call --guard-heap) tells whose block it
            is, and at once.

        Stack of thread 4711 "ffi-worker" (the call's)
           0  libc.so.6   abort+0x20                                                          0x7f0000402020
           1  libdemo.so  demo+0x5                                                            0x7f0000110205
           2  (call gate)
        """.ReplaceLineEndings("\n"), new DeathBuilder().Abort("free(): double free detected in tcache 2")
            .Frames(Exact(Libc + 0x2020), Lib + 0x10205, Worker + 0x1010)
            .Calling(CallOf("demo", "int demo(char *dst, const char *src)", BlockOf("dst", 16),
                BlockOf("src", 6, ArgumentDirection.In, Block + 10) with { Text = "\"hello\"" })).Report.ToString().Split("\n\nRegisters")[0]);

    [Fact]
    public void A_timeout_reads_like_this() => Assert.Equal("""
        spin did not return in time; its worker was killed

        Call
          void spin(void)
          in /usr/lib/libdemo.so

        Last words
          | still working

        Worker
          process 4711, generation 3, up 1.23 s, 17 calls, died 2026-07-30 12:00:00.250Z
          calls before: open_it, use_it

        """.ReplaceLineEndings("\n"), new DeathBuilder().Status(9).Calling(CallOf("spin", "void spin(void)"))
            .With(f => f with { KillReason = KillReason.Timeout, StandardError = "still working\n" }).Report.ToString());

    [Fact]
    public void No_line_is_wider_than_100_columns()
    {
        var longName = new string('n', 300);
        var report = new DeathBuilder().Fault(0x123456789000).Calling(CallOf("f", "int f(char *" + longName + ")", Pointer(longName, 0x123456789000) with { Text = new string('t', 400) }))
            .With(f => f with { StandardError = new string('e', 500), LastCalls = [.. Enumerable.Repeat("some_function_name", 30)] }).Report;
        var wide = report.ToString().Split('\n').Where(l => l.Length > 100 && !l.Contains(longName)).ToList();
        Assert.Empty(wide);
    }

    [Fact]
    public void Json_holds_the_facts()
    {
        using var json = JsonDocument.Parse(Strlen().Report.ToJson());
        var root = json.RootElement;
        Assert.Equal("NullPointer", root.GetProperty("cause").GetString());
        Assert.Equal("Call", root.GetProperty("blame").GetString());
        Assert.Equal("strlen crashed: SIGSEGV (SEGV_MAPERR) reading address 0x0", root.GetProperty("summary").GetString());
        Assert.Equal("strlen", root.GetProperty("call").GetProperty("function").GetString());
        Assert.Equal("size_t strlen(const char *s)", root.GetProperty("call").GetProperty("prototype").GetString());
        var argument = root.GetProperty("call").GetProperty("arguments")[0];
        Assert.Equal("s", argument.GetProperty("name").GetString());
        Assert.Equal("0x0", argument.GetProperty("address").GetString());
        Assert.Equal(JsonValueKind.Null, argument.GetProperty("length").ValueKind);
        Assert.Equal("SIGSEGV", root.GetProperty("signal").GetString());
        Assert.Equal(11, root.GetProperty("signalNumber").GetInt32());
        Assert.Equal("SEGV_MAPERR", root.GetProperty("signalCode").GetString());
        Assert.Equal("0x0", root.GetProperty("faultAddress").GetString());
        Assert.Equal("Read", root.GetProperty("access").GetString());
        Assert.Equal("libc.so.6", root.GetProperty("stack")[0].GetProperty("module").GetString());
        Assert.Equal("strlen", root.GetProperty("stack")[0].GetProperty("symbol").GetString());
        Assert.True(root.GetProperty("stack")[1].GetProperty("isCallGate").GetBoolean());
        Assert.Equal("0x00007f0000401015", root.GetProperty("registers").GetProperty("rip").GetString());
        Assert.Equal(4711, root.GetProperty("processId").GetInt32());
        Assert.Equal(3, root.GetProperty("generation").GetInt64());
        Assert.Equal(1234.5, root.GetProperty("uptimeMilliseconds").GetDouble());
        Assert.Equal("Parameter `s` was NULL.", root.GetProperty("hints")[0].GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("exitCode").ValueKind);
        Assert.Contains("`s` was NULL", Strlen().Report.ToJson());
    }

    [Fact]
    public void A_report_can_be_made_and_summed_up_without_reading_a_file()
    {
        var read = new List<string>();
        var report = Strlen().With(f => f with { Symbols = path => { read.Add(path); return FakeSymbols(path); } }).Report;
        Assert.Equal("strlen crashed: SIGSEGV (SEGV_MAPERR) reading address 0x0", report.Summary);
        Assert.Equal(CrashCause.NullPointer, report.Cause);
        Assert.Equal("SIGSEGV", report.SignalName);
        Assert.Empty(read);
        Assert.NotEmpty(report.Stack);
        Assert.NotEmpty(read);
    }

    [Fact]
    public void Many_threads_may_read_one_report()
    {
        var report = Strlen().Report;
        var texts = new string[16];
        Parallel.For(0, texts.Length, i => texts[i] = report.ToString());
        Assert.Single(texts.Distinct());
    }
}
