// The named pipe of one worker: a path in a directory that only this user can enter, gone as soon as the worker has connected, once or twice.
using System.IO.Pipes;
using FfiIsolation.Processes;

namespace FfiIsolation.Workers;

internal sealed class PrivatePipe : IAsyncDisposable
{
    // sockaddr_un holds 108 bytes, the terminator among them.
    private const int MaxPathBytes = 107;

    /// <summary>For control, and on the RPC lane for calls.</summary>
    private const int MostConnections = 2;

    private readonly string _directory;
    private NamedPipeServerStream? _server;

    private PrivatePipe(string directory)
    {
        _directory = directory;
        Path = System.IO.Path.Combine(directory, PipeFolders.Pipe);
        _server = CreateServer();
    }

    public string Path { get; }

    public static PrivatePipe Create()
    {
        string directory = PipeFolders.NewPath(MaxPathBytes - PipeFolders.Pipe.Length - 1);
        string parent = System.IO.Path.GetDirectoryName(directory)!;
        try
        {
            if (!Directory.Exists(parent))
            {
                throw new DirectoryNotFoundException("there is no such directory");
            }

            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerStartException($"The folder of the worker's pipe cannot be created in {parent} (the environment variable TMPDIR says where): {e.Message}", e);
        }

        try
        {
            return new PrivatePipe(directory);
        }
        catch
        {
            Directory.Delete(directory);
            throw;
        }
    }

    /// <summary>Waits until the process <paramref name="expected"/> has connected, for the first time or again; another process of this user is turned away.</summary>
    public async Task<NamedPipeServerStream> AcceptAsync(int expected, CancellationToken cancellationToken)
    {
        while (true)
        {
            NamedPipeServerStream server = _server ??= CreateServer();
            try
            {
                await server.WaitForConnectionAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's process; CurrentUserOnly refused it. The next one may be ours.
                continue;
            }

            if (PeerOf(server) == expected)
            {
                _server = null;
                return server;
            }

            server.Disconnect();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }

        try
        {
            File.Delete(Path);
            Directory.Delete(_directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody cleared or closed the temporary directory meanwhile: nothing of ours can be reached there any more.
        }
    }

    private NamedPipeServerStream CreateServer() =>
        new(Path, PipeDirection.InOut, MostConnections, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);

    private static unsafe int PeerOf(NamedPipeServerStream server)
    {
        int* credentials = stackalloc int[3]; // struct ucred: pid, uid, gid
        uint length = 3 * sizeof(int);
        int descriptor = (int)server.SafePipeHandle.DangerousGetHandle();
        int failed = LinuxCalls.GetSocketOption(descriptor, LinuxCalls.SocketLevel, LinuxCalls.PeerCredentials, credentials, &length);
        return failed == 0 ? credentials[0] : -1;
    }
}
