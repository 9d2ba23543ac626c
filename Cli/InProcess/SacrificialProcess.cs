using System.Diagnostics;
using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.InProcess;

/// <summary>Starts this program once more, with the verb that makes a call without isolation, and waits for its end.</summary>
internal static class SacrificialProcess
{
    /// <summary>The verb, which help does not show.</summary>
    public const string Verb = "in-process";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<ProcessEnd> RunAsync(CallRequest request, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(Environment.ProcessPath!, Environment.GetCommandLineArgs()[0], request) };
        var lines = new List<string>();
        process.OutputDataReceived += (_, line) => Add(lines, line.Data);
        process.ErrorDataReceived += (_, line) => Add(lines, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It hangs instead of dying; its end then is ours.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        lock (lines)
        {
            return new ProcessEnd(process.ExitCode, lines.ToArray());
        }
    }

    /// <summary>How to start this program again: by its own executable, or by dotnet where that runs it.</summary>
    internal static ProcessStartInfo StartInfo(string executable, string assembly, CallRequest request)
    {
        var info = new ProcessStartInfo(executable) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(executable) == "dotnet")
        {
            info.ArgumentList.Add(assembly);
        }

        foreach (string word in new[] { Verb, request.Library, request.Prototype }.Concat(request.Arguments))
        {
            info.ArgumentList.Add(word);
        }

        info.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return info;
    }

    private static void Add(List<string> lines, string? line)
    {
        lock (lines)
        {
            if (line != null && lines.Count < 20)
            {
                lines.Add(line);
            }
        }
    }
}
