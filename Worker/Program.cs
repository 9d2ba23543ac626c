// The disposable process: makes native calls for a host and may die of any of them.
using FfiIsolation.Worker.Native;
using FfiIsolation.Worker.Rpc;

const int UsageError = 64;

if (WorkerSegment.Find() is not { } segment)
{
    Console.Error.WriteLine("ffi-worker is started by FfiIsolation; it does nothing by itself.");
    return UsageError;
}

segment.WriteContractHash();
new Thread(() => WorkerServer.Run(segment)) { IsBackground = true, Name = ".NET FFI server" }.Start();

// Libraries that keep state by thread, and those that insist on the main thread, find what they expect.
return NativeLane.Serve();
