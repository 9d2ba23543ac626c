// What this process holds of the system: taken before and after, it must be the same.
using System.Globalization;
using System.Text.RegularExpressions;

namespace FfiIsolation.ProcessTests.Support;

/// <param name="Descriptors">What is open, by kind with the number of each; memory files among them.</param>
/// <param name="Threads">Threads by name, those of .NET's pools and timers left out: their number follows the load.</param>
/// <param name="Segments">Memory files that are mapped, parts of one file counted apart.</param>
/// <param name="TemporaryFiles">Our folders for pipes.</param>
internal sealed partial record ResourceSnapshot(string Children, string Descriptors, string Threads, int Segments, string TemporaryFiles)
{
    public static ResourceSnapshot Take() => new(
        string.Join(", ", ProcessTable.Children()),
        Group(Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(Kind)),
        Group(Directory.EnumerateDirectories("/proc/self/task").Select(ThreadName).Where(name => !name.StartsWith(".NET ", StringComparison.Ordinal))),
        MappedSegments(),
        string.Join(", ", Directory.EnumerateFileSystemEntries(Path.GetTempPath(), "ffi-*")));

    public static int MappedSegments() => File.ReadLines("/proc/self/maps").Count(line => line.Contains("/memfd:ffi-isolation", StringComparison.Ordinal));

    /// <summary>Waits until there is nothing that was not there. What earlier tests had let go of may have been closed meanwhile.</summary>
    public Task IsRestoredAsync() => Eventually.HoldsAsync(() => Take().IsWithin(this), () => $"Before:\n{this}\nAfter:\n{Take()}");

    private bool IsWithin(ResourceSnapshot before) =>
        Children == before.Children && TemporaryFiles == before.TemporaryFiles && Segments <= before.Segments
        && IsWithin(Descriptors, before.Descriptors) && IsWithin(Threads, before.Threads);

    private static bool IsWithin(string after, string before)
    {
        Dictionary<string, int> had = Counts(before);
        return Counts(after).All(group => group.Value <= had.GetValueOrDefault(group.Key));
    }

    private static Dictionary<string, int> Counts(string groups) => groups.Split(", ", StringSplitOptions.RemoveEmptyEntries).ToDictionary(
        group => group[..group.LastIndexOf(" x", StringComparison.Ordinal)],
        group => int.Parse(group[(group.LastIndexOf(" x", StringComparison.Ordinal) + 2)..], CultureInfo.InvariantCulture));

    public override string ToString() => $"children {Children}\ndescriptors {Descriptors}\nthreads {Threads}\nsegments {Segments}\ntemporary files {TemporaryFiles}";

    private static string Group(IEnumerable<string> names) =>
        string.Join(", ", names.Where(name => name.Length > 0).GroupBy(name => name).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} x{group.Count()}")));

    private static string Kind(string descriptor)
    {
        try
        {
            string target = new FileInfo(descriptor).LinkTarget ?? "";

            // Not the directory that is being read, nor the assemblies that .NET opens when their first type is needed.
            bool isOfNoInterest = target.StartsWith("/proc/", StringComparison.Ordinal) || Path.GetExtension(target) is ".dll" or ".pdb";
            return isOfNoInterest ? "" : Number().Replace(target, "[]");
        }
        catch (IOException)
        {
            return ""; // closed meanwhile
        }
    }

    private static string ThreadName(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim();
        }
        catch (IOException)
        {
            return ""; // ended meanwhile
        }
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Number();
}
