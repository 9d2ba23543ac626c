using System.Diagnostics;
using System.Globalization;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>tests/TestHost, an application for the tests to stop and kill, with a temporary folder of its own.</summary>
internal sealed class TestHostProcess : IDisposable
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "FfiIsolation.TestHost");

    private readonly Process _process;
    private readonly Task<string> _complained;

    private TestHostProcess(Process process, string folder)
    {
        _process = process;
        Folder = folder;
        _complained = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where it has its temporary files.</summary>
    public string Folder { get; }

    public int Id => _process.Id;

    public int[] Workers => ProcessTable.ChildrenOf(Id);

    /// <summary>The folders of pipes that are there.</summary>
    public string[] PipeFolders => Directory.GetDirectories(Folder, "ffi-*");

    /// <param name="folder">null for one of its own.</param>
    /// <param name="worker">What it takes for its worker; null for the worker.</param>
    /// <param name="arguments">See tests/TestHost/Program.cs.</param>
    public static TestHostProcess Start(string[] arguments, string? folder = null, string? worker = null)
    {
        folder ??= Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName;
        ProcessStartInfo start = new(s_program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = folder, ["FFI_ISOLATION_WORKER"] = worker },
        };
        return new TestHostProcess(Process.Start(start)!, folder);
    }

    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Unexpected)
        ?? throw new InvalidOperationException($"The host said nothing more: {await _complained}");

    /// <summary>The worker that the host said to be busy.</summary>
    public async Task<int> ReadWorkerAsync() => int.Parse(await ReadLineAsync(), CultureInfo.InvariantCulture);

    public Task TellAsync(string word) => _process.StandardInput.WriteLineAsync(word);

    /// <param name="signal">As kill(1) takes it: KILL, STOP.</param>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>The status as a shell shows it, and what it complained of.</returns>
    public async Task<(int Status, string Complained)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Unexpected);
        return (_process.ExitCode, await _complained);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(Patience.Unexpected); // or the next test finds it among this process's children
        }

        _process.Dispose();
    }
}
