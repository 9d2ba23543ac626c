// tests/Resilience: see docs/resilience.md. What a command finds broken ends it with status 1.
using System.CommandLine;
using FfiIsolation.Resilience.Commands;

// Many callers here wait on threads of the pool, as applications under load do; what is looked for is not how fast the pool grows.
ThreadPool.SetMinThreads(64, 64);
return new RootCommand("What holds when native code does its worst: storms of crashes, soaks, chaos by a seed.")
{
    StormCommand.Create(),
    SoakCommand.Create(),
    ChaosCommand.Create(),
    ChildCommand.Create(),
}.Parse(args).Invoke();
