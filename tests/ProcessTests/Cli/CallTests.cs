using System.Runtime.InteropServices;
using System.Text.Json;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Cli;

/// <summary><c>ffi call</c>, the real one: what it prints, where, and its exit status.</summary>
public sealed class CallTests
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    [Theory]
    [InlineData("1\n", "m", "double cos(double x)", "0")]
    [InlineData("1\n", "c", "int abs(int n)", "-1")]
    [InlineData("65\n", "c", "int toupper(int c)", "'a'")]
    [InlineData("7\n", "c", "size_t strlen(const char *s)", "Grüße")]
    [InlineData("6\n", "c", "size_t strlen(const char *s)", "--json")]
    [InlineData("3\n", "c", "size_t strlen(const char *s)", "hex:41424300")]
    [InlineData("0x1234\n", "faults", "void *echo_pointer(void *v)", "addr:0x1234")]
    [InlineData("true\n", "faults", "bool echo_bool(bool v)", "true")]
    [InlineData("18446744073709551615\n", "faults", "uint64_t echo_uint64(uint64_t v)", "0xffffffffffffffff")]
    [InlineData("-1\n", "faults", "signed char echo_schar(signed char v)", "-1")]
    [InlineData("0.1\n", "faults", "float echo_float(float v)", "0.1")]
    [InlineData("18446744073709551615\n", "faults", "long double echo_ldouble(long double v)", "18446744073709551615")]
    [InlineData("Grüße aus C\n", "faults", "const char *static_text(void)")]
    [InlineData("\n", "faults", "const char *empty_text(void)")]
    [InlineData("null\n", "faults", "const char *null_text(void)")]
    [InlineData("", "faults", "void nothing(void)")]
    [InlineData("0.5\nexp = 4\n", "m", "double frexp(double x, int *exp)", "8", "out")]
    [InlineData("hello\ndst = hello\n", "c", "char *strcpy(char *dst, const char *src)", "out:6", "hello")]
    [InlineData("HELLO\narg1 = HELLO\n", "c", "char *strcpy(char *, const char *)", "inout:hello", "HELLO")]
    [InlineData("6\n", "faults", "long sum_bytes(const unsigned char *data, size_t size)", "hex:010203", "3")]
    public async Task A_completed_call_prints_its_result_alone(string expected, string library, params string[] rest)
    {
        FfiProcess ffi = await FfiProcess.RunAsync(["call", library == "faults" ? FfiProcess.Faults : library, .. rest]);
        Assert.Equal((0, expected, ""), (ffi.Status, ffi.Output, ffi.Error));
    }

    [Fact]
    public async Task A_library_that_the_preset_hides_is_66_with_the_refusal_as_a_warning()
    {
        string library = OwnTemporaryFolder.NewFile() + ".so";
        File.Copy(FfiProcess.Faults, library);
        FfiProcess ffi = await FfiProcess.RunAsync("call", "--confine", "confined", library, "bool echo_bool(bool v)", "true");
        Assert.Equal((66, ""), (ffi.Status, ffi.Output));
        Assert.StartsWith($"ffi: warning: The library tried to open {library} for reading, which the preset Confined refuses (openat).\n", ffi.Error, StringComparison.Ordinal);
        Assert.Contains("--confine limited", ffi.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_guarded_heap_a_mistake_with_memory_is_told_by_the_block()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", "--guard-heap", FfiProcess.Faults, "void double_free(void)");
        Assert.Equal(70, ffi.Status);
        Assert.StartsWith("ffi: double_free aborted: a block was freed twice", ffi.Error, StringComparison.Ordinal);
        Assert.Contains("free was given a block of 24 bytes that double_free #1 allocated and", ffi.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_guarded_heap_what_is_left_allocated_is_told_and_no_failure()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", "--guard-heap", "c", "char *strdup(const char *s)", "hello");
        Assert.Equal((0, "hello\n"), (ffi.Status, ffi.Output));
        Assert.StartsWith("ffi: warning: The session on worker ", ffi.Error, StringComparison.Ordinal);
        Assert.Contains(": 1 block (6 bytes) of strdup #1, by malloc in ", ffi.Error, StringComparison.Ordinal);
        FfiProcess clean = await FfiProcess.RunAsync("call", "--guard-heap", "c", "int abs(int n)", "-1");
        Assert.Equal((0, "1\n", ""), (clean.Status, clean.Output, clean.Error));
    }

    [Fact]
    public async Task A_crash_is_70_and_its_report_names_everything()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", "c", "size_t strlen(const char *s)", "null");
        Assert.Equal((70, ""), (ffi.Status, ffi.Output));
        Assert.Contains("strlen", ffi.Error, StringComparison.Ordinal);
        Assert.Contains("SIGSEGV", ffi.Error, StringComparison.Ordinal);
        Assert.Contains("address 0x0", ffi.Error, StringComparison.Ordinal);
        Assert.Contains("s = NULL", ffi.Error, StringComparison.Ordinal);
        Assert.Matches(@"\n +0 +libc\.so\.6 ", ffi.Error);
    }

    [Theory]
    [InlineData(70, "std::runtime_error: no more tea", "cpp", "int cpp_throw_runtime_error(const char *message)", "no more tea")]
    [InlineData(70, "exit(3)", "c", "void exit(int status)", "3")]
    [InlineData(66, "no-such-library", "no-such-library", "int f(void)")]
    [InlineData(66, "'cos'", "m", "double coss(double x)", "0")]
    [InlineData(64, "the argument <library> is empty", "", "double cos(double x)", "0")]
    [InlineData(64, "1:12", "m", "double cos(doub x)", "0")]
    [InlineData(64, "argument 1, 'x'", "m", "double cos(double x)", "x")]
    [InlineData(64, "takes 1 argument", "m", "double cos(double x)")]
    [InlineData(64, "the file cannot be read", "c", "size_t strlen(const char *s)", "file:/no/such/file")]
    public async Task Another_end_has_its_exit_status_and_says_why_on_standard_error(int status, string reason, string library, params string[] rest)
    {
        FfiProcess ffi = await FfiProcess.RunAsync(["call", library == "cpp" ? FfiProcess.CppFaults : library, .. rest]);
        Assert.Equal((status, ""), (ffi.Status, ffi.Output));
        Assert.Contains(reason, ffi.Error, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_hang_is_ended_by_its_timeout_and_is_75() => Eventually.InTimeAsync(200, async time =>
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", "--timeout", FormattableString.Invariant($"{time.TotalMilliseconds}ms"), FfiProcess.Faults, "void spin_with_signals_blocked(void)");
        Assert.Equal((75, ""), (ffi.Status, ffi.Output));
        Assert.Contains(FormattableString.Invariant($"did not return within {time.TotalSeconds} s (it was "), ffi.Error, StringComparison.Ordinal);
        if (!ffi.Error.Contains("(it was spinning in spin)", StringComparison.Ordinal))
        {
            return null; // no processor had time for it
        }

        Assert.Matches(@"libfaults\.so +spin_with_signals_blocked\+", ffi.Error);
        return ffi;
    });

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public async Task Interrupted_while_calls_are_made_it_is_75(int signal)
    {
        FfiProcess ffi = await FfiProcess.RunAsync(
            process => Assert.Equal(0, Kill(process.Id, signal)), "call", "--repeat", "1000000000", FfiProcess.Faults, "int add(int a, int b)", "1", "2");
        Assert.Equal(75, ffi.Status);
        Assert.Contains("cancelled", ffi.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_writes_does_not_get_in_front_of_the_result()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", FfiProcess.Faults, "int write_to_stdout(const char *text)", "I am here");
        Assert.Equal(0, ffi.Status);
        Assert.DoesNotContain("I am here", ffi.Output, StringComparison.Ordinal);
        Assert.Contains("I am here", ffi.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_is_on_standard_error_and_in_the_object()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", "--json", "c", "int strerror(int number)", "2");
        Assert.Equal(0, ffi.Status);
        Assert.Contains("warning", ffi.Error, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(ffi.Output);
        Assert.Contains("cut to 32 bits", document.RootElement.GetProperty("warning").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeated_crashes_are_one_object_each_and_70()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", "--json", "--repeat", "3", "c", "void abort(void)");
        string[] lines = ffi.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((70, 3), (ffi.Status, lines.Length));
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.Equal("crashed", document.RootElement.GetProperty("outcome").GetString());
            Assert.Equal("SIGABRT", document.RootElement.GetProperty("report").GetProperty("signal").GetString());
        }
    }

    [Fact]
    public async Task A_repeated_call_stays_in_its_worker()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", "--repeat", "3", FfiProcess.Faults, "int next_count(void)");
        Assert.Equal((0, "1\n2\n3\n"), (ffi.Status, ffi.Output));
    }

    [Fact]
    public async Task The_version_is_printed_alone()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("--version");
        Assert.Equal(0, ffi.Status);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", ffi.Output);
    }

    [Fact]
    public async Task The_doctor_finds_everything_in_order()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("doctor");
        Assert.Equal((0, ""), (ffi.Status, ffi.Error));
        Assert.DoesNotContain("✗", ffi.Output, StringComparison.Ordinal);
        Assert.Contains("✓ guard", ffi.Output, StringComparison.Ordinal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
