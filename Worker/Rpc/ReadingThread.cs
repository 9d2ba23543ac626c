using FfiIsolation.Rpc;
using System.Net.Sockets;

namespace FfiIsolation.Worker.Rpc;

/// <summary>
/// A connected socket that one thread of its own reads, blocking: the kernel wakes the thread that handles what came, and no other. What goes on
/// from a read goes on there. Writes block their caller.
/// </summary>
internal sealed class ReadingThread : DuplexStream
{
    private readonly Socket _socket;
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Thread _thread;
    private Memory<byte> _buffer;
    private TaskCompletionSource<int>? _reading;

    public ReadingThread(Socket socket)
    {
        _socket = socket;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Thread.CurrentThread == _thread)
        {
            return new(Receive(buffer.Span));
        }

        // The first read, and any after something was waited for elsewhere.
        _buffer = buffer;
        _reading = new TaskCompletionSource<int>();
        Task<int> reading = _reading.Task;
        _asked.Release();
        return new(reading);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }

    public override int Read(byte[] buffer, int offset, int count) => Receive(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            buffer = buffer[_socket.Send(buffer)..];
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        _socket.Dispose();
        base.Dispose(disposing);
    }

    private void Run()
    {
        while (true)
        {
            _asked.Wait();
            TaskCompletionSource<int> reading = _reading!;
            int length;
            try
            {
                length = Receive(_buffer.Span);
            }
            catch (IOException e)
            {
                reading.SetException(e);
                continue;
            }

            // What waits for it goes on here, up to the next read that is not made on this thread.
            reading.SetResult(length);
        }
    }

    private int Receive(Span<byte> buffer)
    {
        try
        {
            return _socket.Receive(buffer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException(e.Message, e);
        }
    }
}
