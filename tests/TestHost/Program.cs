// An application that is busy in native code until it ends: by a signal, or as a word on its standard input says. Arguments: library, prototype,
// integers for the call. Says the worker's process id first.
using System.Globalization;
using FfiIsolation;

using NativeHost host = NativeHost.Start(new NativeHostOptions { Confinement = Environment.GetEnvironmentVariable("TEST_CONFINEMENT") == "open" ? Confinement.Open : Confinement.Limited });
using NativeSession session = host.OpenSession();
NativeFunction function = session.Load(args[0]).Function(args[1]);
NativeArgument[] arguments = [.. args[2..].Select(word => (NativeArgument)long.Parse(word, CultureInfo.InvariantCulture))];
Console.WriteLine(session.ProcessId.ToString(CultureInfo.InvariantCulture));
_ = Task.Run(() => function.Invoke(new CallOptions { Timeout = Timeout.InfiniteTimeSpan }, arguments));
switch (Console.ReadLine())
{
    case "return":
        return 4; // by way of both Dispose
    case "exit":
        Environment.Exit(5);
        break;
    case "throw":
        throw new InvalidOperationException("The application's own mistake.");
    case "fail":
        Environment.FailFast("The application gave up.");
        break;
}

Thread.Sleep(Timeout.Infinite); // until somebody kills it
return 0;
