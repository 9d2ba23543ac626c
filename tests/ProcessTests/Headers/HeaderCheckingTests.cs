using System.Text.RegularExpressions;
using FfiIsolation.Headers;
using FfiIsolation.Libraries;
using FfiIsolation.ProcessTests.Lanes;
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.ProcessTests.WrongUses;
using FfiIsolation.Typed;

namespace FfiIsolation.ProcessTests.Headers;

/// <summary>Headers that an application names for its libraries, read by libclang. native/mistakes has no debug information in its first library.</summary>
public sealed partial class HeaderCheckingTests : IDisposable
{
    private const string Wrong = "float half(float x)", Right = "double half(double x)";

    private static readonly string s_mistakes = Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes.so");

    private static readonly string s_paper = Path.GetFullPath("../../../../docs/headers.md", AppContext.BaseDirectory);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ffi-headers-");

    public static TheoryData<LaneChoice> Lanes => BothLanesTests.Lanes;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_named_header_counts_for_hosts_sessions_and_typed_proxies(LaneChoice lane)
    {
        SkipWithoutClang();
        string name = $"headers {lane}";
        using var measured = new Measurements($"{name}/headers");
        await using NativeHost host = await StartAsync(DeclarationChecking.Refuse, options => (options.Name, options.Lane, options.Headers) = (name, lane, [new LibraryHeader(s_mistakes, Truths.Mistakes)]));
        await using NativeSession session = await host.OpenSessionAsync();
        foreach (IsolatedLibrary library in (IsolatedLibrary[])[host.Load(s_mistakes), session.Load(s_mistakes)])
        {
            DeclarationMismatchException error = await Assert.ThrowsAsync<DeclarationMismatchException>(() => library.FunctionAsync(Wrong));
            Assert.Equal((Right, Truths.Mistakes), (error.RightDeclaration, error.HeaderPath));
            Assert.Contains($"The prototype is not what the header {Truths.Mistakes} says: the result: float is declared, and the header's is double: 4 bytes and 8 bytes", error.Message, StringComparison.Ordinal);
            Assert.Equal(1.5, library.Function(Right).Invoke(3.0).As<double>());
        }

        var typed = new TypedLibrary(s_mistakes, "struct pair { long a, b; };", [new TypedFunctionDeclaration(Right), new TypedFunctionDeclaration("int sum_pair(struct pair p)")]);
        string layout = Assert.Single(Assert.Throws<DeclarationMismatchException>(() => typed.Bind(host)).Differences);
        Assert.Equal("parameter 1 'p': struct pair is declared with 16 bytes, and the header's struct pair has 8 bytes: 'a' has 4 bytes at byte 0, and no member of struct pair is there with that size", layout);

        // libclang is called thousands of times for it, in one worker of its own, and nobody who measures calls hears of that.
        Assert.Equal((1, 0), (measured.Sum("ffi.worker.starts"), measured.Of("ffi.calls").Length));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("z", "zlib.h", "unsigned long crc32(unsigned long crc, const unsigned char *bytes, unsigned long count)", "uLong crc32(uLong crc, const Bytef *buf, uInt len)")]
    [InlineData("sqlite3", "sqlite3.h", "int sqlite3_sleep(long milliseconds)", "int sqlite3_sleep(int)")]
    public async Task A_header_of_the_system_is_asked_by_name_or_in_its_usual_place(string library, string header, string wrong, string right)
    {
        SkipWithoutClang();
        string? path = HeaderSearch.Find(header, []);
        Assert.SkipWhen(path is null, $"there is no {header}");
        foreach (bool isNamed in (bool[])[true, false])
        {
            await using NativeHost host = await StartAsync(DeclarationChecking.Refuse, options => (options.SearchUsualHeaders, options.Headers) = (!isNamed, isNamed ? [new LibraryHeader(library, header)] : []));
            DeclarationMismatchException error = await Assert.ThrowsAsync<DeclarationMismatchException>(() => host.Load(library).FunctionAsync(wrong));
            Assert.SkipWhen(error.HeaderPath is null, $"lib{library} has debug information");
            Assert.Equal((right, path), (error.RightDeclaration, error.HeaderPath));
            Assert.True(library != "z" || path != "/usr/include/zlib.h" || File.ReadAllLines(s_paper).Contains("> " + error.Message), error.Message); // the example of docs/headers.md
            Assert.NotNull(await host.Load(library).FunctionAsync(right.Replace("uLong", "unsigned long", StringComparison.Ordinal).Replace("uInt", "unsigned", StringComparison.Ordinal).Replace("Bytef", "unsigned char", StringComparison.Ordinal)));
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_crash_report_says_what_the_header_says(LaneChoice lane)
    {
        SkipWithoutClang();
        string header = Write("unsigned long length_of(const char *s);\n");
        await using RecordedHost host = await RecordedHost.StartAsync(Options(DeclarationChecking.Warn) with { Lane = lane, Headers = [new LibraryHeader(s_mistakes, header)] });
        NativeFunction length = await (await host.Host.LoadAsync(s_mistakes)).FunctionAsync("unsigned long length_of(int s)");
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => length.InvokeAsync(5).AsTask());
        string word = $"The prototype is not what the header {header} says: parameter 1 's': int is declared, and the header's is const char *. Right would be: unsigned long length_of(const char *s)";
        Assert.Equal(word, crash.Report.Hints[0]);
        await Eventually.HoldsAsync(() => host.Recording.Entries.Contains($"Warning DeclarationMismatch unsigned long length_of(int s): {word}"), () => string.Join('\n', host.Recording.Entries));

        // Where nothing has been read, nothing is for a report.
        await using NativeHost off = await StartAsync(DeclarationChecking.Off, options => options.Headers = [new LibraryHeader(s_mistakes, header)]);
        crash = await Assert.ThrowsAsync<NativeCrashException>(async () => await (await (await off.LoadAsync(s_mistakes)).FunctionAsync("unsigned long length_of(int s)")).InvokeAsync(5));
        Assert.DoesNotContain(crash.Report.Hints, hint => hint.StartsWith("The prototype is not what", StringComparison.Ordinal));
    }

    /// <summary>libclang prints a type by going down into it, one frame or more for each pointer.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_header_that_crashes_libclang_costs_its_worker_alone(LaneChoice lane)
    {
        SkipWithoutClang();
        string header = Write($"int {new string('*', 400_000)}deep;\n{Right};\n");
        await using RecordedHost host = await RecordedHost.StartAsync(Options(DeclarationChecking.Refuse) with { Lane = lane, Headers = [new LibraryHeader(s_mistakes, header)] });
        await using NativeSession session = await host.Host.OpenSessionAsync();
        NativeFunction half = await (await session.LoadAsync(s_mistakes)).FunctionAsync(Wrong);
        Assert.NotNull(half);
        await Eventually.HoldsAsync(() => host.Recording.Entries.Any(entry => entry.StartsWith($"Warning HeaderProblem what it declares is unchecked: the header {header} could not be read: libclang", StringComparison.Ordinal)),
            () => string.Join('\n', host.Recording.Entries));
        Assert.Empty(host.Recording.Crashes);
        Assert.True(ProcessTable.Exists(session.ProcessId));
        Assert.Equal(8, (await (await session.LoadAsync(s_mistakes)).FunctionAsync("int add_two(int a, int b)")).Invoke(3, 5).As<int>());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_header_without_an_end_costs_its_worker_alone_and_its_time()
    {
        SkipWithoutClang();
        string header = WriteBomb();
        await using RecordedHost host = await RecordedHost.StartAsync(Options(DeclarationChecking.Refuse) with { HeaderTimeout = TimeSpan.FromMilliseconds(700), Headers = [new LibraryHeader(s_mistakes, header)] });
        IsolatedLibrary library = await host.Host.LoadAsync(s_mistakes);
        await Task.WhenAll(library.FunctionAsync(Wrong), library.FunctionAsync("int add_two(int a)"));
        await Eventually.HoldsAsync(
            () => host.Recording.Entries.Contains($"Warning HeaderProblem what it declares is unchecked: the header {header} could not be read: libclang does not come to an end with the header {header} within 0.7 seconds"),
            () => string.Join('\n', host.Recording.Entries));
        await Eventually.HoldsAsync(() => ReadersOfHeaders().Length == 0, "libclang's worker is still there");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_end_of_the_host_ends_libclang_and_who_stops_waiting_waits_no_more()
    {
        SkipWithoutClang();
        NativeHost host = await StartAsync(DeclarationChecking.Refuse, options => options.Headers = [new LibraryHeader(s_mistakes, WriteBomb())]);
        IsolatedLibrary library = await host.LoadAsync(s_mistakes);
        using var gone = new CancellationTokenSource();
        Task<NativeFunction> waiting = library.FunctionAsync(Wrong), left = library.FunctionAsync("int half(int x)", cancellationToken: gone.Token);
        await Eventually.HoldsAsync(() => ReadersOfHeaders().Length == 1, "libclang's worker did not start");
        string[] limits = File.ReadAllLines($"/proc/{Assert.Single(ReadersOfHeaders())}/limits");
        Assert.Contains(limits, line => DataSize().IsMatch(line));
        Assert.True(Confinement.Confined.WhyUnsupported is not null || limits.Any(line => OpenFiles().IsMatch(line)), string.Join('\n', limits)); // of Confined alone
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.False(waiting.IsCompleted);
        await host.DisposeAsync();
        Assert.Empty(ReadersOfHeaders());
        await waiting; // nobody knows whether it is right
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_reading_that_begins_as_the_host_ends_leaves_no_worker(LaneChoice lane)
    {
        SkipWithoutClang();
        string header = Write($"{Right};\n");
        int[] before = ProcessTable.Children();

        // Before it has a worker, and while that starts and does not come to an end with it.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(null, new CancellationToken(canceled: true)));
        Assert.Empty(ProcessTable.Children().Except(before));
        string worker = OwnTemporaryFolder.NewFile();
        File.WriteAllText(worker, "#!/bin/sh\nexec sleep 600\n");
        File.SetUnixFileMode(worker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var ends = new CancellationTokenSource();
        Task<HeaderContent> reading = ReadAsync(worker, ends.Token);
        await Eventually.HoldsAsync(() => ProcessTable.Children().Except(before).Any(), "no worker was started");
        await ends.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Empty(ProcessTable.Children().Except(before));

        Task<HeaderContent> ReadAsync(string? worker, CancellationToken cancellationToken) =>
            new HeaderReader(Options(DeclarationChecking.Refuse) with { Lane = lane, WorkerPath = worker, StartTimeout = Patience.Unexpected }).ReadAsync(header, new([], [], []), withMacros: false, cancellationToken);
    }

    private static void SkipWithoutClang() => Assert.SkipWhen(ClangLocator.Find() is null, ClangLocator.Missing);

    private static NativeHostOptions Options(DeclarationChecking checking) => RecordedHost.Options with { DeclarationChecking = checking, Spares = 0 };

    private static Task<NativeHost> StartAsync(DeclarationChecking checking, Action<NativeHostOptions> configure)
    {
        NativeHostOptions options = Options(checking);
        configure(options);
        return NativeHost.StartAsync(options);
    }

    /// <summary>Workers of this process that have libclang.</summary>
    private static int[] ReadersOfHeaders() => [.. ProcessTable.Children().Where(id =>
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/maps").Contains("/libclang", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    })];

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, "it.h");
        File.WriteAllText(path, text);
        return path;
    }

    // 2^60 terms.
    private string WriteBomb() => Write($"#define A0 1 + 1\n{string.Concat(Enumerable.Range(1, 59).Select(i => $"#define A{i} A{i - 1} + A{i - 1}\n"))}#if A59\n#endif\n{Right};\n");

    [GeneratedRegex("^Max data size +2147483648 ")]
    private static partial Regex DataSize();

    [GeneratedRegex("^Max open files +256 ")]
    private static partial Regex OpenFiles();
}
