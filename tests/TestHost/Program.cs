// An application that is busy in native code until somebody kills it. Arguments: library, prototype, integers for the call. Says the worker's
// process id first.
using System.Globalization;
using FfiIsolation;

using NativeHost host = NativeHost.Start();
using NativeSession session = host.OpenSession();
NativeFunction function = session.Load(args[0]).Function(args[1]);
Console.WriteLine(session.ProcessId.ToString(CultureInfo.InvariantCulture));
function.Invoke(new CallOptions { Timeout = Timeout.InfiniteTimeSpan }, [.. args[2..].Select(word => (NativeArgument)long.Parse(word, CultureInfo.InvariantCulture))]);
Thread.Sleep(Timeout.Infinite);
