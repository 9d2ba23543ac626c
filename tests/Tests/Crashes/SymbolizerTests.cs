using FfiIsolation.Crashes;
using static FfiIsolation.Tests.Crashes.DeathBuilder;

namespace FfiIsolation.Tests.Crashes;

public sealed class SymbolizerTests
{
    private static string Stack(DeathBuilder death) => string.Join(" | ", death.Report.Stack);

    [Fact]
    public void Frames_have_module_symbol_and_offset_and_the_worker_is_one_line()
    {
        var report = new DeathBuilder().Fault(0).Report;
        Assert.Equal("libdemo.so  inner+0x20 | libdemo.so  demo+0x5 | (call gate)", string.Join(" | ", report.Stack));
        Assert.True(report.StackIsComplete);
        Assert.Equal("/usr/lib/libdemo.so", report.Stack[0].ModulePath);
        Assert.Equal(0x10120ul, report.Stack[0].ModuleOffset);
    }

    [Fact]
    public void A_return_address_belongs_to_the_instruction_before_it_and_an_exact_one_to_itself()
    {
        // demo starts at 0x10200. As a return address that byte is behind the last call of what ends there, which nobody named.
        Assert.Equal("libdemo.so  demo+0x0 | libdemo.so  +0x10200", Stack(new DeathBuilder().Fault(0).Frames(Exact(Lib + 0x10200), Lib + 0x10200)));
        Assert.Equal("libdemo.so  demo+0x80", new DeathBuilder().Fault(0).Frames(Exact(Lib + 0x10120), Lib + 0x10280).Report.Stack[1].ToString());
    }

    [Fact]
    public void Cpp_names_are_demangled() =>
        Assert.StartsWith("libdemo.so  geo::area(double, double)+0x4", Stack(new DeathBuilder().Fault(0).Frames(Exact(Lib + 0x10304), Lib + 0x10205)));

    [Fact]
    public void Places_without_a_file_are_named_by_the_kernel() =>
        Assert.Equal("[vdso]  +0x10 | (not mapped)  0x12 | [heap]  +0x8", Stack(new DeathBuilder().Fault(0).Frames(Exact(0x7ffc00900010), 0x12, Heap + 8)));

    [Fact]
    public void After_a_jump_to_null_the_caller_is_found_on_the_stack_and_the_rest_by_frame_pointers() =>
        Assert.Equal("(not mapped)  0x0 | libdemo.so  inner+0x30 | libdemo.so  demo+0x5 | (call gate)", Stack(new DeathBuilder().Fault(0, 0x14).Register("rip", 0)
            .Frames(Exact(0)).StackWord(0, Lib + 0x10130).Chain(0, Lib + 0x10205, Worker + 0x1010)));

    [Fact]
    public void Without_unwinding_frame_pointers_are_used_and_the_trace_is_not_called_complete()
    {
        var report = new DeathBuilder().Fault(0).Chain(Lib + 0x10120, Lib + 0x10205, Worker + 0x1010).State(CrashRecordState.Stack).Report;
        Assert.Equal("libdemo.so  inner+0x20 | libdemo.so  demo+0x5 | (call gate)", string.Join(" | ", report.Stack));
        Assert.False(report.StackIsComplete);
    }

    [Fact]
    public void A_library_thread_ends_at_its_start() =>
        Assert.Equal("libdemo.so  inner+0x20", Stack(new DeathBuilder().Fault(0).Frames(Exact(Lib + 0x10120), Worker + 0x3010, Libc + 0x3010, Libc + 0x4010)));

    [Fact]
    public void A_callback_shows_both_passages_through_the_worker() =>
        Assert.Equal("libdemo.so  inner+0x20 | (call gate) | libdemo.so  demo+0x5 | (call gate)", Stack(new DeathBuilder().Fault(0)
            .Frames(Exact(Lib + 0x10120), Worker + 0x1010, Worker + 0x2010, Lib + 0x10205, Worker + 0x1010, Worker + 0x2010, Libc + 0x6010)));

    [Fact]
    public void A_fault_in_the_worker_itself_is_shown() =>
        Assert.Equal("ffi-worker  Worker_Main+0x10 | (call gate)", Stack(new DeathBuilder().Fault(0).Frames(Exact(Worker + 0x2010), Worker + 0x1010, Libc + 0x6010)));

    [Fact]
    public void An_exit_starts_at_exit_and_not_at_the_hook_that_saw_it()
    {
        Assert.Equal("libc.so.6  exit+0x10 | libdemo.so  demo+0x5 | (call gate)", Stack(new DeathBuilder().Exit(CrashRecordKind.Exit, 3)
            .Frames(Exact(Worker + 0x5010), Libc + 0x5010, Lib + 0x10205, Worker + 0x1010)));
        Assert.Equal("ffi-worker  _exit+0x10 | libdemo.so  demo+0x5 | (call gate)", Stack(new DeathBuilder().Exit(CrashRecordKind.QuickExit, 3)
            .Frames(Exact(Worker + 0x4010), Lib + 0x10205, Worker + 0x1010)));
    }

    [Fact]
    public void Recursion_is_folded_also_through_two_functions()
    {
        StackFrame Frame(string symbol) => new() { Address = 1, Module = "a", Symbol = symbol };
        StackFrame[] frames = [Frame("x"), .. Enumerable.Range(0, 20).Select(i => Frame(i % 2 == 0 ? "even" : "odd")), Frame("main")];
        Assert.Equal([new StackFold(0, 1, 1), new StackFold(1, 2, 10), new StackFold(21, 1, 1)], StackFold.Of(frames));
        Assert.Equal(3, StackFold.Of([Frame("a"), Frame("a"), Frame("a")]).Count);
        Assert.Empty(StackFold.Of([]));
    }

    [Fact]
    public void The_real_libc_names_its_own_functions()
    {
        var path = "/lib/x86_64-linux-gnu/libc.so.6";
        Assert.SkipUnless(File.Exists(path), "no glibc at its Debian place");
        var file = FfiIsolation.Libraries.ElfFile.TryOpen(path)!;
        var abort = file.Functions.First(f => f.Name == "abort");
        var segment = file.Segments.First(s => s.IsExecutable);
        var map = $"7f0000400000-7f0000600000 r-xp {segment.FileOffset:x8} fe:00 3 {path}\n";
        var address = 0x7f0000400000 + (abort.Address - segment.Address) + 9;
        var report = new DeathBuilder().Fault(0).MapText(map.PadRight(2000)).Frames(Exact(address), address)
            .With(f => f with { Symbols = FfiIsolation.Libraries.ElfFile.TryOpen }).Report;
        Assert.Equal("libc.so.6  abort+0x9", report.Stack[0].ToString());
    }
}
