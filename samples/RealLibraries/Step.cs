namespace FfiIsolation.Samples.RealLibraries;

/// <summary>A line of output for each step of a sample.</summary>
internal static class Step
{
    public static void Print(string what, object? result) => Console.WriteLine($"{what}: {result}");

    /// <summary>Prints a result, and ends the sample if it is not the expected one.</summary>
    public static void Is<T>(string what, T expected, T result)
    {
        Print(what, result);
        Require(EqualityComparer<T>.Default.Equals(expected, result), $"{what}: expected {expected}, and it is {result}.");
    }

    public static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new WrongResultException(otherwise);
        }
    }

    /// <summary>Makes a call out of which an exception of C# comes, and prints its message.</summary>
    public static void Throws<T>(string what, Action call)
        where T : Exception
    {
        try
        {
            call();
        }
        catch (T thrown)
        {
            Print(what, thrown.Message);
            return;
        }

        throw new WrongResultException($"{what}: nothing was thrown.");
    }

    /// <summary>Makes a mistake that ends the worker, and prints what the host says of it.</summary>
    public static void Crashes(string mistake, Action call)
    {
        try
        {
            call();
        }
        catch (NativeCrashException crash)
        {
            Print(mistake, crash.Message);
            Print("in", crash.Report.Stack.FirstOrDefault()); // the instruction that did it
            foreach (string line in crash.Report.LastWords.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Print("last words", line);
            }

            foreach (string hint in crash.Report.Hints)
            {
                Print("hint", hint);
            }

            return;
        }

        throw new WrongResultException($"{mistake}: nothing crashed.");
    }
}
