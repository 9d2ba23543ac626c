namespace FfiIsolation.Tests.Cli;

/// <summary>The pages of docs/, as they stand in the source tree.</summary>
internal static class Documents
{
    public static string Read(string name) => Repository.Read(Path.Combine("docs", name));

    /// <summary>The fenced blocks of one language.</summary>
    public static IEnumerable<string> Blocks(string page, string language)
    {
        string[] parts = page.Split("```" + language + "\n");
        return parts.Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]);
    }
}
