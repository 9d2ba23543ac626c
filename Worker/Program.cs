// The disposable process: makes native calls for a host and may die of any of them.
using FfiIsolation.Worker.Calls;
using FfiIsolation.Worker.Native;
using FfiIsolation.Worker.Rpc;

const int UsageError = 64;

if (WorkerSegment.Find() is not { } segment)
{
    Console.Error.WriteLine("ffi-worker is started by FfiIsolation; it does nothing by itself.");
    return UsageError;
}

var thread = new CallThread();
_ = Task.Run(() => WorkerServer.RunAsync(segment, thread));
thread.Run();
return 0;
