// Reads and writes global variables in one worker: dlsym for the place, memcpy for the bytes.
using FfiIsolation.Calls;
using FfiIsolation.Workers;

namespace FfiIsolation.Libraries;

internal sealed class VariableAccess(Binder binder, TimeSpan timeout)
{
    private readonly TimeSpan _timeout = timeout;

    /// <summary>Where the variable is in this worker.</summary>
    /// <exception cref="SymbolNotFoundException">The library has none of that name, or it is a function.</exception>
    public async Task<ulong> FindAsync(WorkerProcess worker, LibraryEntry library, string symbol)
    {
        ulong handle = await binder.LoadAsync(worker, library, _timeout).ConfigureAwait(false);
        NativeResult address = await Binder.CallAsync(worker, InternalFunctions.Resolve, [NativePointer.FromAddress(handle), symbol], _timeout).ConfigureAwait(false);
        return address.Pointer.IsNull ? throw SymbolAdvice.NotFound(symbol, library.Path, SymbolAdvice.Variable) : address.Pointer.Address;
    }

    public async Task<byte[]> ReadAsync(WorkerProcess worker, ulong address, int length)
    {
        NativeBuffer<byte> bytes = NativeBuffer.Out<byte>(length);
        await CopyAsync(worker, [bytes, NativePointer.FromAddress(address), length]).ConfigureAwait(false);
        return bytes.Bytes.ToArray();
    }

    public Task WriteAsync(WorkerProcess worker, ulong address, byte[] bytes) =>
        CopyAsync(worker, [NativePointer.FromAddress(address), NativeBuffer.In<byte>(bytes), bytes.Length]);

    /// <summary>The bytes of text in front of its terminator.</summary>
    public async Task<string?> ReadTextAsync(WorkerProcess worker, ulong address)
    {
        await binder.BindAsync(worker, InternalFunctions.ReadText, _timeout).ConfigureAwait(false);
        NativePointer pointer = NativePointer.FromAddress(address);
        NativeResult text = await Binder.CallAsync(worker, InternalFunctions.ReadText, [pointer, pointer, 0], _timeout).ConfigureAwait(false);
        return text.Warning is null
            ? text.Text
            : throw new InvalidOperationException($"The text at {pointer} has no terminator within {InternalFunctions.MaxTextBytes} bytes.");
    }

    private async Task CopyAsync(WorkerProcess worker, NativeArgument[] arguments)
    {
        await binder.BindAsync(worker, InternalFunctions.Copy, _timeout).ConfigureAwait(false);
        await Binder.CallAsync(worker, InternalFunctions.Copy, arguments, _timeout).ConfigureAwait(false);
    }
}
