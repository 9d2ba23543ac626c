using FfiIsolation.Crashes;
using FfiIsolation.Crashes.Hints;
using static FfiIsolation.Tests.Crashes.DeathBuilder;

using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Crashes;

public sealed class CrashHintsTests
{
    private static readonly Dictionary<string, (Func<DeathBuilder> Death, string Expected)> s_hints = new()
    {
        ["null argument"] = (() => new DeathBuilder().Fault(0).Calling(CallOf("strlen", "size_t strlen(const char *s)", Pointer("s", 0))), "Parameter `s` was NULL."),
        ["two null arguments"] = (() => new DeathBuilder().Fault(0).Calling(CallOf("f", "int f(int *a, int *b)", Pointer("a", 0), Pointer("b", 0))),
            "Parameter `a` and parameter `b` were NULL."),
        ["null argument without a name"] = (() => new DeathBuilder().Fault(0).Calling(CallOf("f", "int f(int, int *)", Number("", "1"), Pointer("", 0))), "Parameter 2 was NULL."),
        ["field of null"] = (() => new DeathBuilder().Fault(0x38), "The address is NULL + 0x38: a field at offset 0x38 of a NULL struct pointer"),
        ["null from the library"] = (() => new DeathBuilder().Fault(0).Calling(CallOf("f", "int f(int *p)", Pointer("p", 0x555500200010))), "No argument was NULL"),
        ["one past the end"] = (() => new DeathBuilder().Fault(Block + 16, 7, 2).Calling(CallOf("fill", "void fill(char *dst, size_t n)", BlockOf("dst", 16))),
            "The fault address is parameter `dst` + 16: one byte past the end of its 16-byte buffer (write)."),
        ["further past the end"] = (() => new DeathBuilder().Fault(Block + 20, 5, 2).Calling(CallOf("sum", "int sum(const char *p)", BlockOf("p", 16, ArgumentDirection.In))),
            "The fault address is parameter `p` + 20: 5 bytes past the end of its 16-byte buffer (read)."),
        ["unterminated"] = (() => new DeathBuilder().Fault(Block + 16, 5, 2).Calling(CallOf("sum", "int sum(const char *p)", BlockOf("p", 16, ArgumentDirection.In))), "without the terminator"),
        ["nearest of two blocks"] = (() => new DeathBuilder().Fault(Block + 16, 7, 2).Calling(CallOf("copy", "void copy(char *a, char *b)", BlockOf("a", 16, address: Block - 2048), BlockOf("b", 16))),
            "parameter `b` + 16"),
        ["before the start"] = (() => new DeathBuilder().Fault(Block - 1, 7, 2).Calling(CallOf("f", "int f(char *dst)", BlockOf("dst", 16))),
            "The fault address is parameter `dst` - 1: before the start of its 16-byte buffer (write)."),
        ["in the guard page before its place"] = (() => new DeathBuilder().Fault(Block - 8000, 5, 2).Calling(CallOf("f", "int f(char *dst)", BlockOf("dst", 16))),
            "The fault address is parameter `dst` - 8000: before the start of its 16-byte buffer (read)."),
        ["argument is the address"] = (() => new DeathBuilder().Fault(0x123456789000).Calling(CallOf("read_at", "int read_at(const void *address)", Pointer("address", 0x123456789000))),
            "Argument 1 `address` = 0x123456789000 is the fault address."),
        ["near an argument"] = (() => new DeathBuilder().Fault(0x123456789010).Calling(CallOf("read_at", "int read_at(const void *address)", Pointer("address", 0x123456789000))),
            "and the fault address is 0x10 behind it."),
        ["low argument is not called a field"] = (() => new DeathBuilder().Fault(0x1000).Calling(CallOf("read_at", "int read_at(const void *a)", Pointer("a", 0x1000))),
            "Argument 1 `a` = 0x1000 is the fault address."),
        ["impossible argument"] = (() => new DeathBuilder().Fault(0, 0, 0x80, 13).Calling(CallOf("read_at", "int read_at(const void *a)", Pointer("a", 0x1122334455667788))),
            "Argument 1 = 0x1122334455667788 is no possible address"),
        ["cut pointer"] = (() => new DeathBuilder().Fault(0x00512345), "The address is the lower half of 0x7f0000512345, which lies in libc.so.6: a 64-bit pointer was cut to 32 bits."),
        ["cut and sign-extended pointer"] = (() => new DeathBuilder().Fault(0xFFFFFFFF80001234)
            .MapText("7f0080000000-7f0080002000 rw-p 00000000 00:00 0\n"), "lower half of 0x7f0080001234, which lies in (anonymous)"),
        ["cut argument, unknown whole"] = (() => new DeathBuilder().Fault(0x70000000).Calling(CallOf("strlen", "size_t strlen(const char *s)", Pointer("s", 0x70000000))), "fits into 32 bits"),
        ["text as address"] = (() => new DeathBuilder().Fault(0x6564636261), "The bytes of 0x6564636261 look like text, \"abcde\": a string was written over a pointer."),
        ["text in a register"] = (() => new DeathBuilder().Fault(0, 0, 0x80, 13).Register("rbx", 0x4847464544434241), "look like text, \"ABCDEFGH\""),
        ["text as return address"] = (() => new DeathBuilder().Fault(0, 0, 0x80, 13).StackWord(0, 0x4141414141414141), "The return address on the stack is text (\"AAAAAAAA\")"),
        ["dead memory"] = (() => new DeathBuilder().Fault(0xdeadbeef), "0xdeadbeef is the pattern of memory marked as dead"),
        ["freed memory"] = (() => new DeathBuilder().Fault(0, 0, 0x80, 13).Register("rax", 0xdddddddddddddde5), "is the pattern of freed memory (0xdd bytes)"),
        ["our own tell-tale"] = (() => new DeathBuilder().Fault(0, 0, 0x80, 13).Register("rdi", 0x7E5AC396A5D2B408), "the tell-tale that the gate leaves in the result register"),
        ["a missing pointer"] = (() => new DeathBuilder().Fault(0x2A117A180000).Calling(CallOf("strcpy", "char *strcpy(char *to)", Pointer("to", 0x555500200010))),
            "The function read through rsi, where the second integer or pointer argument goes, and the prototype declares one: a parameter is missing."),
        ["a field of a missing pointer"] = (() => new DeathBuilder().Fault(0x2A117A080038, 7, 2).Calling(CallOf("f", "int f(double x)")),
            "The function wrote through rdi, where the first integer or pointer argument goes, and the prototype declares none: a parameter is missing, or `x`, declared double, is an integer or a pointer."),
        ["a struct by value for a pointer"] = (() => new DeathBuilder().Fault(0x2A117A180000).Calling(CallOf("f", "int f(struct point *p)")),
            "a parameter is missing, or a struct is taken by value where a pointer is declared."),
        ["the seventh argument"] = (() => new DeathBuilder().Fault(0x2A117A680010).Calling(CallOf("f", "int f(void)")),
            "The function read through the word of the stack behind the arguments: it has more parameters than the prototype declares."),
        ["the Microsoft convention, undeclared"] = (() => new DeathBuilder().Fault(0x2A117A380000).Calling(CallOf("f", "int f(int *p)")), "or it is a function of the Microsoft convention (ms_abi)."),
        ["the Microsoft convention, declared"] = (() => new DeathBuilder().Fault(0x2A117A780000).Calling(CallOf("f", "__attribute__((ms_abi)) int f(int *p)")), "declare it without ms_abi."),
        ["a register of the Microsoft convention"] = (() => new DeathBuilder().Fault(0x2A117A180000).Calling(CallOf("f", "__attribute__((ms_abi)) int f(int a, double b)")),
            "The function read through rdx, where the second argument goes, and the prototype declares two: a parameter is missing, or `b`, declared double, is an integer or a pointer."),
        ["a missing index"] = (() => new DeathBuilder().Fault(Block + (4UL * 0x7A180000)).Calling(CallOf("f", "int f(const int *p)", BlockOf("p", 16))),
            "The function took as an index into `p` rsi, where the second"),
        ["a missing length"] = (() => new DeathBuilder().Fault(Block + 16, 7, 2).Register("rcx", 0x2A117A180000 - 40).Calling(CallOf("f", "int f(char *p)", BlockOf("p", 16))),
            "The function seems to use rsi, where the second"),
        ["a number taken for a pointer"] = (() => new DeathBuilder().Fault(0x1234).Calling(CallOf("f", "int f(long n)", Number("n", "4660") with { TypeText = "long", Word = 4660 })),
            "Argument 1 `n`, declared long, holds 0x1234, the fault address: the function takes a pointer there."),
        ["the memory of a result taken for a pointer"] = (() => new DeathBuilder().Fault(0x5, 6).Calling(CallOf("f", "void f(long s)", Number("s", "5") with { TypeText = "long", Word = 5 })),
            "Argument 1 `s`, declared long, holds 0x5, the fault address: the function takes a pointer there, or returns a struct of more than 16 bytes, whose memory is passed there."),
        ["a struct as result in memory already"] = (() => new DeathBuilder().Fault(0x5, 6).Calling(CallOf("f", "struct wide f(long s)", Number("s", "5") with { TypeText = "long", Word = 5 })),
            "holds 0x5, the fault address: the function takes a pointer there."),
        ["a second number written through"] = (() => new DeathBuilder().Fault(0x5, 6).Calling(CallOf("f", "void f(long s, long t)", Number("s", "7") with { TypeText = "long", Word = 7 }, Number("t", "5") with { TypeText = "long", Word = 5 })),
            "Argument 2 `t`, declared long, holds 0x5, the fault address: the function takes a pointer there."),
        ["a missing argument behind the dots"] = (() => new DeathBuilder().Fault(0x2A117A480000).Calling(CallOf("snprintf", "int snprintf(char *d, size_t n, const char *f, ...)", Pointer("d", 0x555500200010))),
            "The function read through r8, where the fifth integer or pointer argument goes, and the call passes none there: an argument behind the dots is missing or of another kind."),
        ["a missing argument behind the dots, no Microsoft convention"] = (() => new DeathBuilder().Fault(0x2A117A380000, 7, 2).Calling(CallOf("sscanf", "int sscanf(const char *s, const char *f, ...)", Pointer("s", 0x555500200010))),
            "The function wrote through rcx, where the fourth integer or pointer argument goes, and the call passes none there: an argument behind the dots is missing or of another kind."),
        ["a missing argument behind the dots, on the stack"] = (() => new DeathBuilder().Fault(0x2A117A680010).Calling(CallOf("printf", "int printf(const char *f, ...)", Pointer("f", 0x555500200010))),
            "The function read through the word of the stack behind the arguments: an argument behind the dots is missing or of another kind."),
        ["a number that looks like half of a pointer"] = (() => new DeathBuilder().Fault(0x00512345).Calling(CallOf("f", "int f(int n)", Number("n", "5317445") with { TypeText = "int", Word = 0x00512345 })),
            "Argument 1 `n`, declared int, holds 0x512345, the fault address: the function takes a pointer there."),
        ["a number that no constant of an enum has"] = (() => new DeathBuilder().Fault(0x123458).Calling(CallOf("f", "int f(int n, enum color c)", Number("n", "7"), Number("c", "7") with { TypeText = "enum color", Word = 0xAB00000007 })),
            "Argument 2 `c` was 7, which no constant of enum color has, nor several of them together: it has RED = 0, GREEN = 1, BLUE = 2."),
        ["a number near the address"] = (() => new DeathBuilder().Fault(0x123458).Calling(CallOf("f", "int f(long n)", Number("n", "1193040") with { TypeText = "long", Word = 0x123450 })),
            "Argument 1 `n`, declared long, holds 0x123450, near the fault address: the function takes a pointer there."),
        ["aligned vector"] = (() => new DeathBuilder().Fault(0, 0, 0x80, 13), "an aligned vector access"),
        ["read-only"] = (() => new DeathBuilder().Fault(Lib + 0x20, 7, 2), "The address is in read-only memory of libdemo.so"),
        ["closed page"] = (() => new DeathBuilder().Fault(0x7f0000a01800, 5, 2), "mapped but closed to access ((anonymous))"),
        ["behind a mapping"] = (() => new DeathBuilder().Fault(Heap + 0x100040, 6), "The address is 0x40 bytes behind the end of [heap] memory"),
        ["kernel"] = (() => new DeathBuilder().Fault(0xffff888000001000, 5), "kernel's half"),
        ["nothing near"] = (() => new DeathBuilder().Fault(0x123456789000), "Nothing is mapped at or near the address"),
        ["null function"] = (() => new DeathBuilder().Fault(0, 0x14).Register("rip", 0), "A NULL function pointer was called"),
        ["data executed"] = (() => new DeathBuilder().Fault(Lib + 0x20010, 0x15, 2).Register("rip", Lib + 0x20010), "sent to libdemo.so memory that holds data"),
        ["recursion"] = (() => new DeathBuilder().Fault(StackLow - 8, 6).Register("rsp", StackLow)
            .Frames([Exact(Lib + 0x10410), .. Enumerable.Repeat(Lib + 0x10420, 100)]), "Endless recursion: recurse calls itself, 101 times"),
        ["huge frame"] = (() => new DeathBuilder().Fault(StackLow - 0x400000, 6).Register("rsp", StackLow - 0x400000), "One frame asked for more than the stack has left"),
        ["division"] = (() => new DeathBuilder().Signal(8, 1).Calling(CallOf("divide", "int divide(int a, int b)", Number("a", "1"), Number("b", "0"))), "Parameter `b` was 0."),
        ["ud2"] = (() => new DeathBuilder().Signal(4, 2), "`ud2`"),
        ["int3"] = (() => new DeathBuilder().Signal(5, 0x80), "int3"),
        ["bus error"] = (() => new DeathBuilder().Fault(0x7f0000a01800, 4, 2, signal: 7), "shorter than its mapping"),
        ["double free"] = (() => new DeathBuilder().Abort("free(): double free detected in tcache 2"), "The same block was freed twice"),
        ["double free or overrun"] = (() => new DeathBuilder().Abort("double free or corruption (out)"), "or the bytes before it were overwritten"),
        ["double free or overrun, by whom"] = (() => new DeathBuilder().Abort("double free or corruption (!prev)"), "an earlier one may have done it"),
        ["double free, unguarded"] = (() => new DeathBuilder().Abort("free(): double free detected in tcache 2"), "A session with a guarded heap (HeapGuarding.Guarded, ffi call --guard-heap) tells whose block it is, and at once."),
        ["heap overrun"] = (() => new DeathBuilder().Abort("free(): invalid next size (normal)"), "an earlier one may have done it"),
        ["foreign free"] = (() => new DeathBuilder().Abort("free(): invalid pointer"), "that malloc never gave"),
        ["stack protector"] = (() => new DeathBuilder().Abort("*** stack smashing detected ***: terminated"), "A local array was overrun"),
        ["fortify"] = (() => new DeathBuilder().Abort("*** buffer overflow detected ***: terminated"), "_FORTIFY_SOURCE"),
        ["noexcept"] = (() => new DeathBuilder().Abort("").With(f => f with { StandardError = "terminate called after throwing an instance of 'int'" }), "noexcept"),
        ["thrown on a thread"] = (() => new DeathBuilder().Abort("").OnThread(OtherThread).With(f => f with { StandardError = "terminate called after throwing an instance of 'int'" }),
            "a thread that the library made, where nothing catches it"),
        ["pure virtual"] = (() => new DeathBuilder().Abort("").With(f => f with { StandardError = "pure virtual method called\nterminate called without an active exception" }), "not yet constructed"),
        ["exit"] = (() => new DeathBuilder().Exit(CrashRecordKind.Exit, 3), "Native code called exit(3)"),
        ["_exit"] = (() => new DeathBuilder().Exit(CrashRecordKind.QuickExit, 7), "Native code called _exit(7)"),
        ["raw exit"] = (() => new DeathBuilder().Status(0x800), "by the system call itself"),
        ["raised"] = (() => new DeathBuilder().Signal(11, -6, Pid), "the process sent it to itself"),
        ["sent"] = (() => new DeathBuilder().Signal(11, 0, 99), "process 99 sent it"),
        ["killed"] = (() => new DeathBuilder().Status(9), "SIGKILL leaves no trace of its sender"),
        ["blocked system call"] = (() => new DeathBuilder().Signal(31, 1).Register("rax", 41), "System call number 41"),
        ["library thread"] = (() => new DeathBuilder().Fault(0).OnThread(OtherThread, "crasher"), "It happened on thread 4720 \"crasher\", which native code made"),
        ["after return"] = (() => new DeathBuilder().Fault(0).OnThread(OtherThread).OfCall(7, RecorderStage.Done).Calling(null), "the last were: open_it, use_it."),
        ["reading the result"] = (() => new DeathBuilder().Fault(0x123456789000).OfCall(7, RecorderStage.Reading), "The result was read as text when the fault came, after the function had returned"),
        ["damaged stack"] = (() => new DeathBuilder().Fault(0x123456789000).Nested(11), "A second fault (SIGSEGV) stopped the recording"),
        ["behind a rented buffer"] = (() => new DeathBuilder().Fault(0x7f0000a01001, 2).With(f => f with { Rented = [new RentedBlock("rented buffer #2", 0x7f0000a00ff0, 0x10)] }),
            "The fault address is rented buffer #2 + 17: 2 bytes past the end of its 16 bytes (write)."),
        ["far behind a rented buffer"] = (() => new DeathBuilder().Fault(0x7f0000a01001, 2).With(f => f with { Rented = [new RentedBlock("rented buffer #2", 0x7f0000900ff0, 0x10)] }), "a guard page"),
        ["in a rented buffer that was disposed"] = (() => new DeathBuilder().Fault(0x7f0000a00ff8, 7, 2).With(f => f with { Rented = [new RentedBlock("rented buffer #2", 0x7f0000a00ff0, 0x10, IsReturned: true)] }),
            "The fault address is 8 bytes into rented buffer #2, which had 16 bytes and was disposed (write): a pointer to it was kept."),
        ["before the start of a rented buffer that was disposed"] = (() => new DeathBuilder().Fault(0x7f0000a00004, 5, 2).With(f => f with { Rented = [new RentedBlock("rented buffer #2", 0x7f0000a00ff0, 0x10, IsReturned: true)] }),
            "The fault address is 4076 bytes before the start of rented buffer #2"),
        ["behind a rented buffer, where another one was"] = (
            () => new DeathBuilder().Fault(0x7f0000a01001, 2).With(f => f with { Rented = [new RentedBlock("rented buffer #3", 0x7f0000a00ff0, 0x10), new RentedBlock("rented buffer #2", 0x7f0000a00000, 0x2000, IsReturned: true)] }),
            "The fault address is rented buffer #3 + 17: 2 bytes past the end of its 16 bytes (write)."),
        ["the stack of a jump to nowhere"] = (() => new DeathBuilder().Fault(5, 0x14).Register("rip", 5).Nested(11), "A second fault (SIGSEGV) stopped the recording: there is no code where the processor was sent"),
        ["a NULL function"] = (() => new DeathBuilder().Fault(0, 0x14).Register("rip", 0).Calling(CallOf("apply", "int apply(void *function)", Pointer("function", 0))),
            "A NULL function pointer was called: parameter `function` was NULL, or it is a callback that was never set"),
        ["the text of an argument as a pointer"] = (() => new DeathBuilder().Fault(0x6f6c6c6568).Calling(CallOf("first", "int first(const char *list)", BlockOf("list", 6, ArgumentDirection.In) with { Text = "\"hello\"" })),
            "The text of parameter `list` was taken for a pointer (\"hello\" as an address): the function takes a pointer to pointers there, or to a struct that begins with one, or has copied the text over a pointer."),
        ["a number passed to a callback for text"] = (() => new DeathBuilder().Fault(4).BeforeCallback()
            .Calling(CallOf("apply", "int apply(int (*f)(const char *name), int x)", Number("f", "callback"), Number("x", "4") with { Word = 4 })),
            "The function calls `f` with 0x4 where its `name`, declared const char *, goes: that is no address, so it passes a number there, or a pointer of another kind."),
        ["nothing passed to a callback for text"] = (() => new DeathBuilder().Fault(0x2A117A180000).BeforeCallback()
            .Calling(CallOf("apply", "int apply(int (*f)(const char *name, const char *value))", Number("f", "callback"))),
            "The function calls `f` with nothing where its `value`, declared const char *, goes: it passes an argument of another kind there, or fewer of them."),
        ["a number passed to one of several callbacks"] = (() => new DeathBuilder().Fault(4).BeforeCallback()
            .Calling(CallOf("apply", "int apply(int (*f)(const char *), int (*g)(void *))", Number("f", "callback"), Number("g", "callback"))),
            "The function calls back with 0x4 where a pointer is declared: that is no address"),
        ["an int that is 0"] = (() => new DeathBuilder().Fault(0, 6).Calling(CallOf("parse", "int parse(const char *s, int to)", Pointer("s", 0x555500200010), Number("to", "0") with { Word = 0 })),
            "No argument was NULL, but argument 2 `to`, declared int, is 0: where the function takes a pointer, that is one. Else the library got this null pointer by itself."),
        ["two ints that are 0"] = (() => new DeathBuilder().Fault(0).Calling(CallOf("f", "int f(int, long b, short c, double d)", Number("", "0") with { Word = 0 }, Number("b", "0") with { TypeText = "long", Word = 0 }, Number("c", "0") with { Word = 0 }, Number("d", "0"))),
            "No argument was NULL, but argument 1, declared int, and argument 2 `b`, declared long, are 0: where"),
        ["a struct as result in memory, declared as a number"] = (() => new DeathBuilder().Fault(0x24, 6).Register("rcx", 0x2A117A180000)
            .Calling(CallOf("make", "long make(long n)", Number("n", "4") with { TypeText = "long", Word = 4 })),
            "and the prototype declares one: a parameter is missing, or it returns a struct of more than 16 bytes, whose memory is passed ahead of the arguments."),
        ["a pointer for a struct by value"] = (() => new DeathBuilder().Fault(0x2A117A080000).Calling(CallOf("f", "int f(struct wide w)")),
            "and the prototype declares none: a parameter is missing, or a pointer is taken where a struct is declared by value."),
        ["contradiction"] = (() => new DeathBuilder().Fault(0).Status(0), "contradicts the way it ended"),
        ["small argument with a header"] = (() => new DeathBuilder().Fault(0x8).Calling(CallOf("free", "void free(void *p)", Pointer("p", 0x10))),
            "Argument 1 `p` = 0x10, and the fault address is 0x8 before it, where an allocator keeps the size of a block."),
        ["small argument"] = (() => new DeathBuilder().Fault(0x122c).Calling(CallOf("free", "void free(void *p)", Pointer("p", 0x1234))), "0x1234 is a small number, not a pointer"),
        ["another program"] = (() => new DeathBuilder().Status(0).With(f => f with { OtherName = "true" }), "The process was called \"true\" at its end"),
        ["timer"] = (() => new DeathBuilder().Status(14), "that this call or an earlier one set; the calls before were: open_it, use_it."),
        ["overwritten recorder"] = (() => new DeathBuilder().Fault(0).Recorder(0xA5A5A5A5A5A5A5A5, (RecorderStage)0xA5), "memory of the worker itself was written over"),
        ["abort without a record"] = (() => new DeathBuilder().Status(6), "The crash guard could not record this"),
        ["no record"] = (() => new DeathBuilder().Status(11), "The crash guard could not record this"),
    };

    public static TheoryData<string> Cases => new(s_hints.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_hint_says_what_probably_went_wrong(string name)
    {
        var (death, expected) = s_hints[name];
        var hints = death().Report.Hints;
        Assert.True(hints.Any(h => h.Contains(expected, StringComparison.Ordinal)), $"wanted: {expected}\ngot: {string.Join("\n     ", hints)}");
    }

    [Fact]
    public void A_null_argument_is_the_first_thing_said() =>
        Assert.Equal(["Parameter `s` was NULL."], new DeathBuilder().Fault(0).Calling(CallOf("strlen", "size_t strlen(const char *s)", Pointer("s", 0))).Report.Hints);

    [Theory]
    [InlineData("enum color", 2)]
    [InlineData("enum color", 3)] // GREEN | BLUE
    [InlineData("enum sign", 0xFFFFFFFB)] // -5, of which the register has 32 bits
    public void A_number_that_constants_of_an_enum_have_is_not_told(string type, ulong word) => Assert.DoesNotContain(
        new DeathBuilder().Fault(0x123458).Calling(CallOf("f", $"int f({type} c)", Number("c", "?") with { TypeText = type, Word = word })).Report.Hints,
        hint => hint.Contains("no constant", StringComparison.Ordinal));

    [Fact]
    public void A_small_argument_is_no_structure_at_null()
    {
        var hints = new DeathBuilder().Fault(0x8).Calling(CallOf("free", "void free(void *p)", Pointer("p", 0x10))).Report.Hints;
        Assert.DoesNotContain(hints, h => h.Contains("NULL", StringComparison.Ordinal));
    }

    [Fact]
    public void A_number_behind_the_dots_that_was_read_as_a_pointer_is_named()
    {
        var hints = new DeathBuilder().Fault(42).Calling(CallOf("printf", "int printf(const char *f, ...)", Pointer("f", 0x555500200010), Number("", "42"))).Report.Hints;

        Assert.Equal(["Argument 2 = 42 is the fault address: it was passed as int behind the dots, and read as a pointer."], hints);
    }

    /// <summary>Whatever the arguments are: the function had returned.</summary>
    [Theory]
    [InlineData(0x70000000, "The result, 0x70000000, is no address of text: the function seems to return a number, not char *.")]
    [InlineData(5, "The result, 0x5, is no address of text: the function seems to return a number, not char *.")]
    [InlineData(0x123456789000, "Nothing is mapped at or near the address: the pointer was never set, was freed and given back to the system, or is garbage.",
        "The result was read as text when the fault came, after the function had returned: it points nowhere, or has no terminator.")]
    public void A_result_that_is_no_text_is_not_blamed_on_an_argument(ulong address, params string[] hints) => Assert.Equal(
        hints, new DeathBuilder().Fault(address).OfCall(7, RecorderStage.Reading).Calling(CallOf("larger", "char *larger(int a, int b)", Number("a", "?") with { Word = address }, Number("b", "5") with { Word = 5 })).Report.Hints);

    /// <summary>The host reads the text of a callback's argument so.</summary>
    [Fact]
    public void An_argument_that_came_back_explains_the_address() => Assert.Equal(
        ["Argument 1 `text` = 0x5 is the fault address.", "0x5 is a small number, not a pointer: nothing is mapped below 0x10000.",
            "The result was read as text when the fault came, after the function had returned: it points nowhere, or has no terminator."],
        new DeathBuilder().Fault(5).OfCall(7, RecorderStage.Reading).Calling(CallOf("text", "char *text(char *text)", Pointer("text", 5))).Report.Hints);

    /// <summary>The host reads text so, here within a callback: what it is made of is nobody's but its own.</summary>
    [Fact]
    public void What_a_callback_reads_is_told_as_that() => Assert.Equal(
        ["The callback int f(const char *name) read at 0x5: if that is an argument of it, the function passes a number there, or a pointer of another kind.",
            "Argument 1 `text` = 0x5 is the fault address.", "0x5 is a small number, not a pointer: nothing is mapped below 0x10000."],
        new DeathBuilder().Fault(5).OfCall(7, RecorderStage.Reading).Calling(CallOf("read_text", "char *read_text(const void *text, const void *same, size_t none)", Pointer("text", 5), Pointer("same", 5), Number("none", "0") with { Word = 0 })
            with { LibraryPath = "the worker", Within = CallOf("apply", "int apply(int (*f)(const char *name))") with { Callback = "int f(const char *name)" } }).Report.Hints);

    /// <summary>A field of a struct that was passed too short, and came out as NULL.</summary>
    [Fact]
    public void A_null_pointer_behind_the_end_of_a_buffer_is_not_the_librarys()
    {
        var death = new DeathBuilder().Fault(0).Overrun(Block + 16).Calling(CallOf("f", "size_t f(const void *r)", BlockOf("r", 16, ArgumentDirection.In)));
        Assert.Equal(["The function had run past the end of parameter `r`, from + 16 on: its buffer has 16 bytes, and what lies behind them may be the null pointer that it followed."], death.Report.Hints);
    }

    [Theory]
    [InlineData(0x7f0000700010UL, "The loader crashed over the file: it is damaged, or was cut off or written over.")]
    [InlineData(Lib + 0x10010, "The address is NULL + 0x8: a field at offset 0x8 of a NULL struct pointer, or an element of a NULL array.")]
    public void A_file_that_the_loader_does_not_survive_is_damaged(ulong instruction, string hint) => Assert.Equal(
        hint, new DeathBuilder().Fault(8).MapText("7f0000700000-7f0000720000 r-xp 00000000 fe:00 9 /usr/lib/ld-linux-x86-64.so.2\n" + Maps).Register("rip", instruction).Frames(instruction)
            .Calling(CallOf("dlopen", "void *dlopen(const char *file, int flags)", BlockOf("file", 9, ArgumentDirection.In), Number("flags", "2") with { Word = 2 }) with { LibraryPath = "the worker" }).Report.Hints[0]);

    /// <summary>An element behind a pointer that is no pointer; 0x18 is as well a field of NULL.</summary>
    [Theory]
    [InlineData(5, 0x15, "Argument 1, declared int, holds 0x5, and the fault address is 0x10 behind that, as a field or an element would be: the function seems to take a pointer there.")]
    [InlineData(8, 0x18, "The address is NULL + 0x18: a field at offset 0x18 of a NULL struct pointer, or an element of a NULL array.")]
    public void A_number_below_a_small_address_is_a_pointer_where_NULL_cannot_be(ulong number, ulong address, string hint) =>
        Assert.Equal(hint, new DeathBuilder().Fault(address).Calling(CallOf("f", "int f(int, int)", Number("", "?") with { Word = number }, Number("", "4") with { Word = 4 })).Report.Hints[0]);

    /// <summary>Nothing that is only guessed stands beside what explains an address.</summary>
    [Theory]
    [InlineData("int f(int)", "", 42UL, "Argument 1, declared int, holds 0x2a, the fault address: the function takes a pointer there.")]
    [InlineData("int f(int n)", "n", 42UL, "Argument 1 `n`, declared int, holds 0x2a, the fault address: the function takes a pointer there.")]
    [InlineData("int f(int, ...)", "", 42UL, "Argument 1, declared int, holds 0x2a, the fault address: the function takes a pointer there.")]
    public void A_number_that_is_the_address_is_the_only_thing_said(string prototype, string name, ulong address, string hint) =>
        Assert.Equal([hint], new DeathBuilder().Fault(address).Calling(CallOf("f", prototype, Number(name, "42") with { Word = 42 })).Report.Hints);

    [Fact]
    public void A_number_that_is_called_is_no_null_pointer_and_no_damaged_stack() => Assert.Equal(
        ["Argument 1 `function`, declared int, holds 0x5, the fault address: the function takes a pointer there.",
            "A second fault (SIGSEGV) stopped the recording: there is no code where the processor was sent, from which a trace could begin, and this one may be incomplete."],
        new DeathBuilder().Fault(5, 0x14).Register("rip", 5).Nested(11).Calling(CallOf("apply", "int apply(int function, int n)", Number("function", "5") with { Word = 5 }, Number("n", "1") with { Word = 1 })).Report.Hints);

    [Theory]
    [InlineData(false, "Argument 1 `function` = 0x5 is the fault address.", "0x5 is a small number, not a pointer: nothing is mapped below 0x10000.")]
    [InlineData(true, "0x5 was called as a function: that is a small number and no address of code. A number lies where a function pointer belongs, or a structure has another layout.")]
    public void A_small_number_that_is_called_is_not_called_NULL(bool isElsewhere, params string[] hints) => Assert.Equal(
        hints, new DeathBuilder().Fault(5, 0x14).Register("rip", 5).Calling(CallOf("apply", "int apply(void *function)", Pointer("function", isElsewhere ? 0x555500200010 : 5UL))).Report.Hints);

    /// <summary>The page at 7f0000a01000 is closed: the guard page of one buffer, and before the next.</summary>
    [Theory]
    [InlineData(0xff8, true, "The fault address is rented buffer #3 - 8: before the start of its 4096 bytes (write). An index below zero, or a pointer that was moved back too far.",
        "Or rented buffer #2, which ends before it and was disposed, was left: the fault address is 4089 bytes past the end of its 16 bytes.")]
    [InlineData(0xff8, false, "The fault address is rented buffer #3 - 8: before the start of its 4096 bytes (write). An index below zero, or a pointer that was moved back too far.",
        "Or rented buffer #2, which ends before it, was left: the fault address is 4089 bytes past the end of its 16 bytes.")]
    [InlineData(0, true, "The fault address is one byte past the end of rented buffer #2, which had 16 bytes and was disposed (write): a pointer to it was kept. Dispose a rented buffer once native code has no pointer to it any more.",
        "Or rented buffer #3, which begins behind it, was left before its start: the fault address is 4096 bytes before that.")]
    [InlineData(0, false, "The fault address is rented buffer #2 + 16: one byte past the end of its 16 bytes (write).",
        "Or rented buffer #3, which begins behind it, was left before its start: the fault address is 4096 bytes before that.")]
    public void Between_two_rented_buffers_the_nearer_one_is_told_first(ulong offset, bool isDisposed, params string[] hints)
    {
        CrashReport report = new DeathBuilder().Fault(0x7f0000a01000 + offset, 6, 2)
            .With(f => f with { Rented = [new RentedBlock("rented buffer #3", 0x7f0000a02000, 0x1000), new RentedBlock("rented buffer #2", 0x7f0000a00ff0, 0x10, isDisposed)] }).Report;
        Assert.Equal(hints, report.Hints);
        Assert.Equal(isDisposed && offset == 0 ? CrashCause.UseAfterFree : CrashCause.WildPointer, report.Cause);
    }

    [Fact]
    public void A_program_that_a_worker_became_is_not_told_as_an_exit_of_the_library()
    {
        var report = new DeathBuilder().Status(0x300).With(f => f with { OtherName = "other" }).Report;
        Assert.Equal("demo ended the process with status 3, by then called \"other\"", report.Summary);
        Assert.DoesNotContain(report.Hints, h => h.Contains("system call", StringComparison.Ordinal));
    }

    [Fact]
    public void Arguments_of_an_innocent_call_are_not_blamed()
    {
        var report = new DeathBuilder().Fault(0).OfCall(6, RecorderStage.Done).OnThread(OtherThread)
            .Calling(CallOf("strlen", "size_t strlen(const char *s)", Pointer("s", 0))).Report;
        Assert.DoesNotContain(report.Hints, h => h.Contains("`s`"));
        Assert.Equal("the worker crashed: SIGSEGV (SEGV_MAPERR) reading address 0x0, after use_it had returned", report.Summary);
    }

    [Theory]
    [InlineData(0x6564636261ul, "abcde")]
    [InlineData(0x64636261ul, "abcd")]
    [InlineData(0x636261ul, null)]
    [InlineData(0x7f0064636261ul, null)]
    [InlineData(0ul, null)]
    public void Text_is_at_least_four_printable_letters_and_nothing_else(ulong value, string? text) => Assert.Equal(text, TextHints.AsText(value));

    [Theory]
    [InlineData(0x7fff_ffff_fffful, true)]
    [InlineData(0x8000_0000_0000ul, false)]
    [InlineData(0xffff_8000_0000_0000ul, true)]
    [InlineData(0x1122334455667788ul, false)]
    public void Canonical_addresses_have_48_bits_sign_extended(ulong address, bool isCanonical) => Assert.Equal(isCanonical, ArgumentHints.IsCanonical(address));

    [Fact]
    public void A_mapping_of_4_GB_says_nothing_about_cut_pointers() => Assert.Null(CutPointerHints.FindWhole(
        MemoryMap.Parse("7f0000000000-7f0200000000 rw-p 00000000 00:00 0\n"u8), 0x12345678));

    [Fact]
    public void Every_pattern_is_known_in_both_widths()
    {
        Assert.NotNull(PatternHints.Meaning(0xdeadbeef));
        Assert.NotNull(PatternHints.Meaning(0xdeadbeefdeadbeef));
        Assert.NotNull(PatternHints.Meaning(0xdddddddddddddddd + 8));
        Assert.Null(PatternHints.Meaning(0x7f0000001234));
    }
}
