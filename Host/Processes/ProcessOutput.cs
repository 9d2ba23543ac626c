// What a worker writes on its standard output and error: kept as a bounded tail for reports, and told line by line.
using System.Text;

namespace FfiIsolation.Processes;

internal sealed class ProcessOutput(int tailBytes, Action<string, bool>? lineWritten)
{
    private const int MaxLineBytes = 8192;

    private readonly Lock _lock = new();
    private readonly byte[] _tail = new byte[tailBytes];
    private readonly MemoryStream _outputLine = new();
    private readonly MemoryStream _errorLine = new();
    private long _written;

    /// <summary>The last words on standard error.</summary>
    public string ErrorTail
    {
        get
        {
            lock (_lock)
            {
                int length = (int)Math.Min(_written, _tail.Length);
                byte[] text = new byte[length];
                for (int i = 0; i < length; i++)
                {
                    text[i] = _tail[(_written - length + i) % _tail.Length];
                }

                return Encoding.UTF8.GetString(text);
            }
        }
    }

    /// <summary>Takes what was read. Called by the watcher's thread only.</summary>
    public void Append(ReadOnlySpan<byte> text, bool isError)
    {
        if (isError)
        {
            lock (_lock)
            {
                foreach (byte b in text)
                {
                    _tail[_written++ % _tail.Length] = b;
                }
            }
        }

        if (lineWritten is null)
        {
            return;
        }

        MemoryStream line = isError ? _errorLine : _outputLine;
        foreach (byte b in text)
        {
            if (b == (byte)'\n' || line.Length == MaxLineBytes)
            {
                Tell(line, isError);
            }

            if (b != (byte)'\n')
            {
                line.WriteByte(b);
            }
        }
    }

    /// <summary>Tells the last lines, which had no end.</summary>
    public void Complete()
    {
        foreach (MemoryStream line in (MemoryStream[])[_outputLine, _errorLine])
        {
            if (line.Length > 0)
            {
                Tell(line, isError: line == _errorLine);
            }
        }
    }

    private void Tell(MemoryStream line, bool isError)
    {
        string text = Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
        line.SetLength(0);
        lineWritten?.Invoke(text, isError);
    }
}
