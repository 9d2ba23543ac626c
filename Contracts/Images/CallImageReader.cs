// Reads the result part of a call image. The bytes come from a worker: nothing here is believed to be in range.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiIsolation.Images;

internal readonly ref struct CallImageReader
{
    private readonly ReadOnlySpan<byte> _result;

    /// <summary>Reads from <paramref name="result"/>, a copy that the worker cannot change any more.</summary>
    /// <exception cref="InvalidDataException">The result part has another size.</exception>
    public CallImageReader(ReadOnlySpan<byte> result)
    {
        if (result.Length != CallImageLayout.ResultSize)
        {
            throw new InvalidDataException($"The result part has {result.Length} bytes, not {CallImageLayout.ResultSize}.");
        }

        _result = result;
    }

    public ImageOutcome Outcome => (ImageOutcome)Read32(CallImageLayout.Outcome);

    public ulong Rax => Read64(CallImageLayout.Rax);

    public ulong Rdx => Read64(CallImageLayout.Rdx);

    public ulong Xmm0 => Read64(CallImageLayout.Xmm0);

    public int Errno => (int)Read32(CallImageLayout.ErrnoAfter);

    public FetchStatus FetchStatus => (FetchStatus)Read32(CallImageLayout.FetchStatus);

    public ulong FetchLength => Read64(CallImageLayout.FetchLength);

    /// <summary>Of a batch: the rows that are done.</summary>
    public ulong RowsDone => Read64(CallImageLayout.RowsDone);

    public MachineChanges MachineChanges => (MachineChanges)Read32(CallImageLayout.MachineChanges);

    /// <summary>The low bytes of a register.</summary>
    /// <param name="register">One of <see cref="CallImageLayout"/>: <see cref="CallImageLayout.Rax"/> to <see cref="CallImageLayout.St1"/>.</param>
    public ReadOnlySpan<byte> Bytes(int register, int length) => _result.Slice(register - CallImageLayout.Result, length);

    private uint Read32(int offset) => Read<uint>(offset);

    private ulong Read64(int offset) => Read<ulong>(offset);

    /// <summary>The offset is one of the layout's, and the size has been checked.</summary>
    private T Read<T>(int offset)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_result), offset - CallImageLayout.Result));
}
