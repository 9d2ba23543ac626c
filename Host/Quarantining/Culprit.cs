// Whom a death is put down to: a pure decision, on the evidence that the report has too. Bystanders are nobody's culprits: a call whose worker was
// killed for another reason, one that had not begun or had ended, and one in whose time a thread crashed that an earlier call may have left.
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Libraries;
using FfiIsolation.Workers;

namespace FfiIsolation.Quarantining;

/// <param name="Function">The function; <see cref="InternalFunctions.Open"/> for a library that was loaded.</param>
/// <param name="Call">The call; null where it had ended.</param>
/// <param name="Cause">How it ended the worker.</param>
internal sealed record Culprit(FunctionTarget Function, PreparedCall? Call, QuarantineCauses Cause)
{
    private const int Hangup = 1, Interrupt = 2, Quit = 3, Terminate = 15;

    /// <summary>The library that was being loaded; null for any other call.</summary>
    public string? Library =>
        Function.Index == InternalFunctions.OpenIndex && Call is not null && Call.Arguments is [{ Kind: NativeArgumentKind.Text } path, ..] ? path.Text : null;

    /// <returns>null where nobody is to blame.</returns>
    public static Culprit? Of(WorkerDeath death)
    {
        if (death is { IsTold: true, Innermost: { } told })
        {
            // Its caller waits, and the report may still wait for the kernel.
            return Of(told, QuarantineCauses.Crash);
        }

        if (CauseOf(death) is not { } cause)
        {
            return null;
        }

        PreparedCall? call = death.Innermost;
        switch (death.Report.Blame)
        {
            case CrashBlame.Call when call is not null:
            case CrashBlame.LibraryThread when call is not null && death.Earlier.AreNoneBut(call.Function) && IsOnBoardAlone(call.Function, death.Call):
                return Of(call, cause);
            case CrashBlame.AfterReturn when death.Earlier.Only is { } only:
                return new Culprit(only, null, cause);
            default:
                return null;
        }
    }

    /// <summary>Whether the call on board is the function's own, or a list of such: not one of another function that called back, or another call of the same list.</summary>
    private static bool IsOnBoardAlone(FunctionTarget function, PreparedCall? onBoard) =>
        onBoard is not null && (onBoard.Many?.IsOf(function) ?? onBoard.Function.IsSameAs(function));

    /// <summary>Who frees a result is never called by itself: a function that gives what cannot be freed is the one to refuse. By no arguments: those are not its own.</summary>
    private static Culprit Of(PreparedCall call, QuarantineCauses cause) =>
        call.FreesFor is { } giver ? new Culprit(giver, null, cause) : new Culprit(call.Function, call, cause);

    private static QuarantineCauses? CauseOf(WorkerDeath death) => death.Report.KillReason switch
    {
        KillReason.Timeout => QuarantineCauses.Timeout,
        KillReason.ThreadExited or KillReason.PipeClosed => QuarantineCauses.Exit,
        KillReason.ProtocolViolation => QuarantineCauses.Crash,
        not null => null,
        null when !death.IsUnexpected => null,
        null when death.Report.ExitCode is not null => QuarantineCauses.Exit,
        null when death.Report.Evidence.Record is null && death.Report.SignalNumber is Signals.Kill or Hangup or Interrupt or Quit or Terminate => QuarantineCauses.Kill,
        null => death.Report.SignalNumber is null ? null : QuarantineCauses.Crash,
    };
}
