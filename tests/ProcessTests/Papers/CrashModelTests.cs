using System.Globalization;
using System.Text.RegularExpressions;

namespace FfiIsolation.ProcessTests.Papers;

/// <summary>The table of faults in docs/crash-model.md: each row's call is made, and ends as its row says.</summary>
public sealed class CrashModelTests(CrashModelTests.Workers workers) : IClassFixture<CrashModelTests.Workers>
{
    private static readonly string Root = Path.GetFullPath("../../../..", AppContext.BaseDirectory);
    private static readonly TimeSpan Expected = TimeSpan.FromSeconds(1), Unexpected = TimeSpan.FromMinutes(1);

    /// <summary>The rows whose first cell is a call: call, exception, cause, blame, part of the summary.</summary>
    public static TheoryData<string, string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string, string>();
        foreach (string line in File.ReadLines(Path.Combine(Root, "docs/crash-model.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            string[] cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`'))];
            if (Regex.IsMatch(cells[0], @"^\w+\(.*\)$"))
            {
                rows.Add(cells[0], cells[1], cells[2], cells[3], cells[4]);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_row_is_true(string call, string exception, string cause, string blame, string summary)
    {
        (string name, NativeArgument[] arguments) = Read(call);
        NativeFunction function = workers.Host.Load(workers.LibraryOf(name)).Function(PrototypeOf(name));

        // What ends by its timeout is given a short one; everything else must not come near its own.
        var options = new CallOptions { Timeout = exception == nameof(CallTimeoutException) ? Expected : Unexpected };
        var thrown = await Assert.ThrowsAnyAsync<CallFailedException>(async () => await function.InvokeAsync(options, arguments));

        Assert.Equal(exception, thrown.GetType().Name);
        Assert.Contains(summary, thrown.Message, StringComparison.Ordinal);
        CrashReport? report = (thrown as NativeCrashException)?.Report ?? (thrown as CallTimeoutException)?.Report;
        Assert.Equal((cause, blame), (report?.Cause.ToString() ?? "-", report?.Blame.ToString() ?? "-"));
        Assert.Equal("12", (await workers.Host.Load(workers.LibraryOf("add")).Function("int add(int a, int b)").InvokeAsync(5, 7)).ToString());
    }

    [Fact]
    public void The_table_has_rows() => Assert.True(Rows().Count > 50);

    private static (string Name, NativeArgument[] Arguments) Read(string call)
    {
        int open = call.IndexOf('(', StringComparison.Ordinal);
        string[] words = call[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (call[..open], [.. words.Select(Argument)]);
    }

    private static NativeArgument Argument(string word) => word switch
    {
        ['"', .. string text, '"'] => text,
        ['o', 'u', 't', ':', .. string size] => NativeBuffer.Out<byte>(int.Parse(size, CultureInfo.InvariantCulture)),
        ['0', 'x', .. string address] => NativePointer.FromAddress(ulong.Parse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        "callback" => NativeCallback.Of((int value) => value),
        _ => long.Parse(word, CultureInfo.InvariantCulture),
    };

    private static string PrototypeOf(string name) =>
        Regex.Match(File.ReadAllText(Path.Combine(Root, "native/faults/faults.h")), $@"^\w[^\n(]*\b{name}\([^;]*", RegexOptions.Multiline).Value;

    public sealed class Workers : IDisposable
    {
        public NativeHost Host { get; } = NativeHost.Start(new NativeHostOptions { RestartBudget = RestartBudget.Unlimited, CallRetries = 0 });

        public string LibraryOf(string function) =>
            Path.Combine(AppContext.BaseDirectory, "faults", function.StartsWith("cpp_", StringComparison.Ordinal) ? "libfaults_cpp.so" : "libfaults.so");

        public void Dispose() => Host.Dispose();
    }
}
