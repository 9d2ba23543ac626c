// Loads libraries and resolves symbols in one worker, by call images.
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Quarantining;
using FfiIsolation.Workers;

namespace FfiIsolation.Libraries;

internal sealed class Binder(LibraryCatalog catalog, LibraryQuarantine quarantine)
{
    private const int ResolveNow = 2; // RTLD_NOW: a symbol that is missing is told at once and not in the middle of a call
    private const int ErrorTextBytes = 1024;

    /// <summary>The function's address in this worker; loads and resolves what is not there yet.</summary>
    /// <exception cref="SymbolNotFoundException">The library has no such function.</exception>
    public async Task<ulong> BindAsync(WorkerProcess worker, FunctionTarget function, TimeSpan timeout)
    {
        if (function == InternalFunctions.Resolve)
        {
            return worker.SymbolLookup;
        }

        if (worker.Bindings.TryGetAddress(function.Index, out ulong address))
        {
            return address;
        }

        if (function.StandIn is { } standIn)
        {
            return await standIn.BindAsync(this, worker, timeout).ConfigureAwait(false);
        }

        ulong handle = function.Library is null ? 0 : await LoadAsync(worker, function.Library, timeout).ConfigureAwait(false);
        NativeResult symbol = await ResolveAsync(worker, handle, function.Symbol, timeout).ConfigureAwait(false);
        if (symbol.Pointer.IsNull && function.Frees is not null)
        {
            symbol = await ResolveAsync(worker, 0, function.Symbol, timeout).ConfigureAwait(false);
        }

        if (symbol.Pointer.IsNull)
        {
            throw SymbolAdvice.NotFound(function.Symbol, function.LibraryPath, frees: function.Frees);
        }

        // Before this function counts as bound: whoever finds it bound finds what frees its result bound too.
        if (function.Deallocator is not null)
        {
            await BindAsync(worker, function.Deallocator, timeout).ConfigureAwait(false);
        }

        if (function is { Library: not null, Frees: null })
        {
            SymbolAdvice.ThrowIfData(function.Symbol, function.LibraryPath);
            catalog.Resolved(function);
        }

        worker.Bindings.SetAddress(function, symbol.Pointer.Address);

        return symbol.Pointer.Address;
    }

    /// <summary>Loads a file in a worker.</summary>
    /// <exception cref="FunctionQuarantinedException">The library keeps ending workers that load it.</exception>
    public async Task<OpenedLibrary> OpenAsync(WorkerProcess worker, string path, TimeSpan timeout)
    {
        await quarantine.AdmitAsync(path, apart => OpenNowAsync(apart, path, timeout)).ConfigureAwait(false);
        return await OpenNowAsync(worker, path, timeout).ConfigureAwait(false);
    }

    private static async Task<OpenedLibrary> OpenNowAsync(WorkerProcess worker, string path, TimeSpan timeout)
    {
        if (!worker.Bindings.TryGetAddress(InternalFunctions.Open.Index, out _))
        {
            NativeResult open = await CallAsync(
                worker, InternalFunctions.Resolve, [NativePointer.Null, InternalFunctions.Open.Symbol], timeout).ConfigureAwait(false);
            worker.Bindings.SetAddress(InternalFunctions.Open, open.Pointer.Address);
        }

        int known = worker.Refused.Count;
        NativeBuffer<byte> error = NativeBuffer.Out<byte>(ErrorTextBytes);
        NativeResult handle = await CallAsync(worker, InternalFunctions.Open, [path, ResolveNow, error, ErrorTextBytes], timeout).ConfigureAwait(false);

        // The second time that a file is refused to a worker is not kept.
        RefusedAction[] refused = handle.Pointer.IsNull ? [.. worker.Refused.Where((action, index) => index >= known || action.Action.Contains($" {path} ", StringComparison.Ordinal))] : [];
        return new OpenedLibrary(handle.Pointer.Address, error.ToText(), refused);
    }

    /// <summary>Makes a worker know what the host knows. Failures are told to nobody: whoever calls the function meets them again.</summary>
    public async Task PrepareAsync(WorkerProcess worker, TimeSpan timeout)
    {
        foreach (FunctionTarget function in catalog.Known())
        {
            try
            {
                await BindAsync(worker, function, timeout).ConfigureAwait(false);
            }
            catch (Exception e) when (e is NativeCrashException or CppException or CallTimeoutException or LibraryNotFoundException or SymbolNotFoundException)
            {
                // A library that loads in one worker and not in the next is left to those that ask for it.
                function.Library!.PreloadFailed();
            }
            catch (Exception)
            {
                // The worker was ended meanwhile, for a reason that is not the library's.
            }

            if (!worker.IsReady)
            {
                return;
            }
        }
    }

    /// <summary>The library's handle in this worker; loads what is not there yet.</summary>
    public async Task<ulong> LoadAsync(WorkerProcess worker, LibraryEntry library, TimeSpan timeout)
    {
        if (worker.Bindings.TryGetHandle(library.Index, out ulong handle))
        {
            return handle;
        }

        OpenedLibrary opened = await OpenAsync(worker, library.Path, timeout).ConfigureAwait(false);
        if (opened.Handle == 0)
        {
            throw new LibraryNotFoundException(library.Name, [$"{library.Path}: {opened.Error}"], null, opened.Refused);
        }

        worker.Bindings.SetHandle(library.Index, opened.Handle);
        return opened.Handle;
    }

    private static Task<NativeResult> ResolveAsync(WorkerProcess worker, ulong handle, string symbol, TimeSpan timeout) =>
        CallAsync(worker, InternalFunctions.Resolve, [NativePointer.FromAddress(handle), symbol], timeout);

    /// <summary>Makes a call of the host's own, of a function that is resolved.</summary>
    public static async Task<NativeResult> CallAsync(WorkerProcess worker, FunctionTarget function, NativeArgument[] arguments, TimeSpan timeout)
    {
        PreparedCall call = function.Plan.Prepare(function, arguments, worker.Generation);
        ulong address = function == InternalFunctions.Resolve ? worker.SymbolLookup : Address(worker, function);
        LaneReply reply = await worker.CallAsync(call, address, timeout).ConfigureAwait(false);
        return CallResult.Read(call, reply, worker, inSession: false);
    }

    private static ulong Address(WorkerProcess worker, FunctionTarget function) =>
        worker.Bindings.TryGetAddress(function.Index, out ulong address) ? address : throw new InvalidOperationException($"{function.Symbol} is not resolved.");
}
