using System.Text;
using System.Text.Json;

namespace FfiIsolation.ProcessTests.Cli;

/// <summary><c>ffi call --trace</c>: what a real host and a real worker say to each other.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task Every_request_is_shown_before_its_answer_and_holds_what_is_passed()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", "--trace", "c", "size_t strlen(const char *s)", "trace me");
        Assert.Equal((0, "8\n"), (ffi.Status, ffi.Output));
        var waiting = new HashSet<string>();
        var methods = new List<string>();
        foreach (string line in ffi.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ', 3);
            using JsonDocument message = JsonDocument.Parse(parts[2]);
            string id = $"{parts[1]} {message.RootElement.GetProperty("id").GetRawText()}";
            if (parts[0] == "-->")
            {
                methods.Add($"{parts[1]} {message.RootElement.GetProperty("method").GetString()}");
                Assert.True(waiting.Add(id), line);
            }
            else
            {
                Assert.Equal("<--", parts[0]);
                Assert.True(waiting.Remove(id), line);
                Assert.True(message.RootElement.TryGetProperty("result", out _), line);
            }
        }

        // Whether the answer to the last one is read before the connection ends, nobody promises.
        Assert.Subset(new HashSet<string> { "control 3", "control 2" }, waiting);
        Assert.Equal("control HandshakeAsync", methods[0]);
        Assert.All(methods.Skip(1), method => Assert.Contains(method, new[] { "calls InvokeAsync", "control ShutdownAsync" }));
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes("trace me\0")), ffi.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_shown_that_was_not_asked_for()
    {
        FfiProcess ffi = await FfiProcess.RunAsync("call", "m", "double cos(double x)", "0");
        Assert.Equal((0, "1\n", ""), (ffi.Status, ffi.Output, ffi.Error));
    }
}
