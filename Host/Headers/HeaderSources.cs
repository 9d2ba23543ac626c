using FfiIsolation.DebugInfo;

namespace FfiIsolation.Headers;

/// <summary>The headers of one library, in the order in which they are asked. Each is read when a function first asks for it. Safe for use from many threads.</summary>
/// <param name="readings">What is read, shared with other libraries.</param>
/// <param name="headers">At least one.</param>
internal sealed class HeaderSources(HeaderReadings readings, IReadOnlyList<HeaderRequest> headers)
{
    /// <summary>Headers that a sentence names one by one: some libraries have dozens.</summary>
    private const int MostNamed = 4;

    /// <summary>What was read of them so far.</summary>
    public IReadOnlyList<HeaderReading> Known => [.. headers.Select(readings.Known).OfType<HeaderReading>()];

    /// <summary>A function as the first header has it that declares it.</summary>
    public async Task<HeaderAnswer> FindAsync(string function, CancellationToken cancellationToken)
    {
        var asked = new List<HeaderReading>();
        foreach (HeaderRequest header in headers)
        {
            HeaderReading one = await readings.ReadAsync(header).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (one.Truth?.Find(function, out _) is { } truth)
            {
                return new(truth, one.Path, null, null);
            }

            asked.Add(one);
        }

        return new(null, null, WhyNot(function, asked), asked.FirstOrDefault(one => one.Failure is not null)?.Failure);
    }

    /// <summary>Holds a declaration against what they say.</summary>
    /// <param name="why">Why the library itself says nothing of it.</param>
    public async Task<DeclarationAnswer> CompareAsync(Prototype declared, string why)
    {
        HeaderAnswer answer = await FindAsync(declared.Name, CancellationToken.None).ConfigureAwait(false);
        return answer.Truth is { } truth ? new(Compare(declared, truth, answer.Header!)) : new(null, answer.WhyNot is { } more ? $"{why}; {more}" : why);
    }

    /// <summary>The same by what was read already: nothing is read, and nothing waited for. null where nobody knows.</summary>
    public DeclarationAnswer? CompareWithKnown(Prototype declared) =>
        Known.Select(one => one.Truth?.Find(declared.Name, out _) is { } truth ? new DeclarationAnswer(Compare(declared, truth, one.Path)) : null).FirstOrDefault(answer => answer is not null);

    private static DeclarationFinding? Compare(Prototype declared, TrueFunction truth, string header) =>
        DeclarationFinding.Of(DeclarationCheck.Compare(declared, truth, "header"), truth, header);

    private static string? WhyNot(string function, IReadOnlyList<HeaderReading> asked)
    {
        string? refused = null;
        foreach (HeaderTruth truth in asked.Select(one => one.Truth).OfType<HeaderTruth>().Where(truth => asked.Count == 1 || truth.Refuses(function)))
        {
            truth.Find(function, out string? why);
            refused ??= why;
        }

        return refused ?? asked.FirstOrDefault(one => one.Failure is not null)?.WhyNot
            ?? (asked.Count > MostNamed ? $"none of its {asked.Count} headers, from {asked[0].Path} to {asked[^1].Path}, declares it"
                : asked.Count > 1 ? $"none of the headers {string.Join(", ", asked.Select(one => one.Path))} declares it" : null);
    }
}
