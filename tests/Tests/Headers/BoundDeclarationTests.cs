using FfiIsolation.DebugInfo;
using FfiIsolation.Headers;
using FfiIsolation.Lanes;
using FfiIsolation.Tests.Libraries;

namespace FfiIsolation.Tests.Headers;

/// <summary>Declarations of a host against headers, without libclang. native/mistakes has <c>double half(double x)</c>, <c>int add_two(int a, int b)</c>.</summary>
public sealed class BoundDeclarationTests
{
    private const string Wrong = "float half(float x)", Right = "double half(double x)";

    [Fact]
    public async Task A_declaration_that_is_not_what_the_header_says_is_refused_with_the_right_one()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["it.h"]);
        for (int i = 0; i < 2; i++) // the second time, it is known already
        {
            DeclarationMismatchException error = await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync(Wrong));
            Assert.Equal((Wrong, Right, CheckingScene.Silent, scene.PathOf("it.h")), (error.Prototype, error.RightDeclaration, error.LibraryPath, error.HeaderPath));
            Assert.Equal(
                $"'{Wrong}' is not bound: The prototype is not what the header {scene.PathOf("it.h")} says: the result: float is declared, and the header's is double: 4 bytes and 8 bytes; "
                    + $"parameter 1 'x': float is declared, and the header's is double: 4 bytes and 8 bytes. Right would be: {Right}",
                error.Message);
        }

        await scene.BindAsync(Right);
        Assert.Equal([scene.PathOf("it.h")], scene.Reader.Asked);
    }

    [Fact]
    public async Task What_may_be_right_all_the_same_is_bound_and_told_after_a_crash()
    {
        const string Doubtful = "unsigned long first_length(const char *list)";
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["it.h"]);
        scene.Reader.Read = (path, settings, _) => Task.FromResult(FakeHeaders.Content(path, settings, "unsigned long first_length(const char *const *list)"));
        await scene.BindAsync(Doubtful);
        var call = new CrashedCall { Function = "first_length", Prototype = Doubtful, Declared = Prototype.Parse(Doubtful), LibraryPath = CheckingScene.Silent, Library = scene.Declare(Doubtful).Library };
        Assert.StartsWith($"The prototype may not be what the header {scene.PathOf("it.h")} says: parameter 1 'list': const char * is declared", DeclarationTruth.WhatIsWrong(call), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_the_option_it_is_told_once_and_bound_or_not_looked_at()
    {
        await using var warned = new CheckingScene(DeclarationChecking.Warn, ["it.h"]);
        await warned.BindAsync(Wrong);
        await warned.BindAsync(Wrong);
        await warned.BindAsync("int half(double x)");
        Assert.Equal([Wrong, "int half(double x)"], (await warned.ToldAsync("DeclarationMismatch", 2)).Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));
        Assert.Contains($"The prototype is not what the header {warned.PathOf("it.h")} says: ", warned.Of("DeclarationMismatch")[0], StringComparison.Ordinal);

        await using var silent = new CheckingScene(DeclarationChecking.Off, ["it.h"]);
        Assert.Null(silent.Headers); // nothing is even made for it
    }

    [Fact]
    public async Task The_librarys_own_word_comes_first()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, [], options => options.Headers = [new LibraryHeader(CheckingScene.Telling, "/dev/null")]);
        scene.Reader.Read = (path, settings, _) => Task.FromResult(FakeHeaders.Content(path, settings, Wrong, "int no_such(int n)"));
        DeclarationMismatchException error = await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync(Wrong, CheckingScene.Telling));
        Assert.Null(error.HeaderPath);
        await scene.BindAsync(Right, CheckingScene.Telling);
        Assert.Empty(scene.Reader.Asked);
        error = await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync("int no_such(int n, int m)", CheckingScene.Telling)); // nothing is known of it
        Assert.Equal("/dev/null", error.HeaderPath);
    }

    [Fact]
    public async Task A_header_is_read_once_for_all_who_wait_and_whoever_goes_away_stops_nothing()
    {
        var held = new TaskCompletionSource();
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["it.h"]);
        scene.Reader.Read = async (path, settings, _) =>
        {
            await held.Task;
            return FakeHeaders.Content(path, settings, Right, "int add_two(int a, int b)");
        };
        using var gone = new CancellationTokenSource();
        Task[] right = [.. Enumerable.Range(0, 8).Select(i => scene.BindAsync(i % 2 == 0 ? Right : "int add_two(int a, int b)"))];
        Task wrong = scene.BindAsync(Wrong), left = scene.BindAsync("int half(int x)", cancellationToken: gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.All(right, task => Assert.False(task.IsCompleted));
        held.SetResult();
        await Task.WhenAll(right);
        await Assert.ThrowsAsync<DeclarationMismatchException>(() => wrong);
        await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync("int half(int x)"));
        Assert.Single(scene.Reader.Asked);
    }

    [Fact]
    public async Task Headers_are_read_one_after_the_other()
    {
        string[] named = ["one.h", "two.h", "three.h", "four.h"];
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, named);
        await using var readings = new HeaderReadings(scene.Reader);
        scene.Reader.Read = async (path, settings, _) =>
        {
            for (int i = 0; i < 100; i++)
            {
                await Task.Yield(); // for others to come in between
            }

            return FakeHeaders.Content(path, settings, Right);
        };
        await Task.WhenAll(named.Select(name => readings.ReadAsync(new HeaderRequest(scene.PathOf(name), new([], [], [])))));
        Assert.Equal((4, 1), (scene.Reader.Asked.Count, scene.Reader.MostAtOnce));
    }

    [Fact]
    public async Task Headers_are_asked_in_their_order_until_one_declares_the_function()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["first.h", "second.h", "third.h"]);
        scene.Reader.Read = async (path, settings, _) =>
        {
            await Task.Yield();
            return FakeHeaders.Content(path, settings, Path.GetFileName(path) switch { "first.h" => "int other(void)", "second.h" => Right, _ => "int add_two(int a, int b)" });
        };
        DeclarationMismatchException error = await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync(Wrong));
        Assert.Equal(scene.PathOf("second.h"), error.HeaderPath);
        Assert.Equal([scene.PathOf("first.h"), scene.PathOf("second.h")], scene.Reader.Asked);
        await Task.WhenAll(scene.BindAsync("int add_two(int a, int b)"), scene.BindAsync("int nowhere(int n)"));
        Assert.Equal(3, scene.Reader.Asked.Count);
        Assert.Equal(
            $"int nowhere(int n): unchecked: the library has no debug information; none of the headers {scene.PathOf("first.h")}, {scene.PathOf("second.h")}, {scene.PathOf("third.h")} declares it",
            Assert.Single(await scene.ToldAsync("DeclarationUnchecked", 1)));
    }

    [Fact]
    public async Task A_header_that_cannot_be_read_is_told_once_and_no_function_fails_for_it()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["it.h"]);
        scene.Reader.Read = (_, _, _) => throw new HeaderException(ClangLocator.Missing);
        await scene.BindAsync(Wrong);
        await scene.BindAsync("int add_two(int a)");
        string[] unchecked2 = await scene.ToldAsync("DeclarationUnchecked", 2);
        Assert.Equal($"{Wrong}: unchecked: the library has no debug information; the header {scene.PathOf("it.h")} could not be read: {ClangLocator.Missing}", unchecked2[0]);
        Assert.Equal($"what it declares is unchecked: the header {scene.PathOf("it.h")} could not be read: {ClangLocator.Missing}", Assert.Single(scene.Of("HeaderProblem")));
        Assert.Single(scene.Reader.Asked);
    }

    [Fact]
    public async Task Whatever_a_reader_throws_a_function_is_bound()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["it.h"]);
        scene.Reader.Read = (_, _, _) => throw new InvalidCastException("surprise");
        await scene.BindAsync(Wrong);
        Assert.EndsWith("could not be read: surprise", Assert.Single(await scene.ToldAsync("HeaderProblem", 1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_is_nowhere_is_told_and_the_others_are_asked()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["no/such.h", "it.h"]);
        await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync(Wrong));
        Assert.Equal(
            $"what it declares is unchecked: there is no header 'no/such.h', which is named for the library '{CheckingScene.Silent}', as a path, in LibraryHeader.IncludeFolders or in the usual folders",
            Assert.Single(await scene.ToldAsync("HeaderProblem", 1)));
        Assert.Equal([scene.PathOf("it.h")], scene.Reader.Asked);
    }

    [Fact]
    public async Task Mistakes_in_a_header_are_told_with_what_mends_them_and_the_rest_of_it_counts()
    {
        const string Mistake = "/it.h:2:7: error: unknown type name 'FILE'";
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["it.h"]);
        scene.Reader.Read = (path, settings, _) =>
        {
            HeaderContent whole = FakeHeaders.Content(path, settings, Right, "int add_two(int f)");
            return Task.FromResult(whole with { Declarations = [whole.Declarations[0], whole.Declarations[1] with { Mistake = Mistake }], Errors = [Mistake] });
        };
        await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync(Wrong));
        await scene.BindAsync("int add_two(long a, long b)");
        Assert.Equal($"clang finds mistakes in the header {scene.PathOf("it.h")}; what they touch is unchecked: {Mistake}; \"stdio.h\" in LibraryHeader.Before declares 'FILE'", Assert.Single(await scene.ToldAsync("HeaderProblem", 1)));
        Assert.Contains($"clang finds a mistake in it, {Mistake}; \"stdio.h\" in LibraryHeader.Before declares 'FILE'", Assert.Single(await scene.ToldAsync("DeclarationUnchecked", 1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_host_ends_the_reading_and_those_who_wait_are_served()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["it.h", "other.h"]);
        var began = new TaskCompletionSource();
        scene.Reader.Read = async (_, _, cancellationToken) =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("never");
        };
        Task waiting = scene.BindAsync(Wrong);
        await began.Task;
        await scene.Headers!.DisposeAsync();
        await waiting;
        await scene.BindAsync("int half(int x)"); // reads nothing any more
        Assert.Single(scene.Reader.Asked);
        Assert.All(await scene.ToldAsync("DeclarationUnchecked", 2), line => Assert.EndsWith("could not be read: the host has ended", line, StringComparison.Ordinal));
        Assert.Empty(scene.Of("HeaderProblem"));
    }

    [Fact]
    public async Task A_header_that_our_parser_would_read_again_as_the_host_ends_is_not_believed()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["it.h"]);
        Task ending = Task.CompletedTask;
        scene.Reader.Read = (path, _, _) =>
        {
            ending = scene.Headers!.DisposeAsync().AsTask(); // the host ends when libclang has done its part
            return Task.FromResult(FakeHeaders.ReadTwice(path));
        };
        await scene.BindAsync(Wrong);
        await ending;
        Assert.EndsWith("could not be read: the host has ended", Assert.Single(await scene.ToldAsync("DeclarationUnchecked", 1)), StringComparison.Ordinal);
        Assert.Empty(scene.Of("HeaderProblem"));
    }

    [Fact]
    public async Task A_header_whose_turn_comes_as_the_host_ends_is_not_read()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["one.h", "two.h", "three.h"]);
        var readings = new HeaderReadings(scene.Reader);
        var began = new TaskCompletionSource();
        scene.Reader.Read = async (path, settings, cancellationToken) =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            return FakeHeaders.Content(path, settings, Right); // it had come to its end all the same
        };
        Task<HeaderReading> one = Read("one.h");
        await began.Task;
        Task<HeaderReading> two = Read("two.h");
        await readings.DisposeAsync();
        Assert.NotNull((await one).Truth);
        Assert.IsAssignableFrom<OperationCanceledException>((await two).Failure);
        Assert.IsAssignableFrom<OperationCanceledException>((await Read("three.h")).Failure); // begun behind the end
        Assert.Equal([scene.PathOf("one.h")], scene.Reader.Asked);

        Task<HeaderReading> Read(string name) => readings.ReadAsync(new HeaderRequest(scene.PathOf(name), new([], [], [])));
    }

    [Fact]
    public async Task The_usual_place_is_looked_at_only_where_the_options_say_so_and_none_is_named()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ffi-usual-");
        string library = Path.Combine(folder.FullName, "libm.so.6"); // whose header is math.h, which every system with a compiler has
        File.Copy(CheckingScene.Silent, library);
        try
        {
            await using var off = new CheckingScene(DeclarationChecking.Refuse, []);
            await off.BindAsync(Wrong, library);
            Assert.Empty(off.Reader.Asked);

            await using var on = new CheckingScene(DeclarationChecking.Refuse, [], options => options.SearchUsualHeaders = true);
            Assert.Equal("/usr/include/math.h", (await Assert.ThrowsAsync<DeclarationMismatchException>(() => on.BindAsync(Wrong, library))).HeaderPath);

            await using var named = new CheckingScene(DeclarationChecking.Refuse, [], options => (options.SearchUsualHeaders, options.Headers) = (true, [new LibraryHeader(library, "/dev/null")]));
            Assert.Equal("/dev/null", (await Assert.ThrowsAsync<DeclarationMismatchException>(() => named.BindAsync(Wrong, library))).HeaderPath);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_header_that_is_named_for_a_library_that_is_not_there_is_told_once()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, ["it.h"], options => options.Headers = [.. options.Headers, new LibraryHeader("no_such_library", "zlib.h")]);
        await scene.BindAsync(Right);
        await scene.BindAsync("int nowhere(int n)");
        await scene.ToldAsync("DeclarationUnchecked", 1);
        Assert.Equal(["the header 'zlib.h' is asked for nothing: there is no library 'no_such_library', which it is named for, where libraries are looked for"], scene.Of("HeaderProblem"));
    }

    [Fact]
    public async Task Who_blocks_his_thread_needs_no_thread_of_the_pool_for_debug_information()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, []);
        Task bound = BlockedCaller.Begin(one => one.BindAsync(Right, CheckingScene.Telling), scene);
        Assert.True(bound.IsCompletedSuccessfully); // when it comes back: nothing is left to another thread
        Task wrong = BlockedCaller.Begin(one => one.BindAsync(Wrong, CheckingScene.Telling), scene);
        Assert.True(wrong.IsFaulted);
        await Assert.ThrowsAsync<DeclarationMismatchException>(() => wrong);
    }

    /// <summary>Debug information has no attributes.</summary>
    [Fact]
    public async Task What_frees_a_result_is_asked_of_headers_where_debug_information_has_answered()
    {
        const string Freed = "struct counter *counter_new(int step) __attribute__((malloc(counter_free)))", Closed = "struct counter *counter_new(int step) __attribute__((malloc(slot_close)))";
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, [], options => options.Headers = [new LibraryHeader(CheckingScene.Telling, "/dev/null")]);
        scene.Reader.Read = (path, settings, _) => Task.FromResult(FakeHeaders.Content(path, settings, Freed));
        await scene.BindAsync("struct counter *counter_new(int step)", CheckingScene.Telling);
        Assert.Empty(scene.Reader.Asked); // nothing is declared to free it
        DeclarationMismatchException error = await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync(Closed, CheckingScene.Telling));
        Assert.Equal(("/dev/null", Freed), (error.HeaderPath, error.RightDeclaration));
        Assert.Equal("malloc(slot_close) is declared to free the result, and the header's is malloc(counter_free)", Assert.Single(error.Differences));
        await scene.BindAsync(Freed, CheckingScene.Telling);
        error = await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync(Freed.Replace("int step", "long step", StringComparison.Ordinal), CheckingScene.Telling));
        Assert.Null(error.HeaderPath); // debug information comes first

        // No function fails to be bound for a header that cannot be read.
        await using var unread = new CheckingScene(DeclarationChecking.Refuse, [], options => options.Headers = [new LibraryHeader(CheckingScene.Telling, "/dev/null")]);
        unread.Reader.Read = (_, _, _) => throw new InvalidCastException("surprise");
        await unread.BindAsync(Closed, CheckingScene.Telling);
        Assert.Single(await unread.ToldAsync("HeaderProblem", 1));
    }

    /// <summary>dlsym(3) finds what the library needs, too.</summary>
    [Fact]
    public async Task A_function_of_a_library_that_is_needed_is_held_against_that_ones_word()
    {
        using var folder = new TemporaryFolder();
        string telling = folder.File("libtelling.so"), silent = folder.File("libsilent.so"), outer = folder.File("libouter.so");
        CCompiler.CompileLibrary("double half(double x) { return x / 2; }", telling, "-g");
        CCompiler.CompileLibrary("int count(int n) { return n; }", silent, "-g0");
        CCompiler.CompileLibrary("extern double half(double); extern int count(int); double use(double x) { return half(x) + count(1); }", outer, "-g0", "-Wl,--no-as-needed", telling, silent, "-Wl,-rpath," + folder.Path);
        await using var scene = new CheckingScene(DeclarationChecking.Refuse, [], options => options.Headers = [new LibraryHeader(silent, "/dev/null")]);
        scene.Reader.Read = (path, settings, _) => Task.FromResult(FakeHeaders.Content(path, settings, "int count(int n)"));
        Assert.Null((await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync(Wrong, outer))).HeaderPath);
        Assert.Equal("/dev/null", (await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync("long count(int n)", outer))).HeaderPath);
        await scene.BindAsync(Right, outer);
        await scene.BindAsync("int count(int n)", outer);
        Assert.Empty(scene.Of("DeclarationUnchecked"));

        // And a report by what was read of its header.
        var call = new CrashedCall { Function = "count", Prototype = "long count(int n)", Declared = Prototype.Parse("long count(int n)"), LibraryPath = outer, Library = scene.Declare("long count(int n)", outer).Library };
        Assert.StartsWith("The prototype is not what the header /dev/null says: the result: long is declared, and the header's is int", DeclarationTruth.WhatIsWrong(call), StringComparison.Ordinal);
        Assert.Single(scene.Reader.Asked);
    }

    [Fact]
    public async Task A_library_is_known_by_its_file_whatever_it_is_called()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ffi-links-");
        string link = Path.Combine(folder.FullName, "libother.so");
        File.CreateSymbolicLink(link, CheckingScene.Silent);
        try
        {
            await using var scene = new CheckingScene(DeclarationChecking.Refuse, [], options => options.Headers = [new LibraryHeader(link, "/dev/null")]);
            await Assert.ThrowsAsync<DeclarationMismatchException>(() => scene.BindAsync(Wrong));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_report_says_what_a_header_says_that_was_read_and_reads_none()
    {
        await using var scene = new CheckingScene(DeclarationChecking.Warn, ["it.h"]);
        var call = new CrashedCall { Function = "half", Prototype = Wrong, Declared = Prototype.Parse(Wrong), LibraryPath = CheckingScene.Silent, Library = scene.Declare(Wrong).Library };
        Assert.Null(DeclarationTruth.WhatIsWrong(call));
        await scene.BindAsync("int nowhere(int n)");
        Assert.StartsWith($"The prototype is not what the header {scene.PathOf("it.h")} says: the result: float is declared, and the header's is double", DeclarationTruth.WhatIsWrong(call), StringComparison.Ordinal);
        Assert.Null(DeclarationTruth.WhatIsWrong(call with { Declared = Prototype.Parse(Right) }));
        Assert.Single(scene.Reader.Asked);
    }
}
