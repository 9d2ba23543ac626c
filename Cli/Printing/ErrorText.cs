using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Printing;

/// <summary>What goes to standard error: warnings, errors, reports.</summary>
internal static class ErrorText
{
    public static void Write(TextWriter writer, CallOutcome outcome)
    {
        if (outcome.Warning is { } warning)
        {
            writer.WriteLine("ffi: warning: " + warning);
        }

        if (outcome.Error is { } error and not NativeCrashException)
        {
            writer.WriteLine("ffi: " + Of(error));
        }

        if (outcome.Report is { } report)
        {
            // Its first line is what the exception of a crash says.
            writer.WriteLine("ffi: " + report.ToString().TrimEnd());
        }

        writer.Flush();
    }

    /// <summary>The error in a sentence, and what lies behind it where that says more.</summary>
    public static string Of(Exception error) => error switch
    {
        OperationCanceledException => "cancelled",
        LibraryNotFoundException { RefusedActions.Count: > 0 } => error.Message + "\nOn the command line that is --confine limited.",
        ArgumentException argument => WithoutParameterName(argument),
        _ => error.Message,
    };

    // .NET adds the name of the C# parameter, which means nothing on a command line.
    private static string WithoutParameterName(ArgumentException error)
    {
        string suffix = $" (Parameter '{error.ParamName}')";
        return error.Message.Replace(suffix, "", StringComparison.Ordinal);
    }
}
