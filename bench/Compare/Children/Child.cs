// The one place where the comparison starts processes. Each is ended by its own id, whatever happens.
using System.Diagnostics;

namespace FfiIsolation.Compare.Children;

/// <summary>A child process whose standard input and output are ours. Ends with the object, and its descendants too.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan s_endPatience = TimeSpan.FromSeconds(2);

    private readonly Process _process;

    private Child(Process process) => _process = process;

    public int Id => _process.Id;

    public StreamReader Output => _process.StandardOutput;

    public static Child Start(string path, params IEnumerable<string> arguments) =>
        new(Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{path} did not start."));

    /// <summary>The next line, or what went wrong instead.</summary>
    public async Task<string> ReadLineAsync(TimeSpan patience) =>
        await Output.ReadLineAsync().WaitAsync(patience).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended without a word.");

    /// <summary>Everything that the process writes until it ends by itself.</summary>
    public async Task<string> ReadToEndAsync(TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        string text = await Output.ReadToEndAsync(late.Token).ConfigureAwait(false);
        await _process.WaitForExitAsync(late.Token).ConfigureAwait(false);
        return _process.ExitCode == 0 ? text : throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with status {_process.ExitCode}.");
    }

    /// <summary>Asks by the end of its input, waits a little, and kills.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(s_endPatience))
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit(s_endPatience);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or System.ComponentModel.Win32Exception)
        {
            // It has ended meanwhile, which is what was wanted.
        }

        _process.Dispose();
    }
}
