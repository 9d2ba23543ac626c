using System.Text.RegularExpressions;
using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Samples;

/// <summary>samples/RealLibraries, run as anybody would run it. What it must print comes from elsewhere: published vectors, the kernel's files, arithmetic.</summary>
public sealed class RealLibrariesTests
{
    private const string Project = "RealLibraries", Page = "docs/samples.md";

    /// <summary>EX_UNAVAILABLE of sysexits.h: the library is not on this machine.</summary>
    private const int Unavailable = 69;

    /// <summary>Each sample, what it must print, and how its crash is told: the function, the signal, and where it happened.</summary>
    private static readonly Dictionary<string, (string[] Prints, string Crash, string Library)> s_samples = new()
    {
        ["sqlite"] = (
            [
                "name: Käse", "weight: 2.5", "the same content: True", "its length, as SQLite sees it: 1048576",
                "rows: c = 5.0, a = 3; c = 13.0, a = 5; c = 17.0, a = 8",
                "a mistake in SQL: wrong number of arguments to function hypotenuse()",
            ],
            "changes of no database: sqlite3_changes crashed: SIGSEGV", "libsqlite3.so.0"),
        ["zlib"] = (
            ["crc32 of 123456789: cbf43926", "expanded by .NET, it is the text: True", "expanded by zlib, it is the text: True", "and the next: 678890"],
            "more room told than there is: inflate crashed: SIGSEGV", "libz.so.1"),
        ["crypto"] = (
            [
                "sha256 of abc (FIPS 180): ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256 of a million a (FIPS 180): cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
                "AES-128-GCM, cipher text: 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
                "AES-128-GCM, tag: 5bc94fbc3221a5db94fae95ae7121a47",
                "decrypted, it is the plain text: True", "with another tag, it is refused: True", "twice the same: False",
            ],
            "encryption without a context: EVP_EncryptUpdate crashed: SIGSEGV", "libcrypto.so.3"),
        ["sort"] = (
            ["sorted: 10 20 30 40 50", "40 is at: 3", "45 is there: False", "thrown by the comparer, through qsort: these two cannot be compared", "hint: Parameter `base` was NULL."],
            "an array that is not there: qsort crashed: SIGSEGV", ""),
        ["machine"] = (
            ["system: Linux", $"release: {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}", "statvfs of a file that is not there: -1"],
            "nowhere to write to: statvfs crashed: SIGSEGV", "libc.so.6"),
        ["lua"] = (
            [
                "6 * 7: 42", "a text: kayak", "a script that calls C#: 10.5", "an error of a script: no more tea", "thrown in C#, through Lua: the kettle is broken",
                "last words: PANIC: unprotected error in call to Lua API (nobody catches this)",
            ],
            "an error out of an unprotected call: lua_callk aborted: SIGABRT", "libc.so.6"),
        ["python"] = (
            ["primes below 100: 25", "their sum: 1060", "cosine of 0: 1", "a text: ΚΑΛΗΜΕΡΑ", "an exception of Python: -1", "last words: SystemError: said by the traceback on standard error"],
            "ctypes.string_at(0): PyRun_SimpleStringFlags crashed: SIGSEGV (SEGV_MAPERR) reading address 0x0", "libc.so.6"),
        ["blas"] = (
            ["(1 2 3) times (4 5 6): 32", "their product, column by column: 58 139 64 154", "a product of 200 by 200, as C# computes it: True"],
            "a vector that is not there: cblas_ddot crashed: SIGSEGV", "blas"),
        ["jpeg"] = (
            ["its first and last bytes (start and end of image): ffd8 ffd9", "width and height: (320, 200)"],
            "an image that is smaller than told: tjCompress2 crashed: SIGSEGV", "libturbojpeg.so.0"),
        ["curl"] = (
            ["a file: from a file", "a file that is not there: 37", "a server: from a server", "its status: 200"],
            "a number where the option takes a text: curl_easy_setopt crashed: SIGSEGV (SEGV_MAPERR) reading address 0x2a", "libc.so.6"),
        ["ffmpeg"] = (
            ["streams: 1", "codec: 65536", "rate: 8000", "channels: 2", "duration in seconds: 1", "samples of each channel: 8000", "decoded, they are the samples: True"],
            "a packet for no decoder: avcodec_send_packet crashed: SIGSEGV", "libavcodec.so.59"),
        ["extension"] = (
            ["count: 2", "3, 4 and 700 are in it: (True, False, True)"],
            "a set that is not there: processors_count crashed: SIGSEGV", ""),
        ["rust"] = (
            ["mean and median: {4, 3}", "a text, freed by Rust: ßüräG", "and the next: cba"],
            "the median of nothing: summarize aborted: SIGABRT", "libc.so.6"),
    };

    public static TheoryData<string> Names => [.. s_samples.Keys];

    public static TheoryData<string> ConfinedNames => [.. s_samples.Keys.Where(name => name != "curl")];

    [Theory(Timeout = Patience.Deadline), MemberData(nameof(Names))]
    public async Task The_sample_runs_and_its_crash_is_told(string name) => Check(name, await RunAsync(null, name));

    /// <summary>The other lane, as it happens: what the presets allow does not depend on it.</summary>
    [Theory(Timeout = Patience.Deadline), MemberData(nameof(ConfinedNames))]
    public async Task The_sample_runs_confined_and_nothing_is_refused_to_it(string name)
    {
        SampleProgram sample = await RunAsync("rpc", name, "--confined");
        Check(name, sample);
        Assert.DoesNotContain(sample.Lines, line => line.StartsWith("refused:", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Curl_reads_its_file_confined_and_gets_no_socket()
    {
        SampleProgram sample = await RunAsync(null, "curl", "--confined");
        Assert.Equal(1, sample.Status);
        Assert.Contains("a file: from a file", sample.Lines);
        Assert.Matches(@"^http://127\.0\.0\.1:\d+/: ", sample.Error);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_unknown_name_is_answered_with_the_known_ones()
    {
        SampleProgram sample = await SampleProgram.RunAsync(Project, null, "no-such-sample");
        Assert.Equal(64, sample.Status);
        Assert.EndsWith($"one of {string.Join(", ", s_samples.Keys)}.\n", sample.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_lists_every_sample() =>
        Assert.Equal(s_samples.Keys, Regex.Matches(Repository.Read(Page), @"^\| `(\w+)` \|", RegexOptions.Multiline).Select(row => row.Groups[1].Value));

    private static async Task<SampleProgram> RunAsync(string? lane, params string[] arguments)
    {
        SampleProgram sample = await SampleProgram.RunAsync(Project, lane, arguments);
        Assert.SkipWhen(sample.Status == Unavailable, sample.Error);
        return sample;
    }

    private static void Check(string name, SampleProgram sample)
    {
        (string[] prints, string crash, string library) = s_samples[name];
        Assert.True(sample.Status == 0, $"Exit status {sample.Status}: {sample.Error}{sample.Output}");
        Assert.All(prints, line => Assert.Contains(line, sample.Lines));
        int at = Array.FindIndex(sample.Lines, line => line.StartsWith(crash, StringComparison.Ordinal));
        Assert.True(at > 0, $"Nothing says '{crash}': {sample.Output}");
        Assert.StartsWith("in: ", sample.Lines[at + 1], StringComparison.Ordinal);
        Assert.Contains(library, sample.Lines[at + 1], StringComparison.Ordinal);
        Assert.Contains(sample.Lines[at..], line => line.StartsWith("and the next: ", StringComparison.Ordinal));
    }
}
