using System.ComponentModel;

namespace FfiIsolation.Typed;

/// <summary>What a typed proxy says of one function. Immutable. For generated code.</summary>
/// <param name="prototype">The C prototype.</param>
/// <param name="timeoutMilliseconds">The time that a call may take, -1 for no limit; 0 for the host's.</param>
/// <param name="isPure">Whether a call may be made again after a crash, though the prototype does not say so.</param>
/// <param name="quarantine">When it is refused; null for the host's policy.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TypedFunctionDeclaration(string prototype, int timeoutMilliseconds = 0, bool isPure = false, QuarantineAttribute? quarantine = null)
{
    internal string Prototype { get; } = prototype;

    /// <summary>Gives a function its policy. One that it has already stays as it is, with all that is held against the function: a session is opened again after each crash.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void SetQuarantine(NativeFunction function)
    {
        if (quarantine?.Of(function.Scope.Host.Options.Quarantine) is { } policy && policy != function.Target.Quarantine)
        {
            function.Scope.Host.Quarantine.SetPolicy(function, policy);
        }
    }

    /// <summary>What a session does is never done again, so that purity says nothing there.</summary>
    internal CallOptions OptionsFor(bool inSession) => timeoutMilliseconds == 0 && (!isPure || inSession)
        ? CallOptions.Default
        : new CallOptions
        {
            Timeout = timeoutMilliseconds == 0 ? null : TimeSpan.FromMilliseconds(timeoutMilliseconds),
            Retry = isPure && !inSession ? true : null,
        };
}
