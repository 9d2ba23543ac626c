using System.Globalization;
using System.Text;

namespace FfiIsolation.Crashes;

/// <summary>The worker's mappings at its death, by address.</summary>
internal sealed class MemoryMap
{
    private const int MaxMappings = 2_048;

    /// <summary>Of those, such without a name: a guarded heap makes thousands, and would leave no place for the libraries.</summary>
    private const int MaxAnonymous = 1_024;
    private const string Same = "=";

    private readonly MemoryMapping[] _mappings;

    private MemoryMap(MemoryMapping[] mappings) => _mappings = mappings;

    public static MemoryMap Empty { get; } = new([]);

    public IReadOnlyList<MemoryMapping> Mappings => _mappings;

    /// <summary>Reads the text of /proc/PID/maps; lines that are none are left out, a last line without its end too (the copy was cut there). A path of <c>=</c> is that of the line before,
    /// as the guard writes it.</summary>
    public static MemoryMap Parse(ReadOnlySpan<byte> text)
    {
        var end = text.LastIndexOf((byte)'\n');
        if (end < 0)
            return Empty;
        var mappings = new List<MemoryMapping>();
        var path = "";
        var anonymous = 0;
        foreach (var line in Encoding.UTF8.GetString(text[..end]).Split('\n'))
        {
            if (mappings.Count >= MaxMappings || TryParseLine(line) is not { } mapping)
                continue;
            if (mapping.Path.Length == 0 && ++anonymous > MaxAnonymous)
                continue;
            if (mapping.Path == Same)
                mapping = mapping with { Path = path };
            else if (mapping.Path.Length > 0)
                path = mapping.Path;
            mappings.Add(mapping);
        }
        mappings.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return new MemoryMap([.. mappings]);
    }

    public MemoryMapping? Find(ulong address)
    {
        foreach (var mapping in _mappings)
        {
            if (mapping.Contains(address))
                return mapping;
        }
        return null;
    }

    /// <summary>The nearest readable mapping that ends at or below the address.</summary>
    public MemoryMapping? Below(ulong address)
    {
        MemoryMapping? below = null;
        foreach (var mapping in _mappings)
        {
            if (mapping.End <= address && mapping.Readable)
                below = mapping;
        }
        return below;
    }

    // "7f12a000-7f12b000 r-xp 00001000 fe:00 1234    /lib/x.so"
    private static MemoryMapping? TryParseLine(string line)
    {
        var words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 5 || words[1].Length < 4 || words[0].Split('-') is not [var from, var to])
            return null;
        if (!TryHex(from, out var start) || !TryHex(to, out var end) || !TryHex(words[2], out var offset) || end <= start)
            return null;
        var path = words.Length > 5 ? SafeText.Line(words[5]) : "";
        const string deleted = " (deleted)";
        if (path.EndsWith(deleted, StringComparison.Ordinal))
            path = path[..^deleted.Length];
        return new MemoryMapping(start, end, words[1][0] == 'r', words[1][1] == 'w', words[1][2] == 'x', offset, path);
    }

    private static bool TryHex(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
