using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FfiIsolation.ProcessTests.Cli;

/// <summary><c>ffi call --debug</c>: a real worker that is held, by Enter and by a debugger.</summary>
public sealed class DebugTests
{
    private const int SegmentationFault = 11;
    private static readonly TimeSpan Unexpected = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("open")]
    [InlineData("limited")]
    [InlineData("confined")]
    public async Task The_call_is_made_once_a_debugger_has_attached_and_continued(string preset)
    {
        using var held = new Held("--confine", preset, "m", "double cos(double x)", "0");
        Task<IReadOnlyList<int>> debugger = Debugger.DebugAsync(await held.WorkerAsync());
        Assert.Equal((0, "1\n"), await held.EndAsync());
        await debugger.WaitAsync(Unexpected);
    }

    [Fact]
    public async Task A_crash_stops_in_the_debugger_and_is_reported_as_ever()
    {
        using var held = new Held("c", "size_t strlen(const char *s)", "null");
        Task<IReadOnlyList<int>> debugger = Debugger.DebugAsync(await held.WorkerAsync());
        Assert.Equal((70, ""), await held.EndAsync());
        Assert.Contains(SegmentationFault, await debugger.WaitAsync(Unexpected));
        Assert.Contains("ffi: strlen crashed: SIGSEGV (SEGV_MAPERR) reading address 0x0", held.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enter_lets_the_call_be_made_and_not_before()
    {
        using var held = new Held(FfiProcess.Faults, "int write_to_stdout(const char *text)", "I am here");
        await held.WorkerAsync();
        await held.EnterAsync();
        Assert.Equal(0, (await held.EndAsync()).Status);
        int asked = held.Error.IndexOf("press Enter", StringComparison.Ordinal), written = held.Error.IndexOf("I am here", StringComparison.Ordinal);
        Assert.True(asked >= 0 && asked < written, held.Error);
    }

    /// <summary>The command, with a standard input on which nothing is typed until the test does.</summary>
    private sealed class Held : IDisposable
    {
        private readonly Process _ffi;
        private readonly StringBuilder _error = new();

        public Held(params string[] arguments)
        {
            _ffi = Process.Start(new ProcessStartInfo(FfiProcess.Executable, ["call", "--debug", .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }

        public string Error => _error.ToString();

        /// <summary>The worker that is held, as the command says.</summary>
        public async Task<int> WorkerAsync()
        {
            Match match = Match.Empty;
            while (!Error.Contains("press Enter", StringComparison.Ordinal))
            {
                string? line = await _ffi.StandardError.ReadLineAsync().WaitAsync(Unexpected);
                Assert.True(line is not null, $"It ended and said: {Error}");
                _error.AppendLine(line);
                match = match.Success ? match : Regex.Match(line, "gdb -p ([0-9]+) ");
            }

            return int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        }

        public async Task EnterAsync()
        {
            await _ffi.StandardInput.WriteLineAsync();
            await _ffi.StandardInput.FlushAsync();
        }

        public async Task<(int Status, string Output)> EndAsync()
        {
            Task<string> error = _ffi.StandardError.ReadToEndAsync();
            string output = await _ffi.StandardOutput.ReadToEndAsync().WaitAsync(Unexpected);
            await _ffi.WaitForExitAsync().WaitAsync(Unexpected);
            _error.Append(await error.WaitAsync(Unexpected));
            return (_ffi.ExitCode, output);
        }

        public void Dispose()
        {
            // Where the test failed half way.
            if (!_ffi.HasExited)
            {
                _ffi.Kill(entireProcessTree: true);
            }

            _ffi.Dispose();
        }
    }
}
