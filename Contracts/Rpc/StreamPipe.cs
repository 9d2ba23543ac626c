using System.IO.Pipelines;

namespace FfiIsolation.Rpc;

/// <summary>Both directions of a stream, read and written on the threads of those who ask: no thread pumps in between.</summary>
internal sealed class StreamPipe(Stream stream) : IDuplexPipe
{
    /// <summary>Bytes that are asked for at a time, at most: what a hostile peer sends beyond that waits in the kernel.</summary>
    private const int ReadBytes = 32 * 1024;

    public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBytes, minimumReadSize: ReadBytes / 4));

    public PipeWriter Output { get; } = PipeWriter.Create(stream);
}
