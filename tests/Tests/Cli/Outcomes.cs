using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;
using FfiIsolation.Tests.Crashes;

namespace FfiIsolation.Tests.Cli;

/// <summary>Outcomes to test with.</summary>
internal static class Outcomes
{
    /// <summary>The death by strlen(NULL).</summary>
    public static CrashReport Report { get; } = new DeathBuilder()
        .Fault(0)
        .Status(11)
        .Calling(DeathBuilder.CallOf("strlen", "size_t strlen(const char *s)", DeathBuilder.Pointer("s", 0)))
        .Report;

    /// <summary>The death by atoi(void).</summary>
    /// <param name="isReserved">Whether the worker had reserved the tell-tale addresses.</param>
    public static CrashReport MissingParameter(bool isReserved) => new DeathBuilder()
        .Fault(0x2A117A080000, code: isReserved ? 2 : 1)
        .Status(11)
        .Calling(DeathBuilder.CallOf("atoi", "int atoi(void)"))
        .Report;

    public static CallOutcome Crashed { get; } = Failed(new NativeCrashException(Report));

    public static CallOutcome Returned(object? value, params OutputValue[] outputs) =>
        new() { Outcome = Outcome.Completed, Value = value, HasValue = true, Outputs = outputs, Errno = 0, Elapsed = TimeSpan.FromMicroseconds(41.6) };

    public static CallOutcome Failed(Exception error) => CallRunner.Failed(error, TimeSpan.FromMilliseconds(1));

    public static OutputValue Output(string name, string type, params byte[] bytes) =>
        new(name, ((PointerType)Prototype.Parse($"void f({type} x)").Parameters[0].Type).Pointee, bytes);
}
